"""What the parts of scripts/pages share."""
import os
import pathlib
import subprocess

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = ["mrr-detect", "mrr-filter", "mrr-group", "mrr-post", "mrr-webhook"]
COMMANDS = ["enable", "test", "settings", "status", "run", "disable"]


class Failure(Exception):
    pass


def expect(is_so, what):
    if not is_so:
        raise Failure(what)


class Scene:
    """The programs, and a scratch folder."""

    def __init__(self, programs, scratch):
        self.programs = programs
        self.scratch = scratch
        self.environment = dict(
            os.environ, PATH=f"{programs}:{os.environ['PATH']}", LC_ALL="C.UTF-8",
            HOME=str(scratch), XDG_CONFIG_HOME=f"{scratch}/.config", MANWIDTH="80", MANPAGER="cat")

    def run(self, *words, status=0, **options):
        """What a program prints on standard output; it must end with `status`, silently."""
        given = {"cwd": self.scratch, "env": self.environment, "stdin": subprocess.DEVNULL}
        result = subprocess.run(
            [str(word) for word in words], text=True, capture_output=True, timeout=120,
            **{**given, **options})
        expect(
            result.returncode == status and not result.stderr,
            f"{' '.join(map(str, words))}: status {result.returncode}\n"
            f"{result.stdout[-2000:]}{result.stderr[-2000:]}")
        return result.stdout
