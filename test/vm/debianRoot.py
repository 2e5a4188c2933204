# SPDX-License-Identifier: MIT
"""Root file systems of real Debian systems, with their own init, as disk images for guests.

An image is made by mmdebstrap from the mirror that this system's apt uses, and has what our packages
depend on: guests have no network. It is kept in the cache until its list of packages changes.
"""

import platform
import shutil
import subprocess
import sys

import matrix
import tools
from debianSuite import systemMirrors
from offsetsTools import KEYRING, Unreachable

# The libraries that `sysmon` and `sysinternalsebpf` need; apt in the guest refuses to install them
# when one is missing here.
LIBRARIES = ["libbpf1", "libelf1", "libssl3", "libstdc++6", "libsystemd0", "libxml2"]

# What makes a kind of system; Debian's required packages and apt come with it.
KINDS = {
    "systemd": ["systemd", "systemd-sysv", "rsyslog"],
    # systemd-less Debian keeps init.d scripts that packages have dropped in one of their own.
    "initd": ["sysvinit-core", "sysv-rc", "initscripts", "orphan-sysvinit-scripts", "rsyslog"],
}

# Nobody reads documentation there, and apt has nowhere to look for updates.
SUPERFLUOUS = ["usr/share/doc", "usr/share/locale", "usr/share/man", "var/lib/apt/lists",
               "var/cache/apt"]
SIZE = "1G"  # of the disk; the image file is sparse


def obtain(kind, cache):
    """The image of a kind of system, made if the cache does not have it; None, and loudly the reason
    on stderr, if it cannot be made."""
    image = cache.resolve() / f"{kind}.ext4"
    with tools.locked(image):
        if not _isCurrent(image, kind):
            tools.need("mmdebstrap", "mke2fs", "qemu-system-x86_64")
            print(f"{kind}: making a Debian {suite()}", file=sys.stderr)
            try:
                _make(kind, image)
            except (Unreachable, subprocess.CalledProcessError) as error:
                tools.sayLoudly(f"A Debian with {kind} cannot be made: {error}\n"
                                "SKIPPED: the life cycle of the packages is not tested there.\n"
                                "Check the network and `apt-get indextargets`.")
                return None
    return image


def suite():
    """The suite of this system, for which its packages are built."""
    system = platform.freedesktop_os_release()
    if system["ID"] != "debian":
        raise Unreachable(f"this system is {system['PRETTY_NAME']}, not Debian: what is built here "
                          "need not run there")
    return system["VERSION_CODENAME"]


def kernelName():
    """The matrix' kernel of this system's suite."""
    for name, theirs in matrix.suites().items():
        if theirs == suite():
            return name
    raise Unreachable(f"kernels.list has no kernel of Debian {suite()}")


def _packages(kind):
    return [*KINDS[kind], *LIBRARIES]


def _description(kind):
    return " ".join([suite(), *_packages(kind)]) + "\n"


def _isCurrent(image, kind):
    note = image.with_suffix(".packages")
    return image.exists() and note.exists() and note.read_text() == _description(kind)


def _make(kind, image):
    mirrors = systemMirrors()
    if not mirrors:
        raise Unreachable("this system's apt has no package sources (apt-get indextargets lists none)")
    partial = image.with_suffix(".partial")
    answers = []
    for mirror in mirrors:
        result = _mmdebstrap(kind, mirror, partial)
        if result.returncode == 0:
            partial.rename(image)
            image.with_suffix(".packages").write_text(_description(kind))
            return
        partial.unlink(missing_ok=True)
        answers.append(f"{mirror}:\n{result.stderr[-2000:].strip()}")
    raise Unreachable("no package source of this system has all of it\n" + "\n".join(answers))


def _mmdebstrap(kind, mirror, image):
    # The tree has /proc and more mounted while hooks run; a second view of it has not.
    view = image.with_suffix(".view")
    view.mkdir(exist_ok=True)
    hooks = [f'cd "$1" && rm -rf {" ".join(f"{folder}/*" for folder in SUPERFLUOUS)}',
             'echo guest > "$1/etc/hostname"',
             # Which keeps services from being started in the tree; mmdebstrap removes it too late for us.
             'rm -f "$1/usr/sbin/policy-rc.d"',
             f'mount --bind "$1" {view} && mke2fs -q -t ext4 -O ^has_journal -d {view} {image} {SIZE}'
             f' && umount {view}']
    command = ["mmdebstrap", "--variant=apt", "--format=null", f"--include={','.join(_packages(kind))}",
               *[f"--customize-hook={hook}" for hook in hooks],
               suite(), "/dev/null", f"deb [signed-by={KEYRING}] {mirror} {suite()} main"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        shutil.rmtree(view, ignore_errors=True)
