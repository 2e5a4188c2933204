# SPDX-License-Identifier: MIT
"""The kernels of the matrix and where they are kept."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
DEFAULT_CACHE = HERE.parent.parent / "build" / "vm" / "kernels"


def suites():
    """Name of each kernel of the matrix to its Debian suite, in the file's order."""
    found = {}
    for line in (HERE / "kernels.list").read_text().splitlines():
        words = line.split("#")[0].split()
        if words:
            name, suite = words
            found[name] = suite
    return found
