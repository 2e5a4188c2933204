# SPDX-License-Identifier: MIT
"""The few modules that a guest needs, out of a Debian kernel's thousands."""

import lzma
import shutil
import subprocess

# What the guest machine consists of, and what tests mount. Kernels that have one of them built in
# name it in modules.builtin.
NEEDED = ["virtio_pci", "virtio_console", "virtio_blk", "virtio_rng",
          "loop", "overlay", "ext4", "binfmt_misc", "veth",
          "nft_chain_nat", "nft_masq", "nft_nat", "nft_redir"]

# "pre:" and "post:" dependencies are not in "depends": the kernel asks for them when it runs.
ASKED_FOR_LATER = {"ext4": ["crc32c_generic"]}


class MissingModule(Exception):
    pass


def moduleName(path):
    """The module's name as lsmod shows it: /x/crc32c-intel.ko.xz is crc32c_intel."""
    return path.name.split(".ko")[0].replace("-", "_")


def isComplete(target):
    """Whether what was kept in `target` is all that is needed today."""
    needed = target / "needed"
    return needed.exists() and needed.read_text() == _listOfNeeded()


def _listOfNeeded():
    return "".join(f"{name}\n" for name in NEEDED)


class KernelModules:
    """Modules below `folder`, a kernel's lib/modules/RELEASE."""

    def __init__(self, folder):
        self.files = {moduleName(path): path for path in folder.rglob("*.ko*")}
        self.builtIn = {moduleName(folder / line)
                        for line in (folder / "modules.builtin").read_text().splitlines()}

    def keep(self, target):
        """Puts the needed modules and those they need into `target`, uncompressed, with a file
        `order` that lists them in the order in which they can be inserted."""
        target.mkdir(parents=True)
        order = []
        for name in NEEDED:
            self._keepWithDependencies(name, target, order)
        (target / "order").write_text("".join(f"{name}.ko\n" for name in order))
        (target / "needed").write_text(_listOfNeeded())

    def _keepWithDependencies(self, name, target, order):
        if name in order or name in self.builtIn:
            return
        if name not in self.files:
            raise MissingModule(f"the kernel has no module {name}, neither built in nor as a file")
        kept = target / f"{name}.ko"
        uncompress(self.files[name], kept)
        for dependency in ASKED_FOR_LATER.get(name, []):
            if dependency in self.files:
                self._keepWithDependencies(dependency, target, order)
        for dependency in dependencies(kept):
            self._keepWithDependencies(dependency, target, order)
        order.append(name)


def dependencies(module):
    text = subprocess.run(["modinfo", "-F", "depends", module], capture_output=True, text=True,
                          check=True).stdout.strip()
    return [name.replace("-", "_") for name in text.split(",") if name]


def uncompress(source, target):
    if source.suffix == ".xz":
        with lzma.open(source) as packed, open(target, "wb") as unpacked:
            shutil.copyfileobj(packed, unpacked)
    elif source.suffix == ".zst":
        subprocess.run(["zstd", "-dq", source, "-o", target], check=True)
    else:
        shutil.copyfile(source, target)
