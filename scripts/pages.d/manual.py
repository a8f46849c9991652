"""Pages and programs say the same, and the formatters have nothing to say."""
import re
import sqlite3

from common import COMMANDS, PROGRAMS, SCRIPTS, expect

PAGES = SCRIPTS / "man"
# These stand behind what is written by hand.
LAST = {"EXIT STATUS", "EXAMPLES", "SEE ALSO"}
NOTE = (
    ".\\\" {names} are what {program} --generate man prints:\n"
    ".\\\" scripts/pages FOLDER --update puts them in.\n")


def page(name):
    return PAGES / (f"{name}.7" if name == "mrr" else f"{name}.1")


def sections(text):
    """What stands before the first section, and the sections by name, in order."""
    head, *rest = re.split(r"^\.Sh (.*)\n", text, flags=re.M)
    return head, dict(zip(rest[::2], rest[1::2]))


def assembled(scene, name):
    """The page as it should be: what the program says of itself, and what a hand wrote."""
    _, written = sections(page(name).read_text())
    head, made = sections(scene.run(scene.programs / name, "--generate", "man"))
    note = NOTE.format(names=", ".join(made), program=name)
    note = re.sub(r"^(.{60,98}?), ", '\\1,\n.\\\\" ', note)
    by_hand = [title for title in written if title not in made]
    order = [title for title in made if title not in LAST]
    order += [title for title in by_hand if title not in LAST]
    order += [title for title in [*made, *by_hand] if title in LAST]
    bodies = {**written, **made}
    return note + head + "".join(f".Sh {title}\n{bodies[title]}" for title in order)


def overview(scene):
    """mrr.7 with the programs' statuses in it."""
    head, written = sections(page("mrr").read_text())
    _, made = sections(scene.run(scene.programs / "mrr-detect", "--generate", "man"))
    order = [title for title in written if title != "EXIT STATUS"]
    order.insert(order.index("FILES") + 1, "EXIT STATUS")
    written["EXIT STATUS"] = made["EXIT STATUS"]
    return head + "".join(f".Sh {title}\n{written[title]}" for title in order)


def update(scene):
    for name in PROGRAMS:
        page(name).write_text(assembled(scene, name))
    page("mrr").write_text(overview(scene))


def check(scene):
    for name in PROGRAMS:
        expect(page(name).read_text() == assembled(scene, name), f"{page(name)} has drifted: --update")
    expect(page("mrr").read_text() == overview(scene), f"{page('mrr')} has drifted: --update")
    options = sum(check_options(scene, name) for name in PROGRAMS)
    check_forms()
    check_words(scene)
    check_formatters(scene)
    return f"{len(PROGRAMS) + 1} pages, {options} options"


# MARK: Options

def helped(text):
    """The options in --help or -h: letter and name, and the name of the value."""
    return set(re.findall(r"^  (?:(-\w), |    )--([\w-]+)(?: (\S+))?(?:$|  )", text, flags=re.M))


def paged(text):
    """The options of a page, or of a part of it."""
    found = set()
    for item in re.findall(r"^\.It (Fl .*)$", text.replace("\\-", "-"), flags=re.M):
        letter = re.match(r"Fl (\w)\b", item)
        name, value = re.search(r"Fl -([\w-]+)(?: Ar (\S+))?", item).groups()
        found.add((f"-{letter[1]}" if letter else "", name, value or ""))
    return found


def check_options(scene, name):
    _, parts = sections(page(name).read_text())
    program = scene.programs / name
    common = paged(parts["OPTIONS"])
    # A second reader of the same tables, so that neither can lose one unnoticed.
    if name != "mrr-webhook":
        for way in ("-h", "--help"):
            told = helped(scene.run(program, way))
            expect(told == common, f"{name} {way} and its page differ: {told ^ common}")
        return len(common)
    expect(helped(scene.run(program, "--help")) <= common, f"{name} --help and its page differ")
    count = len(common)
    _, *commands = re.split(r"^\.Ss (.*)\n", parts["COMMANDS"], flags=re.M)
    expect(commands[::2] == COMMANDS, f"commands of {name}: {commands[::2]}")
    for command, text in zip(commands[::2], commands[1::2]):
        own = paged(text)
        told = helped(scene.run(program, command, "--help"))
        differ = told ^ (own | {one for one in common if one[1] != "generate"})
        expect(not differ, f"{name} {command} --help and its page differ: {differ}")
        count += len(own)
    return count


# MARK: mrr.7 by hand

def check_forms():
    """The ways to write an address are those of the programs' pages."""
    _, overall = sections(page("mrr").read_text())
    _, one = sections(page("mrr-filter").read_text())
    def forms(text):
        return re.findall(r"^\.It Li (.*)$", text, flags=re.M)
    expect(
        forms(overall["ADDRESSES"]) == forms(one["INPUTS AND OUTPUTS"]),
        f"addresses: {forms(overall['ADDRESSES'])} {forms(one['INPUTS AND OUTPUTS'])}")


def named(text):
    """What stands behind .It Li and .Li, and in `.Pq Li`."""
    lines = re.findall(r"^\.(?:It |Pq )?Li (.*)$", text, flags=re.M)
    return {word for line in lines for word in re.findall(r"\w[\w.]*", line)}


def check_words(scene):
    """Receipts, reasons and tables are those that there are."""
    _, parts = sections(page("mrr").read_text())
    told = named(parts["RECEIPTS"])
    posting = SCRIPTS.parent / "Sources/Posting"
    reasons = re.findall(
        r"^  case `?(\w+)`?(?: = \"(\w+)\")?$", (posting / "Reason.swift").read_text(), flags=re.M)
    kinds = re.findall(
        r"(?:line\(|begin\()\"(\w+)\"|\"receipt\\\":\\\"(\w+)",
        (posting / "QueueReceipt.swift").read_text() + (posting / "Receipt.swift").read_text())
    there = {value or name for name, value in reasons} | {a or b for a, b in kinds}
    expect(len(reasons) == 22 and len(kinds) >= 6, f"reasons {len(reasons)}, receipts {kinds}")
    expect(there <= told, f"mrr.7 lacks {there - told}")

    (scene.scratch / "none").write_text("")
    (scene.scratch / "one").write_text('{"event":"x"}\n')
    scene.run("bash", "-c", "mrr-detect --init ledger none 2> said")
    scene.run(
        "bash", "-c", "mrr-post --queue queue --drain 0s https://hooks.example.com/ one > said 2>&1",
        status=75)
    for file, title in {"ledger": "Ledger", "queue": "Queue"}.items():
        text = re.split(rf"^\.Ss {title}\n", parts["TABLES"], flags=re.M)[1].split("\n.Ss ")[0]
        words = named(text)
        with sqlite3.connect(scene.scratch / file) as database:
            tables = [row[0] for row in database.execute(
                "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")]
            columns = {row[1] for table in tables
                       for row in database.execute(f"PRAGMA table_info({table})")}
        expect(set(tables) <= words, f"mrr.7 lacks {set(tables) - words} of the {file}")
        states = {"pending", "delivered", "dead", "dropped"}
        wrong = words - set(tables) - columns - states
        expect(not wrong, f"mrr.7 names what a {file} does not have: {wrong}")


# MARK: Formatters

def check_formatters(scene):
    for name in [*PROGRAMS, "mrr"]:
        file = page(name)
        # A first line of the kind `.Dd` is all that mandoc asks of the system that a page is for.
        said = scene.run("mandoc", "-T", "lint", "-W", "warning", file)
        expect(said == "", said)
        scene.run("groff", "-ww", "-mandoc", "-z", file)
        shown = scene.run("man", "--warnings", "--local-file", file)
        plain = re.sub(r".\x08", "", shown)
        expect(name.upper() in plain and "SEE ALSO" in plain, f"man shows no {name}")
        wide = [line for line in plain.splitlines() if len(line) > 80]
        expect(not wide, f"{name}: wider than a terminal: {wide}")
    # A page with a fault is told of, or these checks are of no use.
    (scene.scratch / "bad.1").write_text(page("mrr-group").read_text().replace(".El\n", "", 1))
    scene.run("bash", "-c", "mandoc -T lint -W warning bad.1 > said", status=3)
