# SPDX-License-Identifier: MIT
"""Packages of one Debian suite, from the mirror that this system's apt uses."""

import re
import shutil
import subprocess

from offsetsTools import SeparateApt, Unreachable, packageSources


def systemMirrors():
    """Base addresses of this system's package sources, those known to be Debian's first."""
    # Where it comes from is known only of a source whose lists were fetched; ask for the rest, too.
    mirrors = _sources("Origin: Debian") + _sources("--no-release-info")
    return list(dict.fromkeys(mirrors))


def _sources(option):
    rows = packageSources("$(RELEASE) $(REPO_URI)", option)
    # The security archive has other suites. Everything else may be Debian's: ask it.
    return [row[1] for row in rows if len(row) == 2 and not row[0].endswith("-security")]


class DebianSuite:
    """The packages of one suite; everything that apt writes lies in `folder`."""

    def __init__(self, folder, suite):
        self.folder = folder.resolve()
        self.suite = suite
        self._useFirstMirrorThatAnswers()

    def dependencies(self, package):
        """Names of the packages that `package` depends on; empty if there is no such package."""
        text = self._apt.run("apt-cache", "show", "--no-all-versions", package).stdout
        found = re.search(r"^Depends: (.*)$", text, re.MULTILINE)
        return [entry.split()[0] for entry in found[1].split(",")] if found else []

    def has(self, package):
        return self._apt.run("apt-cache", "show", package).returncode == 0

    def unpack(self, package, target):
        """Downloads `package`, unpacks its files below `target` and keeps nothing else."""
        downloads = self.folder / "downloads"
        downloads.mkdir(exist_ok=True)
        result = self._apt.run("apt-get", "download", "-q", package, cwd=downloads)
        archives = list(downloads.glob("*.deb"))
        if result.returncode != 0 or len(archives) != 1:
            raise Unreachable(f"cannot download {package} of {self.suite}:\n{result.stderr}")
        subprocess.run(["dpkg-deb", "--extract", archives[0], target], check=True)
        shutil.rmtree(downloads)

    def _useFirstMirrorThatAnswers(self):
        mirrors = systemMirrors()
        if not mirrors:
            raise Unreachable("this system's apt has no package sources "
                              "(apt-get indextargets lists none)")
        answers = []
        for mirror in mirrors:
            shutil.rmtree(self.folder, ignore_errors=True)
            self._apt = SeparateApt(self.folder, [(mirror, self.suite)])
            result = self._apt.run("apt-get", "update", "-q")
            if result.returncode == 0 and "Err:" not in result.stdout:
                return
            answers.append(f"{mirror}:\n{result.stderr.strip()}")
        raise Unreachable(f"no package source of this system has the suite {self.suite}\n" +
                          "\n".join(answers))
