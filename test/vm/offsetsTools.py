# SPDX-License-Identifier: MIT
"""What this folder has in common with the tools that collect struct offsets."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "sysinternalsEBPF/offsets"))

from kernelImage import NotAKernel  # noqa: E402 # its folder had to be named first
from separateApt import KEYRING, SeparateApt, Unreachable, packageSources  # noqa: E402 # likewise

__all__ = ["KEYRING", "NotAKernel", "SeparateApt", "Unreachable", "packageSources"]
