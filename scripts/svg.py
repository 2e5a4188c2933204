# SPDX-License-Identifier: MIT
"""What the pictures of docs/pictures are drawn with: plain SVG, no library. A picture brings its own
background and follows the reader's choice of light or dark."""

from xml.sax.saxutils import escape

# name: (light, dark)
COLOURS = {
    "page": ("#ffffff", "#0d1117"),
    "frame": ("#d0d7de", "#3d444d"),
    "text": ("#1f2328", "#e6edf3"),
    "quiet": ("#59636e", "#9198a1"),
    "kernel": ("#ddf4ff", "#0c2d4d"),
    "user": ("#dafbe1", "#12311d"),
    "beyond": ("#f6f8fa", "#1c2128"),
    "line": ("#57606a", "#8b949e"),
    "counted": ("#9a6700", "#e3b341"),
    "uncounted": ("#cf222e", "#ff7b72"),
    "bar": ("#0969da", "#58a6ff"),
    "bar2": ("#8250df", "#bc8cff"),
}
FONT = "'DejaVu Sans', Verdana, Arial, sans-serif"
# Of DejaVu Sans, the widest of the fonts above: what fits in it fits in all.
WIDTH_PER_CHARACTER = 0.56


def width(text, size):
    """About what the text needs, rather more than less."""
    return len(text) * size * WIDTH_PER_CHARACTER


class Picture:
    def __init__(self, wide, high, title, description):
        rules = [f"text {{ font-family: {FONT}; fill: {COLOURS['text'][0]} }}"]
        rules.append(f".halo {{ paint-order: stroke; stroke: {COLOURS['page'][0]}; stroke-width: 4px }}")
        rules += [f".{name} {{ fill: {light} }} .{name}-stroke {{ stroke: {light}; fill: none }}"
                  for name, (light, _) in COLOURS.items()]
        dark = [f"text {{ fill: {COLOURS['text'][1]} }}"]
        dark.append(f".halo {{ stroke: {COLOURS['page'][1]} }}")
        dark += [f".{name} {{ fill: {colour} }} .{name}-stroke {{ stroke: {colour}; fill: none }}"
                 for name, (_, colour) in COLOURS.items()]
        self.lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
            'role="img" aria-labelledby="title description">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="description">{escape(description)}</desc>',
            "<style>", *rules, "@media (prefers-color-scheme: dark) {", *dark, "}", "</style>",
            f'<rect class="page" width="{wide}" height="{high}" rx="8"/>',
        ]

    def box(self, x, y, wide, high, fill, stroke="frame", dashed=False):
        dash = ' stroke-dasharray="6 4"' if dashed else ""
        self.lines.append(f'<rect class="{fill}" x="{x}" y="{y}" width="{wide}" height="{high}" rx="6"/>')
        self.lines.append(f'<rect class="{stroke}-stroke" x="{x}" y="{y}" width="{wide}" height="{high}" rx="6"'
                          f'{dash}/>')

    def bar(self, x, y, wide, high, fill):
        self.lines.append(f'<rect class="{fill}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"/>')

    def text(self, x, y, words, size=13, fill="text", bold=False, anchor="start"):
        weight = ' font-weight="bold"' if bold else ""
        self.lines.append(f'<text class="{fill}" x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
                          f'{weight}>{escape(words)}</text>')

    def line(self, x1, y1, x2, y2, stroke="line", thick=1.5, dashed=False):
        dash = ' stroke-dasharray="4 4"' if dashed else ""
        self.lines.append(f'<path class="{stroke}-stroke" stroke-width="{thick}" d="M{x1:.1f} {y1:.1f} L{x2:.1f} '
                          f'{y2:.1f}"{dash}/>')

    def arrow(self, x1, y1, x2, y2, stroke="line", dashed=False):
        """Straight down, or to the right."""
        self.line(x1, y1, x2, y2, stroke, dashed=dashed)
        if x1 == x2:
            corners = f"{x2} {y2} {x2 - 4} {y2 - 8} {x2 + 4} {y2 - 8}"
        else:
            corners = f"{x2} {y2} {x2 - 8} {y2 - 4} {x2 - 8} {y2 + 4}"
        self.lines.append(f'<polygon class="{stroke}" points="{corners}"/>')

    def svg(self):
        return "\n".join([*self.lines, "</svg>"]) + "\n"
