"""Memory and descriptors of the stages: sampled, plotted, and whether they grow.

A process that is killed gives all its memory back, so a leak would not be seen in a chain whose parts
are killed all the time. Therefore growth is measured within the life of each process alone, behind the
time in which it warms up: the slope of a least-squares line that has one base for every life and one
slope for all of them. And there must be enough of such time, or nothing was shown.
"""
import os
import threading
import time

PAGE = os.sysconf("SC_PAGE_SIZE")
STAGES = ["detect", "filter", "group", "post"]
COLOURS = {"detect": "#2a6f97", "filter": "#e07a5f", "group": "#3d8b5f", "post": "#8a5a9e"}


class Gauge(threading.Thread):
    """Samples (time, process, KiB, descriptors) of each stage."""

    def __init__(self, plant, interval):
        super().__init__(daemon=True)
        self.plant = plant
        self.interval = interval
        self.samples = {stage: [] for stage in STAGES}
        self.peak = {stage: 0 for stage in STAGES}
        self.is_over = False
        self.began = time.time()

    def run(self):
        while not self.is_over:
            for stage, pid in self.plant.running().items():
                try:
                    self.sample(stage, pid)
                except (OSError, ValueError, KeyError, IndexError):
                    continue  # it ended meanwhile
            time.sleep(self.interval)

    def sample(self, stage, pid):
        with open(f"/proc/{pid}/comm") as file:
            if not file.read().startswith("mrr-"):
                return  # the shell that becomes it
        with open(f"/proc/{pid}/status") as file:
            values = dict(line.split(":", 1) for line in file)
        resident = int(values["VmRSS"].split()[0])
        self.peak[stage] = max(self.peak[stage], int(values["VmHWM"].split()[0]))
        count = len(os.listdir(f"/proc/{pid}/fd"))
        self.samples[stage].append((time.time() - self.began, pid, resident, count))


def lives(samples):
    """The samples of each process: [(time, KiB, descriptors)]."""
    found = {}
    for at, pid, resident, count in samples:
        found.setdefault(pid, []).append((at, resident, count))
    return list(found.values())


def growth(samples, warm_up, value=1):
    """(slope a minute, minutes that it was measured over) within lives, behind the warm-up."""
    above = below = measured = 0.0
    for life in lives(samples):
        late = [one for one in life if one[0] - life[0][0] >= warm_up]
        if len(late) < 5:
            continue
        time_mean = sum(one[0] for one in late) / len(late)
        value_mean = sum(one[value] for one in late) / len(late)
        above += sum((one[0] - time_mean) * (one[value] - value_mean) for one in late)
        below += sum((one[0] - time_mean) ** 2 for one in late)
        measured += late[-1][0] - late[0][0]
    return (above / below * 60 if below else 0.0), measured / 60


def check_itself():
    """A leak that restarts hide must be found, and restarts alone must not look like one."""
    def chain(leak, drift):
        return [(t, t // 100, 9000 + drift * (t // 100) + leak * (t % 100) / 60, 9)
                for t in range(2000)]
    slope, minutes = growth(chain(100, -300), 30)
    assert abs(slope - 100) < 1 and minutes > 20, slope
    slope, _ = growth(chain(0, 500), 30)
    assert abs(slope) < 1, slope
    assert growth(chain(0, 0), 200)[1] == 0


def plot(path, gauge, marks, title):
    """Two panels: memory and descriptors over time, with a tick for every end of a stage."""
    width, left, right = 1000, 60, 90
    panels = [("MiB", 1, 1 / 1024, 50, 290), ("descriptors", 2, 1, 330, 530)]
    end = max((s[-1][0] for s in gauge.samples.values() if s), default=1)
    font = 'font-family="sans-serif" font-size="13"'
    x = lambda at: left + (width - left - right) * at / end
    parts = [f'<text x="10" y="22" {font} font-weight="bold">{title}</text>']
    for name, column, scale, top, low in panels:
        highest = 1.1 * max((life_value * scale for s in gauge.samples.values()
                             for life_value in (one[column + 1] for one in s)), default=1)
        y = lambda value: low - (low - top) * value * scale / highest
        parts.append(f'<line x1="{left}" y1="{low}" x2="{width - right}" y2="{low}" stroke="#222"/>')
        for step in range(5):
            value = highest * step / 4
            parts.append(f'<text x="{left - 6}" y="{low - (low - top) * step / 4 + 4:.0f}" '
                         f'text-anchor="end" {font}>{value:.0f}</text>')
        parts.append(f'<text x="{left}" y="{top - 6}" {font}>{name}</text>')
        for place, stage in enumerate(STAGES):
            for life in lives(gauge.samples[stage]):
                thin = life[::max(1, len(life) // 400)]
                points = " ".join(f"{x(one[0]):.1f},{y(one[column]):.1f}" for one in thin)
                parts.append(f'<polyline points="{points}" fill="none" '
                             f'stroke="{COLOURS[stage]}" stroke-width="1"/>')
            parts.append(f'<text x="{width - right + 8}" y="{top + 18 * place + 12}" '
                         f'fill="{COLOURS[stage]}" {font}>{stage}</text>')
    for at, stage in marks:
        parts.append(f'<line x1="{x(at):.1f}" x2="{x(at):.1f}" y1="298" y2="308" '
                     f'stroke="{COLOURS[stage]}"/>')
    for step in range(6):
        at = end * step / 5
        parts.append(f'<text x="{x(at):.0f}" y="550" text-anchor="middle" {font}>'
                     f'{at / 60:.1f} min</text>')
    with open(path, "w") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="570">\n'
                   '<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(parts)
                   + "\n</svg>\n")
