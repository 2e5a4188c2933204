# SPDX-License-Identifier: MIT
"""The repository's Markdown pages, taken apart: what checkDocuments and the tests of documents read."""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

_FENCE = re.compile(r"^\s*(?P<fence>`{3,}|~{3,})\s*(?P<tag>[^`]*)$")
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)\s*$")
_NOT_RUN = re.compile(r"^\s*<!--\s*not run:(.*?)-->\s*$")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)\s>]*)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s+[\"'(].*)?$")
_HTML_TARGET = re.compile(r"<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)=[\"']([^\"']+)[\"']")
_HTML_ANCHOR = re.compile(r"<[a-z0-9]+\b[^>]*?\b(?:id|name)=[\"']([^\"']+)[\"']")


@dataclass
class Block:
    """A fenced block. `line` is that of the opening fence, counted from 1."""

    line: int
    tag: str
    lines: list[str] = field(default_factory=list)
    closed: bool = False
    not_run: str | None = None  # the reason of a `<!-- not run: … -->` directly before, "" if none is given


@dataclass
class Page:
    path: Path
    lines: list[str]
    blocks: list[Block]
    links: list[tuple[int, str]]  # line and target
    code: list[tuple[int, str]]  # line and text of each `code` outside of blocks
    anchors: set[str]
    lonely: list[int]  # lines of `<!-- not run -->` that no block follows
    indented: list[tuple[int, str]]  # lines that begin a paragraph four spaces in, and what follows them


def pages(root):
    """All Markdown files of the repository, in order: what git knows or would add; without git, all but
    those in build folders."""
    found = [name for name in files(root) if name.endswith(".md")]
    return [root / name for name in sorted(found)]


def files(root):
    """Names of all files of the repository, relative to its root."""
    if (root / ".git").exists() and shutil.which("git"):
        # Also where the repository belongs to another user, whose settings git would not follow.
        listed = subprocess.run(
            ["git", "-c", f"safe.directory={root}", "-C", str(root), "ls-files", "-z", "--cached", "--others",
             "--exclude-standard"], check=True, stdout=subprocess.PIPE, text=True).stdout
        return sorted({name for name in listed.split("\0") if name and (root / name).exists()})
    kept = []
    for path in root.rglob("*"):
        name = path.relative_to(root)
        if path.is_file() and name.parts[0] != ".git" and not name.parts[0].startswith("build"):
            kept.append(str(name))
    return sorted(kept)


def slug(heading):
    """The anchor that GitHub gives to a heading, but for the number of a repeated one."""
    text = _CODE.sub(lambda code: code.group(2).strip(), heading)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<[^>]+>", "", text)
    text = re.sub(r"(?<!\w)(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text)
    text = text.strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def read(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    if lines[-1] == "":
        lines.pop()
    page = Page(path, lines, [], [], [], set(), [], [])
    seen = {}
    block = fence = None
    reason = reason_line = None
    for number, line in enumerate(lines, 1):
        if block:
            bare = line.strip()
            if bare and set(bare) == {fence[0]} and len(bare) >= len(fence):
                block.closed = True
                block = None
            else:
                block.lines.append(line)
            continue
        opening = _FENCE.match(line)
        if opening:
            fence = opening["fence"]
            block = Block(number, opening["tag"].strip(), not_run=reason)
            page.blocks.append(block)
            reason = reason_line = None
            continue
        if reason_line and line.strip():
            page.lonely.append(reason_line)
            reason = reason_line = None
        comment = _NOT_RUN.match(line)
        if comment:
            reason, reason_line = comment[1].strip(), number
            continue
        _read_text(page, number, line, seen)
    if reason_line:
        page.lonely.append(reason_line)
    return page


def _read_text(page, number, line, seen):
    inside = page.indented and page.indented[-1][0] == number - 1
    if line.startswith("    ") and (inside or number == 1 or not page.lines[number - 2].strip()):
        page.indented.append((number, line.strip()))
    heading = _HEADING.match(line)
    if not heading and _UNDERLINE.match(line) and number > 1 and page.lines[number - 2].strip():
        above = page.lines[number - 2]
        if not above.startswith(("|", "#", "-", ">", " ")):
            _add_anchor(page, above, seen)
    if heading:
        _add_anchor(page, heading[2], seen)
    page.anchors.update(_HTML_ANCHOR.findall(line))
    page.code += [(number, code.group(2).strip()) for code in _CODE.finditer(line)]
    text = _CODE.sub(lambda code: "`" * len(code.group(0)), line)
    for kind in (_LINK, _REFERENCE, _HTML_TARGET):
        page.links += [(number, link.group(1)) for link in kind.finditer(text)]


def _add_anchor(page, heading, seen):
    anchor = slug(heading)
    count = seen.get(anchor, 0)
    seen[anchor] = count + 1
    page.anchors.add(f"{anchor}-{count}" if count else anchor)
