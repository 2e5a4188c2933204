# SPDX-License-Identifier: MIT
"""A virtual machine under QEMU: starts it, follows what it says, ends it.

Everything that leaves the guest goes to a file of its own below the work folder: `console` (serial
port, the kernel's) and one per channel (virtio ports, the guest's programs').
"""

import subprocess
import time
from dataclasses import dataclass, field

POLL_SECONDS = 0.05
CHANNELS = ("status", "stdout", "stderr")

# Emulation is slow and its clocks are odd: no checks of timers against each other, and no
# mitigations of a processor's faults that this one does not have. A kernel that reports a fault of
# its own is no place to go on: panic, and let QEMU end.
KERNEL_ARGUMENTS = ("console=ttyS0 loglevel=6 panic=-1 oops=panic no_timer_check mitigations=off "
                    "nowatchdog random.trust_cpu=on")


@dataclass
class Hardware:
    memoryMiB: int = 1024
    cpus: int = 1
    possibleCpus: int = 0  # that could be plugged in, the present ones included; 0: only these
    kvm: bool = False
    drives: list = field(default_factory=list)  # disk images, as /dev/vda and so on
    kernelArguments: list = field(default_factory=list)  # besides ours
    countInstructions: bool = False  # the guest's clocks go by them: one takes a nanosecond


class Machine:
    """A running guest. As a context manager: it does not outlive the block."""

    def __init__(self, hardware, kernel, initramfs, work):
        self._files = {name: work / name for name in (*CHANNELS, "console", "qemu")}
        for path in self._files.values():
            path.touch()
        self._read = dict.fromkeys(self._files, 0)
        self._process = self._start(hardware, kernel, initramfs)
        self.started = time.monotonic()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()

    def runs(self):
        return self._process.poll() is None

    def seconds(self):
        return time.monotonic() - self.started

    def newOutput(self, channel):
        """The bytes that came through a channel since the last call."""
        with self._files[channel].open("rb") as file:
            file.seek(self._read[channel])
            data = file.read()
        self._read[channel] += len(data)
        return data

    def console(self):
        """Everything that the kernel printed, and QEMU's own complaints."""
        return "".join(self._files[name].read_text(errors="replace").replace("\r", "")
                       for name in ("console", "qemu"))

    def _start(self, hardware, kernel, initramfs):
        # Plain `max` corrupts guests around cmpxchg16b (QEMU 7.2).
        if hardware.kvm:
            accelerator = ["-accel", "kvm", "-cpu", "host"]
        elif hardware.countInstructions:
            accelerator = ["-accel", "tcg,thread=single", "-cpu", "max,-cx16",
                           "-icount", "shift=0,sleep=off"]
        else:
            accelerator = ["-accel", "tcg,thread=multi", "-cpu", "max,-cx16"]
        command = ["setpriv", "--pdeathsig", "KILL",
                   "qemu-system-x86_64", *accelerator,
                   "-m", str(hardware.memoryMiB), "-smp",
                   f"{hardware.cpus},maxcpus={hardware.possibleCpus or hardware.cpus}",
                   "-nodefaults", "-display", "none", "-no-reboot",
                   "-kernel", kernel, "-initrd", initramfs,
                   "-append", " ".join([KERNEL_ARGUMENTS, *hardware.kernelArguments]),
                   "-chardev", f"file,id=console,path={self._files['console']}",
                   "-serial", "chardev:console",
                   "-device", "virtio-rng-pci", "-device", "virtio-serial-pci"]
        for channel in CHANNELS:
            command += ["-chardev", f"file,id={channel},path={self._files[channel]}",
                        "-device", f"virtserialport,chardev={channel},name={channel}"]
        # An empty disk whose character devices pass commands, which virtio's have not.
        command += ["-drive", "driver=null-co,size=1M,if=none,id=nvme",
                    "-device", "nvme,serial=sysmon,drive=nvme"]
        for image in hardware.drives:
            command += ["-drive", f"file={image},if=virtio,format=raw"]
        with self._files["qemu"].open("wb") as complaints:
            return subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                    stdout=complaints, stderr=complaints)
