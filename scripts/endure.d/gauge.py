"""Memory and descriptors of the stages: sampled, plotted, and whether they grow.

A process that is killed gives all its memory back, so a leak would not be seen in a chain whose parts
are killed all the time. And a process warms up with what it has done, not with time: `mrr-detect` holds
what it held before only after some 20,000 records, and goes up and down by 2 MiB from then on. So
memory is judged in the one life of each stage that nobody cuts short: in bytes for each record or
payload of a race that goes far beyond the warm-up, and then in KiB a minute of a trickle that
comes behind it. Descriptors are judged within the life of each process. There must be enough of each,
or nothing was shown.
"""
import os
import threading
import time

PAGE = os.sysconf("SC_PAGE_SIZE")
STAGES = ["detect", "filter", "group", "post"]
# What the work of a stage is counted in, how much of it a life needs to warm up, and how much more must
# be seen: mrr-post fills the 16 MiB in which it keeps pages of the queue, with some 250 bytes of each
# payload. A leak of 100 bytes each is far above what may be lost of each (bytes), and so is any that
# is worth its name; mrr-detect keeps the id of each failed payment's invoice, which are 3 bytes of
# a record here.
WORK = {"detect": "record", "filter": "payload", "group": "payload", "post": "payload"}
WARM_UP = {"detect": 40_000, "filter": 8_000, "group": 8_000, "post": 80_000}
ENOUGH = {"detect": 100_000, "filter": 25_000, "group": 25_000, "post": 25_000}
MOST_OF_EACH = 24
# KiB a minute, and how many minutes there must be.
MOST_A_MINUTE = 64
ENOUGH_MINUTES = 1.5
MOST_DESCRIPTORS_A_MINUTE = 0.2
COLOURS = {"detect": "#2a6f97", "filter": "#e07a5f", "group": "#3d8b5f", "post": "#8a5a9e"}


class Gauge(threading.Thread):
    """Samples (time, process, KiB, descriptors, work) of each stage.

    `work` gives the number of records and of payloads until now, as {"record": 1, "payload": 1}.
    """

    def __init__(self, plant, interval, work):
        super().__init__(daemon=True)
        self.plant = plant
        self.work = work
        self.interval = interval
        self.samples = {stage: [] for stage in STAGES}
        self.peak = {stage: 0 for stage in STAGES}
        self.is_over = False
        self.began = time.time()

    def run(self):
        while not self.is_over:
            work = self.work()
            for stage, pid in self.plant.running().items():
                try:
                    self.sample(stage, pid, work[WORK[stage]])
                except (OSError, ValueError, KeyError, IndexError):
                    continue  # it ended meanwhile
            time.sleep(self.interval)

    def sample(self, stage, pid, work):
        with open(f"/proc/{pid}/comm") as file:
            if not file.read().startswith("mrr-"):
                return  # the shell that becomes it
        with open(f"/proc/{pid}/status") as file:
            values = dict(line.split(":", 1) for line in file)
        resident = int(values["VmRSS"].split()[0])
        self.peak[stage] = max(self.peak[stage], int(values["VmHWM"].split()[0]))
        count = len(os.listdir(f"/proc/{pid}/fd"))
        self.samples[stage].append((time.time() - self.began, pid, resident, count, work))


def lives(samples):
    """The samples of each process: [(time, KiB, descriptors, work)]."""
    found = {}
    for at, pid, *values in samples:
        found.setdefault(pid, []).append((at, *values))
    return list(found.values())


TIME, MEMORY, DESCRIPTORS, DONE = range(4)


def slope(lives, over, of):
    """(growth of one column for each 1 of another, how much of that there was).

    That of the least-squares line that has one base for every life and one slope for all of them.
    """
    above = below = measured = 0.0
    for life in lives:
        if len(life) < 5:
            continue
        over_mean = sum(one[over] for one in life) / len(life)
        of_mean = sum(one[of] for one in life) / len(life)
        above += sum((one[over] - over_mean) * (one[of] - of_mean) for one in life)
        below += sum((one[over] - over_mean) ** 2 for one in life)
        measured += life[-1][over] - life[0][over]
    return (above / below if below else 0.0), measured


def judge_descriptors(samples, least_minutes):
    """What is wrong with the descriptors of a stage; None for nothing."""
    warm = [[one for one in life if one[TIME] - life[0][TIME] >= 60] for life in lives(samples)]
    grown, seconds = slope(warm, TIME, DESCRIPTORS)
    if seconds / 60 < least_minutes:
        return f"only {seconds / 60:.1f} minutes of undisturbed life: nothing is shown"
    if grown * 60 > MOST_DESCRIPTORS_A_MINUTE:
        return f"{grown * 60:.2f} more descriptors each minute"
    return None


def judge_memory(samples, stage, race, trickle):
    """(what is wrong with the memory of a stage, None for nothing; the sentence on it).

    `race` and `trickle` are when each began and ended, in the samples' time. Of the race counts what
    comes behind the warm-up, which begins with the process.
    """
    work, behind = WORK[stage], WARM_UP[stage]
    life = next((life for life in lives(samples) if life[0][TIME] < race[1] <= life[-1][TIME]), [])
    in_race = [one for one in life
               if race[0] <= one[TIME] <= race[1] and one[DONE] - life[0][DONE] >= behind]
    grown, count = slope([in_race], DONE, MEMORY)
    if count < ENOUGH[stage]:
        return f"only {count:.0f} {work}s behind {behind}: nothing is shown", ""
    if grown * 1024 > MOST_OF_EACH:
        return f"grows by {grown * 1024:.0f} bytes a {work}", ""
    # The same process: it is as warm as it can be.
    grown_later, seconds = slope(
        [[one for one in life if trickle[0] <= one[TIME] <= trickle[1]]], TIME, MEMORY)
    if seconds / 60 < ENOUGH_MINUTES:
        return f"only {seconds / 60:.1f} minutes of trickle: nothing is shown", ""
    if grown_later * 60 > MOST_A_MINUTE:
        return f"grows by {grown_later * 60:.0f} KiB a minute", ""
    return None, (f"{grown * 1024:+.1f} bytes a {work} over {count:.0f}, {grown_later * 60:+.0f}"
                  f" KiB/min over {seconds / 60:.0f} min")


def made_up(leak=0.0, tick=0.0, warms=16_000.0, until=20_000, lives=1, rate=600):
    """Samples of a stage that warms up, and holds 2 MiB more or less after it; its race is from 100 to
    400 s, and its trickle from 400 to 600. It leaks `leak` bytes of each record and `tick` KiB/min.
    """
    samples = []
    for t in range(600):
        pid = min(t // 30, lives - 1)
        born = 30 * pid
        done = 40 * min(t, 100) + rate * max(0, min(t, 400) - 100)
        own = done - 40 * min(born, 100)
        held = 9000 + warms * min(1, own / until) + 2000 * (own % 40_000) / 40_000
        samples.append((t, pid, held + leak * own / 1024 + tick * (t - born) / 60, 9, done))
    return samples


def check_itself():
    """The verdict finds what leaks, and does not take a warm-up or restarts for it."""
    def verdict(**what):
        return judge_memory(made_up(**what), "detect", (100, 400), (400, 600))[0]
    assert verdict() is None, verdict()
    assert verdict(lives=3, warms=20_000, until=35_000) is None
    assert verdict(leak=2) is None
    for leak in (32, 100, 1000):
        for chain in ({}, {"lives": 3}, {"warms": 0}, {"warms": 30_000}):
            assert "bytes a record" in (verdict(leak=leak, **chain) or ""), (leak, chain)
    # One that comes with time alone is not seen in a race.
    assert "KiB a minute" in (verdict(tick=100) or "")
    # Too slow, or warm too late: nothing was shown, and that is no good verdict either.
    assert "nothing is shown" in (verdict(rate=100) or "")
    assert verdict(until=10**6, warms=10**6) is not None

    # Descriptors: a leak that restarts hide is found, and restarts alone do not look like one.
    def descriptors(leak, drift):
        return judge_descriptors([(t, t // 100, 9000, 9 + drift * (t // 100) + leak * (t % 100) / 60, 0)
                                  for t in range(2000)], 10)
    assert descriptors(0, 3) is None and descriptors(0, 0) is None
    assert "descriptors" in descriptors(1, -3)
    assert "nothing is shown" in judge_descriptors([(t, t // 60, 1, 9, 0) for t in range(2000)], 10)


def write(path, gauge):
    """The samples, to be looked at by other means."""
    with open(path, "w") as file:
        file.write("stage\ttime\tprocess\tKiB\tdescriptors\twork\n")
        for stage, samples in gauge.samples.items():
            for one in samples:
                file.write("\t".join(map(str, (stage, *one))) + "\n")


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
