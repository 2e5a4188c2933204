# SPDX-License-Identifier: MIT
"""Puts the host's files into a guest's root file system, with the libraries that they need.

A file keeps its path, so that programs find each other and their libraries in the guest as they do
on the host.
"""

import re
import shutil
import subprocess
from pathlib import Path

ELF_MAGIC = b"\x7fELF"


class GuestFiles:
    """Fills `root`, the folder that becomes the guest's root file system."""

    def __init__(self, root):
        self.root = root

    def inGuest(self, path):
        """Where the guest's absolute `path` lies on the host, links inside the guest followed.
        Its folder is made."""
        folder = self.root
        for part in Path(path).parts[1:-1]:
            folder = folder / part
            if folder.is_symlink():
                folder = folder.parent / folder.readlink()
            folder.mkdir(exist_ok=True)
        return folder / Path(path).name

    def add(self, source, target=None):
        """Copies a file or folder, to its own path or to `target`, with all libraries."""
        source = source.absolute()
        target = Path(target or source)
        if source.is_dir():
            for entry in source.iterdir():
                self.add(entry, target / entry.name)
            return
        self._copy(source, target)
        if isElf(source):
            for library in sharedLibraries(source):
                self._copy(library, library)

    def _copy(self, source, target):
        """Copies a file; of a link, what it points to as well."""
        copy = self.inGuest(target)
        if copy.is_symlink() or copy.exists():
            copy.unlink()
        if source.is_symlink():
            copy.symlink_to(source.readlink())
            pointsTo = Path(source.parent / source.readlink())
            if pointsTo.exists():
                self._copy(pointsTo, Path(target).parent / source.readlink())
        else:
            shutil.copy2(source, copy)


def isElf(path):
    with path.open("rb") as file:
        return file.read(len(ELF_MAGIC)) == ELF_MAGIC


def sharedLibraries(program):
    """Every library that the dynamic linker would load for `program`, and the linker itself."""
    listing = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
    if listing.returncode != 0:
        return []  # static, or no program of this machine's kind (a BPF object)
    missing = re.findall(r"^\s*(\S+) => not found", listing.stdout, re.MULTILINE)
    if missing:
        raise FileNotFoundError(f"{program} needs libraries that this machine does not have: "
                                f"{', '.join(missing)}")
    # "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)" or "/lib64/ld-linux-x86-64.so.2 (0x…)"
    return [Path(path) for path in re.findall(r"(/\S+) \(0x", listing.stdout)]
