# SPDX-License-Identifier: MIT
"""Fetches a Debian suite's kernel for virtual machines and keeps what a boot needs of it.

A kernel's folder holds `vmlinuz`, `config`, `release` (what uname -r will say) and `modules/`.
"""

import re
import shutil

from debianSuite import DebianSuite
from kernelModules import KernelModules, MissingModule, isComplete
from offsetsTools import Unreachable

# The flavour with little more than the drivers of virtual machines: small, and what many servers
# run.
USUAL_FLAVOUR = "cloud"


def isKept(folder):
    """Whether `folder` holds a kernel: its release file is written last."""
    return (folder / "release").exists()


def isCurrent(folder):
    """Whether it also has all modules that tests want."""
    return isKept(folder) and isComplete(folder / "modules")


def fetch(suite, folder):
    """Fetches the kernel of `suite` (SUITE or SUITE/FLAVOUR) into `folder`; raises Unreachable with
    the reason if not."""
    suite, _, flavour = suite.partition("/")
    work = folder.with_name(folder.name + ".partial")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        apt = DebianSuite(work / "apt", suite)
        release = _currentRelease(apt, flavour or USUAL_FLAVOUR)
        _unpackKernel(apt, release, work / "unpacked")
        _keepWhatABootNeeds(work / "unpacked", release, work / "kept")
        shutil.rmtree(folder, ignore_errors=True)
        (work / "kept").rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _currentRelease(apt, flavour):
    # It depends on the package of the suite's current kernel.
    metaPackage = f"linux-image-{flavour}-amd64"
    for package in apt.dependencies(metaPackage):
        found = re.fullmatch(r"linux-image-(\d.*)", package)
        if found:
            return found[1]
    raise Unreachable(f"{metaPackage} of {apt.suite} names no kernel package")


def _unpackKernel(apt, release, target):
    # Since 2025 linux-image-* only depends on packages with the parts.
    for kind in ("image", "binary", "modules", "base"):
        package = f"linux-{kind}-{release}"
        if apt.has(package):
            apt.unpack(package, target)


def _keepWhatABootNeeds(unpacked, release, kept):
    kept.mkdir()
    boot = _first(unpacked, [f"boot/vmlinuz-{release}", f"usr/lib/modules/{release}/vmlinuz"])
    shutil.copyfile(boot, kept / "vmlinuz")
    config = _first(unpacked, [f"boot/config-{release}", f"usr/lib/modules/{release}/config"])
    shutil.copyfile(config, kept / "config")
    modules = _first(unpacked, [f"lib/modules/{release}", f"usr/lib/modules/{release}"])
    try:
        KernelModules(modules).keep(kept / "modules")
    except MissingModule as error:
        raise Unreachable(f"{release} cannot be a guest's kernel: {error}") from error
    (kept / "release").write_text(release + "\n")


def _first(folder, candidates):
    for candidate in candidates:
        if (folder / candidate).exists():
            return folder / candidate
    raise Unreachable("the kernel's packages have none of " + ", ".join(candidates))
