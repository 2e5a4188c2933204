# SPDX-License-Identifier: MIT
"""Debian's kernel packages of all suites, from the mirrors that this system's apt uses."""

import hashlib
import re
import urllib.request
from collections import namedtuple
from urllib.parse import unquote

from separateApt import SeparateApt, Unreachable, packageSources

ARCHITECTURES = ("amd64", "arm64")
SUITES = ("bullseye", "bullseye-updates", "bullseye-backports", "bookworm", "bookworm-updates",
          "bookworm-backports", "trixie", "trixie-updates", "trixie-backports", "forky", "sid",
          "experimental")
SECURITY_SUITES = ("bullseye-security", "bookworm-security", "trixie-security")

# linux-image-6.1.0-18-cloud-amd64, linux-image-6.1.0-18-cloud-amd64-unsigned; since 6.19 the image
# is in linux-binary-…, which linux-image-… depends on
IMAGE = re.compile(r"linux-(?:image|binary)-(\d\S*-(?:amd64|arm64|arm64-16k))(-unsigned)?")


Package = namedtuple("Package", "name version release architecture address digest")


def _numbers(version):
    return [int(number) for number in re.findall(r"\d+", version)]


def download(package, target):
    """The .deb file, compared with the digest that the mirror has signed, as `target`."""
    try:
        with urllib.request.urlopen(package.address, timeout=60) as answer:
            content = answer.read()
    except OSError as error:
        raise Unreachable(f"cannot download {package.address}: {error}") from error
    if hashlib.sha256(content).hexdigest() != package.digest:
        raise Unreachable(f"what {package.address} gave is not what its archive has signed")
    target.write_bytes(content)


def _suites():
    """(mirror, suite) of everything that Debian has kernels in."""
    rows = packageSources("$(REPO_URI) $(LABEL)")
    main = [row[0] for row in rows if row[1:] == ["Debian"]]
    security = [row[0] for row in rows if row[1:] == ["Debian-Security"]]
    if not main:
        raise Unreachable("this system's apt has no package source of Debian's "
                          "(apt-get indextargets lists none with that label)")
    return [*((main[0], suite) for suite in SUITES),
            *((mirror, suite) for mirror in security[:1] for suite in SECURITY_SUITES)]


class DebianKernels:
    """The kernel packages that the mirrors have; everything that apt writes lies in `folder`."""

    def __init__(self, folder):
        self._apt = SeparateApt(folder, _suites(), ARCHITECTURES)
        # A suite that a mirror does not have (any longer) is no reason to do without the rest.
        self._apt.run("apt-get", "update", "-q", "-o", "Acquire::Retries=0")

    def packages(self):
        """A Package for each build of a kernel, signed packages in preference, newest first."""
        rows = {}
        for architecture in ARCHITECTURES:
            names = [f"{name}:{architecture}" for name in self._names()
                     if ("arm64" in name) == (architecture == "arm64")]
            for package, version, origin in self._versions(names):
                found = IMAGE.fullmatch(package.split(":")[0])
                if not found or architecture not in origin:
                    continue
                key = (found[1], version.split("+b")[0])
                known = rows.get(key, ("",))[0]
                if "linux-binary" in known and "linux-binary" not in package:
                    continue
                if not known or not found[2] or "linux-binary" not in known:
                    rows[key] = (f"{found[0]}:{architecture}", version, found[1], architecture)
        if not rows:
            raise Unreachable("the mirrors of this system's apt name no kernel package")
        return self._withAddresses(list(rows.values()))

    def _withAddresses(self, rows):
        wanted = [f"{package}={version}" for package, version, _, _ in rows]
        text = self._apt.run("apt-get", "download", "--print-uris", *wanted).stdout
        places = {}
        for address, file, digest in re.findall(r"'(\S+)' (\S+) \d+ SHA256:(\S+)", text):
            places[unquote(file)] = (address, digest)
        packages = []
        for package, version, release, architecture in rows:
            file = f"{package.split(':')[0]}_{unquote(version)}_{architecture}.deb"
            if file.replace(":", "%3a") in places:
                file = file.replace(":", "%3a")
            if file in places:
                packages.append(Package(package, version, release, architecture, *places[file]))
        return sorted(packages, key=lambda each: _numbers(each.version), reverse=True)

    def _names(self):
        text = "".join(self._apt.run("apt-cache", "pkgnames", prefix).stdout
                       for prefix in ("linux-image-", "linux-binary-"))
        return sorted(name for name in text.split() if IMAGE.fullmatch(name))

    def _versions(self, names):
        # One call would have too long a command line; hundreds of calls would take minutes.
        for begin in range(0, len(names), 100):
            text = self._apt.run("apt-cache", "madison", *names[begin:begin + 100]).stdout
            for line in text.splitlines():
                cells = [cell.strip() for cell in line.split("|")]
                if len(cells) == 3 and cells[2].endswith("Packages"):
                    yield cells
