# SPDX-License-Identifier: MIT
"""Packages of any Debian suite, without telling this system's apt about that suite.

apt gets folders, a source list and a package database of its own, so nothing here can upgrade the
system or change where it installs from.
"""

import os
import subprocess
from pathlib import Path

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


class Unreachable(Exception):
    """What was asked of a mirror and what came back."""


def packageSources(form, *options):
    """The words of each line that `apt-get indextargets` prints of this system's package lists."""
    listing = subprocess.run(
        ["apt-get", "indextargets", "--format", form, "Created-By: Packages", *options],
        capture_output=True, text=True, check=False).stdout
    return [line.split() for line in listing.splitlines()]


class SeparateApt:
    """apt for `suites` of (mirror, suite), with everything it writes in `folder`."""

    def __init__(self, folder, suites, architectures=("amd64",)):
        self.folder = Path(folder).resolve()
        for part in ("state/lists/partial", "cache/archives/partial"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)

        def quoted(name):
            return f'"{name}";'

        options = f"[arch={','.join(architectures)} signed-by={KEYRING}]"
        (self.folder / "sources.list").write_text(
            "".join(f"deb {options} {mirror} {suite} main\n" for mirror, suite in suites))
        (self.folder / "apt.conf").write_text(
            f'Dir::State "{self.folder}/state";\n'
            'Dir::State::status "/dev/null";\n'
            f'Dir::Cache "{self.folder}/cache";\n'
            f'Dir::Etc::SourceList "{self.folder}/sources.list";\n'
            'Dir::Etc::SourceParts "/dev/null";\n'
            'Acquire::Languages "none";\n'
            'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";\n'
            f'APT::Architecture "{architectures[0]}";\n'
            f'APT::Architectures {{ {" ".join(map(quoted, architectures))} }};\n'
            'APT::Sandbox::User "root";\n')  # its usual user may not reach the folder

    def run(self, *command, cwd=None):
        """One of apt's commands; nothing is raised when it fails."""
        environment = dict(os.environ, APT_CONFIG=str(self.folder / "apt.conf"), LC_ALL="C")
        return subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True,
                              check=False)
