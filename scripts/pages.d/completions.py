"""What the three shells complete, asked of the shells themselves."""
from common import COMMANDS, PROGRAMS, expect
from manual import helped

TYPES = [
    "new", "expansion", "contraction", "churn", "reactivation", "scheduled_cancellation",
    "failed_payment",
]
FILES = ["movements.jsonl", "my file"]
# A line, and what the shell has to offer for its last word: all of it, and nothing else.
CASES = [
    ("mrr-filter --ra", ["--rates"]),
    ("mrr-filter --types ", TYPES),
    ("mrr-filter --types c", ["contraction", "churn"]),
    ("mrr-filter -t new,ch", ["churn"]),
    ("mrr-filter --rates m", FILES),
    ("mrr-filter m", FILES),
    ("mrr-filter --over 100 m", FILES),
    ("mrr-filter --max-line ", []),
    ("mrr-group -o mo", ["movements.jsonl"]),
    ("mrr-group --generate ", ["man", "bash", "zsh", "fish"]),
    ("mrr-detect --basis ", ["subscriptions", "invoices"]),
    ("mrr-detect --livemode t", ["true"]),
    ("mrr-detect --state mo", ["movements.jsonl"]),
    ("mrr-post --order ", ["none", "customer"]),
    ("mrr-post --list d", ["dead", "delivered"]),
    ("mrr-webhook ", COMMANDS),
    ("mrr-webhook s", ["settings", "status"]),
    ("mrr-webhook --g", ["--generate"]),
    ("mrr-webhook enable --queued ", ["send", "drop"]),
    ("mrr-webhook settings --types fa", ["failed_payment"]),
    ("mrr-webhook status --", None),
    ("mrr-webhook run m", FILES),
    ("mrr-webhook run --rejects mo", ["movements.jsonl"]),
    ("mrr-webhook disable ", []),
]

BASH = r"""
for program in PROGRAMS; do source <("$program" --generate bash); done
while IFS= read -r line; do
  read -ra COMP_WORDS <<< "$line"
  [[ $line != *" " ]] || COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line}
  "_${COMP_WORDS[0]//-/_}"
  for word in "${COMPREPLY[@]}"; do printf '%s\n' "$word"; done
  echo ---
done
"""

# zsh completes only where there is a terminal: one of its own, in which compadd notes what it is given
# of what fits.
ZSH_SETUP = r"""
PS1= PS2= RPS1=
unsetopt prompt_cr prompt_sp
autoload -Uz compinit; compinit -D -u
for program in PROGRAMS; do source <($program --generate zsh); done
compadd() {
  local word
  local -a fit
  if (( $@[(I)-[OAD]] )); then builtin compadd "$@"; return; fi
  builtin compadd -A fit "$@"
  for word in $fit; do print -r -- "$word" >> offers; done
  builtin compadd "$@"
}
zle -C offer-words complete-word _main_complete
offer() { zle offer-words; print -r -- --- >> offers; BUFFER= }
zle -N offer
bindkey "^T" offer
bindkey "^I" self-insert
print ready > ready
"""
ZSH = r"""
zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell "cd ${(q)PWD}; source ./setup"
for turn in {1..200}; do [[ -e ready ]] && break; sleep 0.05; done
integer count=0
while IFS= read -r line; do
  (( count += 1 ))
  zpty -n -w shell "$line"$'\x14'
  for turn in {1..200}; do
    [[ -e offers && $(grep -c -x -e --- offers) -ge $count ]] && break
    sleep 0.01
  done
done
zpty -d shell
cat offers
"""

FISH = r"""
for program in PROGRAMS; $program --generate fish | source; end
while read --line line
  complete -C "$line" | string replace -r '\t.*' ''
  echo ---
end
"""


def answers(scene, shell, script, lines):
    """What a shell offers, a list for each line."""
    folder = scene.scratch / shell
    folder.mkdir()
    for name in FILES:
        (folder / name).write_text("")
    script = script.replace("PROGRAMS", " ".join(PROGRAMS))
    words = [shell, "-c", script]
    if shell == "zsh":
        (folder / "setup").write_text(ZSH_SETUP.replace("PROGRAMS", " ".join(PROGRAMS)))
        words = [shell, "-f", "-c", script]
    said = scene.run(*words, cwd=folder, stdin=None, input="".join(line + "\n" for line in lines))
    return [part.strip("\n").split("\n") if part.strip("\n") else []
            for part in said.split("---\n")[:-1]]


def fits(line, wanted, offered):
    last = line.rsplit(" ", 1)[1]
    head = last[:last.rindex(",") + 1] if "," in last else ""
    found = {one.removeprefix(head).rstrip("/").replace("\\ ", " ") for one in offered}
    # Where there is nothing else, zsh offers options.
    return found == set(wanted) or not wanted and all(one.startswith("-") for one in found)


def check(scene):
    options = {}
    for name in PROGRAMS[:4]:
        options[f"{name} --"] = {f"--{one[1]}" for one in helped(scene.run(name, "-h"))}
    for command in COMMANDS:
        told = helped(scene.run("mrr-webhook", command, "-h"))
        options[f"mrr-webhook {command} --"] = {f"--{one[1]}" for one in told}
    cases = [case for case in CASES if case[1] is not None]
    cases += [(line, sorted(wanted)) for line, wanted in options.items()]
    for shell, script in {"bash": BASH, "zsh": ZSH, "fish": FISH}.items():
        found = answers(scene, shell, script, [line for line, _ in cases])
        expect(len(found) == len(cases), f"{shell}: {len(found)} answers to {len(cases)} lines")
        for (line, wanted), offered in zip(cases, found):
            expect(
                fits(line, wanted, offered),
                f"{shell}: {line!r}: expected {sorted(wanted)}, found {sorted(offered)}")
    return f"{len(cases)} lines completed in each of 3 shells"
