"""Remembers what became of each mutant, so that a run can be interrupted, and writes the report."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.mutation.operators import Mutant

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Verdict:
    """What became of one mutant."""

    key: str
    module: str
    line: int
    what: str
    before: str
    """The lines of the source that it changes."""
    after: str
    outcome: str
    """"killed", "hung" or "survived"."""
    tests: str
    """Fingerprint of the tests that decided."""


def key_of(module: str, source: bytes, mutant: Mutant) -> str:
    """Return a name for `mutant` that holds as long as its module does not change."""
    place = f"{module}:{mutant.start}:{mutant.end}:{mutant.text}:"
    return hashlib.sha256(place.encode() + source).hexdigest()[:16]


def fingerprint(folder: Path) -> str:
    """Return a name for the present state of the tests in `folder`."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def changed_lines(source: bytes, mutant: Mutant) -> tuple[str, str]:
    """Return the lines that `mutant` changes, before and after."""
    old, new = source.decode().splitlines(), mutant.apply(source).decode().splitlines()
    before, after = [], []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            before += old[a:b]
            after += new[c:d]
    return "\n".join(before), "\n".join(after)


class Ledger:
    """The verdicts so far, one JSON line each; the last one on a mutant counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._verdicts: dict[str, Verdict] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                verdict = Verdict(**json.loads(line))
                self._verdicts[verdict.key] = verdict

    def find(self, key: str, tests: str) -> Verdict | None:
        """Return what is known: a killed mutant stays dead, a survivor is tried again with new tests."""
        verdict = self._verdicts.get(key)
        return verdict if verdict and (verdict.outcome != "survived" or verdict.tests == tests) else None

    def add(self, verdict: Verdict) -> None:
        """Write one verdict down; safe to be interrupted afterwards."""
        self._verdicts[verdict.key] = verdict
        self._path.parent.mkdir(exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(verdict)) + "\n")


def equivalents() -> dict[tuple[str, str, str], str]:
    """Return why a survivor was judged to change nothing, by module and lines before and after."""
    path = HERE / "equivalent.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["equivalent"] if path.exists() else []
    return {(entry["module"], entry["before"].strip(), entry["after"].strip()): entry["reason"] for entry in entries}


def report(verdicts: list[Verdict], total: int, layer: str) -> str:
    """Return the page for docs/mutation.md."""
    known = equivalents()
    survivors = [verdict for verdict in verdicts if verdict.outcome == "survived"]
    judged = {verdict: reason for verdict in survivors if (reason := known.get(_place(verdict)))}
    open_cases = [verdict for verdict in survivors if verdict not in judged]
    lines = [
        "# Mutants",
        "",
        f"Written by `make mutation`. Each mutant is one small mistake in `numbfeet_tray/{layer}`, made alone in a",
        f"copy of the tree, and `tests/{layer}` is run on it with few, fixed examples. A hang counts as noticed.",
        "",
        f"{len(verdicts)} of {total} mutants tried: {len(verdicts) - len(survivors)} noticed, {len(judged)} change",
        f"nothing that can be seen, {len(open_cases)} went unnoticed.",
        "",
        *_table(verdicts),
    ]
    if open_cases:
        lines += ["", "## Unnoticed", *(line for verdict in open_cases for line in _case(verdict, verdict.what))]
    if judged:
        lines += ["", "## Judged to change nothing", *(line for item in judged.items() for line in _case(*item))]
    return "\n".join(lines) + "\n"


def _place(verdict: Verdict) -> tuple[str, str, str]:
    return verdict.module, verdict.before.strip(), verdict.after.strip()


def _table(verdicts: list[Verdict]) -> list[str]:
    counts = Counter((verdict.module, verdict.outcome) for verdict in verdicts)
    rows = ["| module | killed | hung | survived |", "| --- | --- | --- | --- |"]
    for module in sorted({verdict.module for verdict in verdicts}):
        figures = " | ".join(str(counts[module, outcome]) for outcome in ("killed", "hung", "survived"))
        rows.append(f"| `{module.removeprefix('numbfeet_tray/')}` | {figures} |")
    return rows


def _case(verdict: Verdict, why: str) -> list[str]:
    removed = [f"-{line}" for line in verdict.before.splitlines()]
    added = [f"+{line}" for line in verdict.after.splitlines()]
    return ["", f"`{verdict.module}:{verdict.line}` {why}", "", "```diff", *removed, *added, "```"]
