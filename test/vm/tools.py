# SPDX-License-Identifier: MIT
"""Programs of Debian packages that this folder's scripts call."""

import shutil
import sys

PACKAGES = {
    "apt-get": "apt",
    "busybox": "busybox-static",
    "cpio": "cpio",
    "dpkg-deb": "dpkg",
    "ldd": "libc-bin",
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
