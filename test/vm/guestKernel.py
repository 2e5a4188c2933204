# SPDX-License-Identifier: MIT
"""A guest's kernel: where its image and its modules are, and what the x86 image tells of itself."""

import struct
from pathlib import Path

from offsetsTools import NotAKernel

# The kernel's documentation, arch/x86/boot: the header's magic, and the place of the version text,
# counted from the end of the boot sector.
MAGIC_AT = 0x202
MAGIC = b"HdrS"
VERSION_AT = 0x20E
BOOT_SECTOR = 0x200


def find(path):
    """The image at `path`: the file itself, or the one in a folder of a cached or built kernel."""
    if path.is_dir():
        for name in ("vmlinuz", "bzImage"):
            if (path / name).exists():
                return path / name
        raise NotAKernel(f"the folder {path} has neither vmlinuz nor bzImage")
    if not path.exists():
        raise NotAKernel(f"there is no kernel image {path}")
    return path


def modulesOf(image):
    """The folder of modules that belongs to an image, or None: then everything is built in."""
    folder = Path(image).parent / "modules"
    return folder if (folder / "order").exists() else None


def release(image):
    """What `uname -r` will say."""
    with open(image, "rb") as file:
        head = file.read(0x10000)
    if head[MAGIC_AT:MAGIC_AT + len(MAGIC)] != MAGIC:
        raise NotAKernel(f"{image} is no x86 kernel image (bzImage): it has no setup header")
    (offset,) = struct.unpack_from("<H", head, VERSION_AT)
    text = head[BOOT_SECTOR + offset:].split(b"\0")[0]
    return text.split()[0].decode()
