# SPDX-License-Identifier: MIT
"""Programs of Debian packages that this folder's scripts call, and what several scripts do."""

import fcntl
import shutil
import sys
from contextlib import contextmanager

PACKAGES = {
    "apt-get": "apt",
    "busybox": "busybox-static",
    "cpack": "cmake",
    "cpio": "cpio",
    "dpkg-deb": "dpkg",
    "ldd": "libc-bin",
    "mke2fs": "e2fsprogs",
    "mmdebstrap": "mmdebstrap",
    "modinfo": "kmod",
    "qemu-system-x86_64": "qemu-system-x86",
    "setpriv": "util-linux",
}


def need(*programs):
    """Ends the script, saying which packages to install, unless all `programs` can be called."""
    missing = sorted(PACKAGES[program] for program in programs if not shutil.which(program))
    if missing:
        sys.exit(f"{sys.argv[0]} needs these Debian packages: {' '.join(missing)}\n"
                 "`scripts/install-packages test` installs them.")


@contextmanager
def locked(path):
    """One process makes what is to be at `path`; others that want it, too, wait for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path.with_name(path.name + ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sayLoudly(text):
    print(f"{'#' * 80}\n{text}\n{'#' * 80}", file=sys.stderr)
