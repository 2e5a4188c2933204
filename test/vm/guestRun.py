# SPDX-License-Identifier: MIT
"""Follows one guest from power on to power off and judges how it ended."""

import re
import sys
import time
from dataclasses import dataclass

from machine import POLL_SECONDS

# What the kernel prints when something is wrong with itself, though it goes on.
KERNEL_COMPLAINT = re.compile(r"WARNING: |BUG: |Oops|INFO: task .* blocked|possible recursive")


# On a busy machine an emulated boot can take minutes; only a boot that never ends is a failure.
BOOT_DEADLINE_SECONDS = 600


class GuestFailed(Exception):
    """The guest did not come to the end of the command."""


class DeadlinePassed(GuestFailed):
    pass


@dataclass
class Outcome:
    exitCode: int = None
    release: str = ""
    bootSeconds: float = 0.0
    commandSeconds: float = 0.0


def follow(machine, deadlineSeconds):
    """Passes the command's output on while it runs; returns an Outcome or raises GuestFailed.

    The deadline counts from when the command was started."""
    outcome = Outcome()
    status = b""
    while True:
        alive = machine.runs()  # asked first, so that what it said last is read below
        status += machine.newOutput("status")
        _note(outcome, status, machine.seconds())
        _passOn(machine)
        if not alive:
            break
        limit = outcome.bootSeconds + (deadlineSeconds if outcome.bootSeconds
                                       else BOOT_DEADLINE_SECONDS)
        if machine.seconds() > limit:
            raise DeadlinePassed(f"not done after {limit:.0f} s "
                                 f"({_progress(outcome)}); the machine was stopped")
        time.sleep(POLL_SECONDS)
    if outcome.exitCode is None:
        raise GuestFailed(f"the guest ended by itself, {_progress(outcome)}: "
                          f"{_lastWords(machine.console())}")
    return outcome


def checkRelease(outcome, expected):
    if outcome.release != expected:
        raise GuestFailed(f"the image's kernel is {expected}, but uname -r said {outcome.release}")


def kernelComplaints(console):
    return [line for line in console.splitlines() if KERNEL_COMPLAINT.search(line)]


def _note(outcome, status, now):
    for line in status.decode(errors="replace").splitlines(keepends=True):
        if not line.endswith("\n"):
            return  # the rest is still to come
        word, _, value = line.strip().partition(" ")
        if word == "release":
            outcome.release = value
        elif word == "ready" and not outcome.bootSeconds:
            outcome.bootSeconds = now
        elif word == "exit" and outcome.exitCode is None:
            outcome.exitCode = int(value)
            outcome.commandSeconds = now - outcome.bootSeconds


def _passOn(machine):
    for channel, stream in (("stdout", sys.stdout), ("stderr", sys.stderr)):
        data = machine.newOutput(channel)
        if data:
            stream.buffer.write(data)
            stream.flush()


def _progress(outcome):
    if outcome.exitCode is not None:
        return f"the command ended with {outcome.exitCode}, but the machine did not power off"
    if outcome.bootSeconds:
        return f"booted after {outcome.bootSeconds:.1f} s, while the command ran"
    return "before the command was started"


def _lastWords(console):
    panic = re.search(r"Kernel panic - .*", console)
    return panic[0] if panic else "no panic was printed"
