"""The programs that the benchmark compares with: installed where they can be, or left out."""
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
# What is looked for, and the Debian package that has it.
DEBIAN = {"jq": "jq", "gojq": "gojq", "mlr": "miller", "g++": "g++"}
PYTHON = ["orjson", "duckdb", "polars"]


def said(*command):
    """The first line that a program prints."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except OSError:
        return None
    lines = (run.stdout + run.stderr).splitlines()
    return lines[0].strip() if lines and run.returncode == 0 else None


class Peers:
    """What there is, by name: the words of a command, and what it says it is."""

    def __init__(self, cache, note):
        self.cache, self.note = cache, note
        self.python = cache / "venv" / "bin" / "python"
        self.compiled = cache / "peer"
        self.versions = {}
        self.install_debian()
        self.install_python()
        self.compile()
        self.look()

    def install_debian(self):
        missing = [package for tool, package in DEBIAN.items() if not shutil.which(tool)]
        if not pathlib.Path("/usr/include/simdjson.h").exists():
            missing.append("libsimdjson-dev")
        if not missing:
            return
        command = ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *missing]
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            self.note(f"left out, since only root of a Debian system can install: {' '.join(missing)}")
            return
        self.note(f"installing: {' '.join(command)}")
        subprocess.run(["apt-get", "update", "--quiet=2"], check=False)
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL,
                       env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})

    def install_python(self):
        if said(str(self.python), "-c", f"import {', '.join(PYTHON)}; print('here')"):
            return
        place = self.cache / "venv"
        self.note(f"installing into {place}: pip install {' '.join(PYTHON)}")
        made = subprocess.run([sys.executable, "-m", "venv", place], check=False)
        if made.returncode == 0:
            subprocess.run([self.python, "-m", "pip", "install", "--quiet",
                            "--disable-pip-version-check", *PYTHON], check=False)

    def compile(self):
        compiler = shutil.which("g++") or shutil.which("clang++")
        if compiler and pathlib.Path("/usr/include/simdjson.h").exists():
            subprocess.run([compiler, "-O3", "-march=native", "-std=c++17", "-o", self.compiled,
                            HERE / "peer.cpp", "-lsimdjson"], check=False)
        subprocess.run([shutil.which("cc") or "clang", "-O2", "-o", self.cache / "run",
                        HERE / "run.c"], check=True)

    def look(self):
        for name, command in {
            "jq": ["jq", "--version"], "gojq": ["gojq", "--version"], "miller": ["mlr", "--version"],
        }.items():
            if version := said(*command):
                self.versions[name] = version.removesuffix(" (rev: HEAD)").split(" (rev")[0]
        for name in PYTHON:
            version = said(str(self.python), "-c", f"import {name}; print({name}.__version__)")
            if version:
                self.versions[name] = version
        if self.compiled.exists():
            package = said("dpkg-query", "-W", "-f", "${Version}", "libsimdjson-dev")
            self.versions["simdjson"] = package or "of this system"

    def filters(self, path):
        """The selection of churn and contraction of more than 100 dollars: name to (peer, command)."""
        select = ('select((.movements[0].type == "churn" or .movements[0].type == "contraction")'
                  " and (.movements[0].mrr_change | fabs) > 10000)")
        miller = ('filter ($movements[1].type == "churn" || $movements[1].type == "contraction")'
                  ' && abs($movements[1].mrr_change) > 10000').split(" ", 1)
        script = lambda name: [str(self.python), str(HERE / name)]
        every = {
            "orjson loop": ("orjson", script("peer_filter.py")),
            "simdjson On-Demand": ("simdjson", [str(self.compiled), "filter-ondemand"]),
            "simdjson DOM": ("simdjson", [str(self.compiled), "filter-dom"]),
            "jq": ("jq", ["jq", "-c", select]),
            "gojq": ("gojq", ["gojq", "-c", select.replace("fabs", "if . < 0 then -. else . end")]),
            "miller": ("miller", ["mlr", "--ijsonl", "--ojsonl", *miller]),
            "DuckDB": ("duckdb", [*script("peer_duckdb.py"), str(path)]),
            "Polars": ("polars", [*script("peer_polars.py"), str(path)]),
        }
        return {name: command for name, (peer, command) in every.items() if peer in self.versions}

    def detectors(self):
        """What tells movements from events, or less: name to command."""
        fields = ('select(.type | startswith("customer.subscription.")) | {t: .type, c: .created, id:'
                  " .data.object.id, cu: .data.object.customer, s: .data.object.status, m:"
                  " ([.data.object.items.data[] | .price.unit_amount * .quantity] | add)}")
        every = {
            "orjson reference": ("orjson", [str(self.python), str(HERE / "peer_detect.py")]),
            "simdjson DOM, parse alone": ("simdjson", [str(self.compiled), "parse"]),
            "jq, fields alone": ("jq", ["jq", "-c", fields]),
        }
        return {name: command for name, (peer, command) in every.items() if peer in self.versions}
