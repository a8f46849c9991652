"""scripts/install, and what the programs need to run."""
import re

from common import PROGRAMS, SCRIPTS, expect

# Of Debian 12: libc6, libstdc++6, libgcc-s1, libcurl4, libsqlite3-0, libssl3.
ALWAYS = {"libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"}
OWN = {
    "mrr-detect": {"libsqlite3.so.0"},
    "mrr-filter": set(),
    "mrr-group": set(),
    "mrr-post": {"libsqlite3.so.0", "libcurl.so.4", "libcrypto.so.3"},
    "mrr-webhook": {"libsqlite3.so.0"},
}
NEWEST = {"GLIBC": (2, 36), "GLIBCXX": (3, 4, 30), "CXXABI": (1, 3, 13)}


def tree(folder):
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, path.read_bytes())
        for path in sorted(folder.rglob("*")) if path.is_file()
    }


def check(scene):
    prefix = scene.scratch / "prefix"
    other = prefix / "share/man/man1/other.1"
    other.parent.mkdir(parents=True)
    other.write_text("somebody else's\n")
    before = tree(prefix)

    def install(*words):
        return scene.run(
            SCRIPTS / "install", "--programs", scene.programs, "--prefix", prefix, *words, cwd="/")

    install()
    there = tree(prefix)
    wanted = {f"bin/{name}" for name in PROGRAMS} | {"share/man/man7/mrr.7"}
    for name in PROGRAMS:
        wanted |= {
            f"share/man/man1/{name}.1", f"share/bash-completion/completions/{name}",
            f"share/zsh/site-functions/_{name}", f"share/fish/vendor_completions.d/{name}.fish",
        }
    expect(wanted <= there.keys(), f"not in place: {wanted - there.keys()}")
    for name in [*PROGRAMS, "mrr"]:
        shown = re.sub(r".\x08", "", scene.run("man", "-M", prefix / "share/man", name))
        expect(f"\nNAME\n     {name} — " in shown, f"man -M shows no {name}:\n{shown[:300]}")
    # Found where a shell of this prefix looks for it, without being sourced by hand.
    said = scene.run(
        "bash", "-c", "source /usr/share/bash-completion/bash_completion;"
        " _completion_loader mrr-filter; complete -p mrr-filter", status=0,
        env={**scene.environment, "XDG_DATA_DIRS": f"{prefix}/share"})
    expect("_mrr_filter" in said, said)
    said = scene.run(
        "zsh", "-f", "-c", f"fpath=({prefix}/share/zsh/site-functions $fpath);"
        " autoload -Uz compinit; compinit -D -u; print $_comps[mrr-post]")
    expect(said == "_mrr-post\n", said)
    said = scene.run(
        "fish", "-c", "complete -C 'mrr-group --stri'",
        env={**scene.environment, "XDG_DATA_DIRS": f"{prefix}/share"})
    expect("--strict" in said, said)
    install("--strip")
    whole, stripped = there["bin/mrr-filter"][1], tree(prefix)["bin/mrr-filter"][1]
    expect(len(stripped) < len(whole), "--strip leaves nothing out")
    expect("mrr-filter (mrr)" in scene.run(prefix / "bin/mrr-filter", "--version"), "stripped")
    install("--uninstall")
    expect(tree(prefix) == before, f"left or taken: {tree(prefix).keys() ^ before.keys()}")
    return f"{len(there)} files put in place and taken away; {check_libraries(scene)}"


def check_libraries(scene):
    """Debug builds need Swift's own libraries, which is what the release programs do without."""
    count = set()
    for name in PROGRAMS:
        said = scene.run("readelf", "--wide", "--dynamic", "--version-info", scene.programs / name)
        needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", said))
        if any(one.startswith("libswift") for one in needed):
            return "a debug build: its libraries are not looked at"
        wrong = needed - ALWAYS - OWN[name]
        expect(not wrong, f"{name} needs {wrong}")
        for family, version in set(re.findall(r"Name: (GLIBC|GLIBCXX|CXXABI)_([\d.]+)", said)):
            newer = tuple(map(int, version.split("."))) > NEWEST[family]
            expect(not newer, f"{name} needs {family}_{version}, which Debian 12 does not have")
        for places in re.findall(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]", said):
            expect(places == "$ORIGIN", f"{name} looks for libraries in {places}")
        count |= needed
    return f"{len(count)} libraries of Debian 12 and no other"
