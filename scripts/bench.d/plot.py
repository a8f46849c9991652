"""Plots as SVG, by hand: bars of throughput, and lines of what a line costs as there are more."""
import math

FONT = 'font-family="sans-serif" font-size="13"'
COLOURS = ["#2a6f97", "#e07a5f", "#3d8b5f", "#8a5a9e"]


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def bars(path, title, unit, values):
    """`values` is a list of (name, middle, least, most, whether it is ours)."""
    row, left, right = 26, 230, 150
    width, height = 760, 50 + row * len(values)
    scale = (width - left - right) / max(most for _, _, _, most, _ in values)
    parts = [f'<text x="10" y="22" {FONT} font-weight="bold">{escaped(title)}</text>']
    for place, (name, middle, least, most, own) in enumerate(values):
        y = 38 + row * place
        parts += [
            f'<text x="{left - 8}" y="{y + 15}" text-anchor="end" {FONT}>{escaped(name)}</text>',
            f'<rect x="{left}" y="{y + 2}" width="{middle * scale:.1f}" height="{row - 8}" '
            f'fill="{COLOURS[0] if own else "#b8c4cc"}"/>',
            f'<line x1="{left + least * scale:.1f}" x2="{left + most * scale:.1f}" '
            f'y1="{y + 11}" y2="{y + 11}" stroke="#222"/>',
            f'<text x="{left + most * scale + 6:.1f}" y="{y + 15}" {FONT}>{middle:,.0f} {unit}</text>',
        ]
    write(path, width, height, parts)


def growth(path, title, series):
    """`series` maps a name to a list of (lines, nanoseconds a line)."""
    width, height, left, low, top = 760, 360, 70, 310, 40
    sizes = sorted({size for line in series.values() for size, _ in line})
    highest = 1.25 * max(cost for line in series.values() for _, cost in line)
    span = max(1e-9, math.log10(sizes[-1] / sizes[0]))
    x = lambda size: left + (width - left - 150) * math.log10(size / sizes[0]) / span
    y = lambda cost: low - (low - top) * cost / highest
    parts = [f'<text x="10" y="22" {FONT} font-weight="bold">{escaped(title)}</text>',
             f'<line x1="{left}" y1="{low}" x2="{width - 140}" y2="{low}" stroke="#222"/>']
    for size in sizes:
        parts.append(f'<text x="{x(size):.0f}" y="{low + 20}" text-anchor="middle" {FONT}>'
                     f'{size:,}</text>')
    for step in range(5):
        cost = highest * step / 4
        parts += [f'<text x="{left - 8}" y="{y(cost) + 4:.0f}" text-anchor="end" {FONT}>'
                  f'{cost:,.0f}</text>',
                  f'<line x1="{left}" y1="{y(cost):.0f}" x2="{width - 140}" y2="{y(cost):.0f}" '
                  'stroke="#ddd"/>']
    for colour, (name, line) in zip(COLOURS, series.items()):
        points = " ".join(f"{x(size):.1f},{y(cost):.1f}" for size, cost in line)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(size):.1f}" cy="{y(cost):.1f}" r="3" fill="{colour}"/>'
                  for size, cost in line]
        parts.append(f'<text x="{x(line[-1][0]) + 8:.0f}" y="{y(line[-1][1]) + 4:.0f}" '
                     f'fill="{colour}" {FONT}>{escaped(name)}</text>')
    write(path, width, height, parts)


def write(path, width, height, parts):
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">\n<rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(parts) + "\n</svg>\n")
