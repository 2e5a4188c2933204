# SPDX-License-Identifier: MIT
"""The kernels of the matrix: which there are, and the cache that keeps them between runs."""

import subprocess
import sys
from pathlib import Path

import debianKernel
import tools
from offsetsTools import Unreachable

HERE = Path(__file__).resolve().parent
DEFAULT_CACHE = HERE.parent.parent / "build" / "vm" / "kernels"
SKIPPED = 77  # exit code of what cannot be tested here; ctest shows it as skipped


def suites():
    """Name of each kernel of the matrix to its Debian suite, in the file's order; a flavour other
    than cloud follows the suite: bookworm/rt."""
    found = {}
    for line in (HERE / "kernels.list").read_text().splitlines():
        words = line.split("#")[0].split()
        if words:
            name, suite = words
            found[name] = suite
    return found


def obtain(name, cache, update=False):
    """The folder of a kernel of the matrix, fetched if the cache does not have it (or with
    `update`); None, and loudly the reason on stderr, if it cannot be had."""
    suite = suites()[name]
    folder = cache.resolve() / name
    with tools.locked(folder):
        if update or not debianKernel.isCurrent(folder):
            tools.need("apt-get", "dpkg-deb", "modinfo")
            print(f"{name}: fetching the kernel of Debian {suite}", file=sys.stderr)
            try:
                debianKernel.fetch(suite, folder)
                _checkRelease(name, folder)
            except (Unreachable, subprocess.CalledProcessError) as error:
                left = ("The older one in the cache is used." if debianKernel.isKept(folder) else
                        "SKIPPED: what needs this kernel is not tested.")
                tools.sayLoudly(f"Kernel {name} (Debian {suite}) cannot be fetched: {error}\n{left}\n"
                                "Check the network and `apt-get indextargets`, then run "
                                f"{HERE / 'fetch-kernels'} {name}.")
    return folder if debianKernel.isKept(folder) else None


def _checkRelease(name, folder):
    release = (folder / "release").read_text().strip()
    version = name.split("-")[0]
    if version[0].isdigit() and not release.startswith(f"{version}."):
        sys.exit(f"{HERE / 'kernels.list'} promises {name}, but its suite has {release}: "
                 "correct the name there.")
