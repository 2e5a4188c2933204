# SPDX-License-Identifier: MIT
"""Packages of any Debian suite, without telling this system's apt about that suite.

apt gets folders, a source list and a package database of its own, so nothing here can upgrade the
system or change where it installs from. The mirror is the one that the system uses.
"""

import os
import re
import shutil
import subprocess

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


class Unreachable(Exception):
    """No mirror gave the suite; the text says what was tried and what came back."""


def systemMirrors():
    """Base addresses of this system's package sources, those known to be Debian's first."""
    # Where it comes from is known only of a source whose lists were fetched; ask for the rest, too.
    mirrors = _sources("Origin: Debian") + _sources("--no-release-info")
    return list(dict.fromkeys(mirrors))


def _sources(option):
    listing = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)", "Created-By: Packages",
         option], capture_output=True, text=True, check=False).stdout
    rows = [line.split() for line in listing.splitlines()]
    # The security archive has other suites. Everything else may be Debian's: ask it.
    return [row[1] for row in rows if len(row) == 2 and not row[0].endswith("-security")]


class SeparateApt:
    """apt for one suite, with everything it writes in `folder`."""

    def __init__(self, folder, suite):
        self.folder = folder.resolve()
        self.suite = suite
        self._useFirstMirrorThatAnswers()

    def dependencies(self, package):
        """Names of the packages that `package` depends on; empty if there is no such package."""
        text = self._apt("apt-cache", "show", "--no-all-versions", package).stdout
        found = re.search(r"^Depends: (.*)$", text, re.MULTILINE)
        return [entry.split()[0] for entry in found[1].split(",")] if found else []

    def has(self, package):
        return self._apt("apt-cache", "show", package).returncode == 0

    def unpack(self, package, target):
        """Downloads `package`, unpacks its files below `target` and keeps nothing else."""
        downloads = self.folder / "downloads"
        downloads.mkdir(exist_ok=True)
        result = self._apt("apt-get", "download", "-q", package, cwd=downloads)
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
            self._configure(mirror)
            result = self._apt("apt-get", "update", "-q")
            if result.returncode == 0 and "Err:" not in result.stdout:
                return
            answers.append(f"{mirror}:\n{result.stderr.strip()}")
        raise Unreachable(f"no package source of this system has the suite {self.suite}\n" +
                          "\n".join(answers))

    def _configure(self, mirror):
        shutil.rmtree(self.folder, ignore_errors=True)
        for part in ("state/lists/partial", "cache/archives/partial"):
            (self.folder / part).mkdir(parents=True)
        (self.folder / "sources.list").write_text(
            f"deb [signed-by={KEYRING}] {mirror} {self.suite} main\n")
        (self.folder / "apt.conf").write_text(
            f'Dir::State "{self.folder}/state";\n'
            'Dir::State::status "/dev/null";\n'
            f'Dir::Cache "{self.folder}/cache";\n'
            f'Dir::Etc::SourceList "{self.folder}/sources.list";\n'
            'Dir::Etc::SourceParts "/dev/null";\n'
            'Acquire::Languages "none";\n'
            'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";\n'
            'APT::Architecture "amd64";\n'
            'APT::Architectures {"amd64";};\n'
            'APT::Sandbox::User "root";\n')  # its usual user may not reach the folder

    def _apt(self, *command, cwd=None):
        environment = dict(os.environ, APT_CONFIG=str(self.folder / "apt.conf"), LC_ALL="C")
        return subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True,
                              check=False)
