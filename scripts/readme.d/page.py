"""The examples of a page such as the README, and a place to run them in."""
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 600


def lines_of_code(text):
    """Each block of code: the number of its first line, its lines, whether it is fenced."""
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        opening = re.match(r"\s*(```+|~~~+)", lines[number])
        start = number + 1 if opening else number
        number = start
        if opening:
            while number < len(lines) and not lines[number].strip().startswith(opening.group(1)):
                number += 1
            yield start + 1, lines[start:number], True
        elif lines[number].startswith("    ") and lines[number - 1].strip() == "":
            while number < len(lines) and lines[number].startswith("    "):
                number += 1
            yield start + 1, [line[4:] for line in lines[start:number]], False
        number += 1


def conversation(first, block):
    """The (line number, command, expected output lines) of a block that begins with "$ "."""
    if not block or not block[0].startswith("$ "):
        return
    index = 0
    while index < len(block):
        number = first + index
        command = block[index][2:]
        index += 1
        while index < len(block) and (command.endswith("\\") or block[index].startswith("> ")):
            command += "\n" + block[index].removeprefix("> ")
            index += 1
        expected = []
        while index < len(block) and not block[index].startswith("$ "):
            expected.append(block[index])
            index += 1
        yield number, command, expected


def conversations(text):
    """The commands of all fenced blocks."""
    for first, block, is_fenced in lines_of_code(text):
        if is_fenced:
            yield from conversation(first, block)


def fits(expected, found):
    """Whether the lines are the same, "..." standing for any."""
    if not expected:
        return not found
    if expected[0] == "...":
        return any(fits(expected[1:], found[skip:]) for skip in range(len(found) + 1))
    return bool(found) and expected[0] == found[0] and fits(expected[1:], found[1:])


class Shell:
    """Runs commands one after the other in a folder in which the repository's top level is linked.

    The programs come first in PATH; settings are kept in the folder, too.
    """

    def __init__(self, folder, programs):
        self.folder = pathlib.Path(folder)
        for entry in ROOT.iterdir():
            if not entry.name.startswith("."):
                os.symlink(entry, self.folder / entry.name)
        self.environment = dict(
            os.environ, PATH=f"{programs}:{os.environ['PATH']}", LC_ALL="C.UTF-8",
            XDG_CONFIG_HOME=f"{folder}/.config")

    def run(self, command):
        """The status, and what was printed on either stream."""
        try:
            result = subprocess.run(
                ["bash", "-c", command], cwd=self.folder, env=self.environment, timeout=SECONDS,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except subprocess.TimeoutExpired:
            return "none: it took too long", ""
        return result.returncode, result.stdout.decode(errors="replace")


def difference(name, number, command, status, expected, found):
    """What is to be said of a command that did not do as the page says."""
    wanted = "\n".join("  " + line for line in expected)
    came = "\n".join("  " + line for line in found.splitlines())
    return f"{name}:{number}: $ {command}\n status {status}; expected\n{wanted}\n found\n{came}"
