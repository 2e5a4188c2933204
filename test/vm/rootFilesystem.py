# SPDX-License-Identifier: MIT
"""The guest's root file system: busybox as every tool, the kernel's modules, the files of the test
and the command, packed as the initramfs that the kernel starts with. If the guest has a system of its
own on a disk, just what it takes to start that and to run the command there."""

import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from guestFiles import GuestFiles
from matrix import HERE

# /bin is /usr/bin and so on, as in Debian and all large distributions.
MERGED = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"]
FOLDERS = ["dev", "etc", "home", "proc", "root", "run", "srv", "sys", "tmp", "var/lib", "var/log",
           "var/tmp", "opt", "mnt", "vm/empty", "usr/local/bin"]
ETC = {
    "passwd": "root:x:0:0:root:/root:/bin/sh\n"
              "daemon:x:1:1:daemon:/usr/sbin:/bin/sh\n"
              "user:x:1000:1000:a user:/home:/bin/sh\n"
              "nobody:x:65534:65534:nobody:/nonexistent:/bin/sh\n",
    "group": "root:x:0:\ndaemon:x:1:\nuser:x:1000:\nnogroup:x:65534:\n",
    "hosts": "127.0.0.1 localhost guest\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    "machine-id": "0123456789abcdef0123456789abcdef\n",
    "os-release": 'NAME="test/vm guest"\nID=test-vm\n',
}


@dataclass
class Contents:
    """What one guest shall have besides the system itself."""

    command: list
    files: list = field(default_factory=list)        # (path on the host, path in the guest or None)
    modules: Path = None                             # a folder with *.ko and `order`
    settings: list = field(default_factory=list)     # for sysctl, "name=value"
    environment: list = field(default_factory=list)  # "NAME=VALUE"
    hideBtf: bool = False
    hideKprobes: bool = False


def build(contents, work):
    """Makes the initramfs below the folder `work` and returns its path."""
    tree = work / "initramfs"
    root = tree / "root"
    root.mkdir(parents=True)
    _addSystem(root)
    files = GuestFiles(root)
    for source, target in contents.files:
        files.add(source, target)
    _addOrders(root / "vm", contents)
    shutil.copy2(shutil.which("busybox"), tree / "busybox")
    shutil.copy2(HERE / "initramfsInit", tree / "init")
    return _pack(tree, work / "initramfs.cpio")


def buildForDisk(contents, work):
    """Makes the initramfs for a guest that runs the system on its disk, and returns its path. Files
    lie in /mnt there, by their names, without the libraries of this machine."""
    tree = work / "initramfs"
    orders = tree / "vm"
    orders.mkdir(parents=True)
    for source, target in contents.files:
        copy = orders / (target or source.name)
        if source.is_dir():
            shutil.copytree(source, copy)
        else:
            shutil.copy2(source, copy)
    _addOrders(orders, contents)
    for name in ("guestCommand", "guestCommand.service"):
        shutil.copy2(HERE / name, orders)
    shutil.copy2(shutil.which("busybox"), tree / "busybox")
    shutil.copy2(HERE / "diskInit", tree / "init")
    return _pack(tree, work / "initramfs.cpio")


def _addSystem(root):
    for name in FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
    for name in MERGED:
        (root / "usr" / name).mkdir()
        (root / name).symlink_to(f"usr/{name}")
    busybox = shutil.which("busybox")
    shutil.copy2(busybox, root / "usr/bin/busybox")
    applets = subprocess.run([busybox, "--list-full"], capture_output=True, text=True, check=True)
    for applet in applets.stdout.split():
        link = root / "usr" / applet.removeprefix("usr/")
        if not link.exists() and len(link.relative_to(root).parts) == 3:
            link.symlink_to("/usr/bin/busybox")
    for name, text in ETC.items():
        (root / "etc" / name).write_text(text)
    init = root / "usr/sbin/init"
    init.unlink(missing_ok=True)
    shutil.copy2(HERE / "guestInit", init)


def _addOrders(folder, contents):
    """What guestInit reads."""
    lines = [f"export {shlex.quote(variable)}\n" for variable in contents.environment]
    (folder / "command").write_text("".join(lines) + f"exec {shlex.join(contents.command)}\n")
    (folder / "sysctl").write_text("".join(f"{setting}\n" for setting in contents.settings))
    if contents.hideBtf:
        (folder / "no-btf").touch()
    if contents.hideKprobes:
        (folder / "no-kprobes").touch()
    if contents.modules:
        shutil.copytree(contents.modules, folder / "modules")
    else:
        (folder / "modules").mkdir()
        (folder / "modules/order").touch()


def _pack(tree, archive):
    names = ["."] + sorted(str(path.relative_to(tree)) for path in tree.rglob("*"))
    with archive.open("wb") as output:
        subprocess.run(["cpio", "--quiet", "--create", "--format=newc", "--owner=+0:+0", "--null"],
                       input="\0".join(names).encode() + b"\0", stdout=output, cwd=tree, check=True)
    shutil.rmtree(tree)
    return archive
