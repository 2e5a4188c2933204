# SPDX-License-Identifier: MIT
"""What a kernel image (vmlinuz, Image, vmlinux) has inside: its BTF and its version text."""

import lzma
import re
import struct
import subprocess
import zlib

BTF_HEADER = struct.Struct("<HBBIIIII")  # magic, version, flags, header length, two sections
BTF_START = b"\x9f\xeb\x01\x00\x18\x00\x00\x00"
BANNER = re.compile(rb"Linux version (\S+) \([^\n\0]*?(#\d+ [^\n\0]*)\n")
COMPRESSED = {b"\xfd7zXZ\x00": "xz", b"\x1f\x8b\x08": "gzip", b"\x28\xb5\x2f\xfd": "zstd",
              b"\x02\x21\x4c\x18": "lz4"}
LEAST_KERNEL = 4 << 20  # anything smaller that decompresses is something else


class NotAKernel(Exception):
    pass


def _decompress(data, kind):
    """The stream at the start of `data`; what follows it is not part of it."""
    try:
        if kind == "xz":
            return lzma.LZMADecompressor(lzma.FORMAT_XZ).decompress(data)
        if kind == "gzip":
            return zlib.decompressobj(31).decompress(data)
        # they complain about what follows, after they have written all
        return subprocess.run([kind, "-dcq"], input=data, capture_output=True,
                              check=False).stdout
    except (lzma.LZMAError, zlib.error):
        return b""


def _unpacked(image):
    """The image itself and what it decompresses to."""
    yield image
    for magic, kind in COMPRESSED.items():
        for found in re.finditer(re.escape(magic), image):
            data = _decompress(image[found.start():], kind)
            if len(data) >= LEAST_KERNEL:
                yield data


def _btfAt(data, start):
    header = data[start:start + BTF_HEADER.size]
    if len(header) < BTF_HEADER.size:
        return b""
    _, _, _, length, typeAt, typeSize, stringsAt, stringsSize = BTF_HEADER.unpack(header)
    end = start + length + stringsAt + stringsSize
    if typeAt != 0 or stringsAt != typeSize or end > len(data) or data[end - 1] != 0:
        return b""
    return data[start:end]


def _largestBtf(data):
    found = (_btfAt(data, match.start()) for match in re.finditer(re.escape(BTF_START), data))
    return max(found, key=len, default=b"")


def read(path):
    """(uname -r, uname -v, BTF) of a kernel image; raises NotAKernel."""
    image = path.read_bytes()
    for data in _unpacked(image):
        banner = BANNER.search(data)
        if not banner:
            continue
        return banner[1].decode(), banner[2].decode(), _largestBtf(data)
    raise NotAKernel(f"{path} has no kernel's version text in it, packed or not")
