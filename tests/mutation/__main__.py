"""`python -m tests.mutation`: try the mutants that are not decided yet, then write docs/mutation.md."""

from __future__ import annotations

import argparse
import os
import queue
import random
import signal
import sys
import tempfile
import threading
from pathlib import Path

from tests.mutation.ledger import Ledger, Verdict, changed_lines, fingerprint, key_of, report
from tests.mutation.operators import Mutant, mutants_of
from tests.mutation.runner import BrokenBeforeError, Workplace, time_the_tests
from tests.project.build import ROOT, copy_checkout

Case = tuple[str, bytes, Mutant]


def main() -> int:
    """Run; the exit status is 1 when the tests fail without any mutant."""
    options = _parse()
    ledger = Ledger(ROOT / "artifacts" / f"mutation-{options.layer}.jsonl")
    tests = fingerprint(ROOT / "tests" / options.layer)
    cases = _cases(options.layer)
    undecided = [case for case in cases if _is_asked_for(case, options.only) and not ledger.find(_key(case), tests)]
    # A part of the run says something about the whole only when it is drawn from all of it.
    random.Random(0).shuffle(undecided)
    undecided = undecided[: options.limit]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"{len(cases)} mutants, {len(undecided)} to try now", flush=True)
    try:
        _try_all(undecided, ledger, tests, options)
    except BrokenBeforeError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; run again to go on", file=sys.stderr)
    verdicts = [verdict for case in cases if (verdict := ledger.find(_key(case), tests))]
    page = ROOT / "docs" / ("mutation.md" if options.layer == "core" else f"mutation-{options.layer}.md")
    page.write_text(report(verdicts, len(cases), options.layer), encoding="utf-8")
    print(f"wrote {page.relative_to(ROOT)}")
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("only", nargs="*", help="modules to try now, such as `tracker policy`; all when none is named")
    parser.add_argument("--layer", default="core", choices=["core", "config"])
    parser.add_argument("--limit", type=int, help="try at most this many mutants, drawn from all that are undecided")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    return parser.parse_args()


def _cases(layer: str) -> list[Case]:
    cases: list[Case] = []
    for path in sorted((ROOT / "numbfeet_tray" / layer).glob("*.py")):
        source = path.read_bytes()
        cases += [(str(path.relative_to(ROOT)), source, mutant) for mutant in mutants_of(source)]
    return cases


def _is_asked_for(case: Case, only: list[str]) -> bool:
    return not only or Path(case[0]).stem in only


def _key(case: Case) -> str:
    return key_of(*case)


def _try_all(cases: list[Case], ledger: Ledger, tests: str, options: argparse.Namespace) -> None:
    if not cases:
        return
    waiting: queue.SimpleQueue[Case] = queue.SimpleQueue()
    for case in cases:
        waiting.put(case)
    done: queue.SimpleQueue[Verdict | BaseException] = queue.SimpleQueue()
    with tempfile.TemporaryDirectory(prefix="nf-mutants-") as folder:
        limit = time_the_tests(Path(folder) / "0", options.layer)
        for worker in range(options.workers):
            place = Path(folder) / str(worker)
            if worker:
                copy_checkout(place)
            workplace = Workplace(place, options.layer, limit)
            threading.Thread(target=_work, args=(workplace, tests, waiting, done), daemon=True).start()
        for number in range(1, len(cases) + 1):
            verdict = done.get()
            if isinstance(verdict, BaseException):
                raise verdict
            ledger.add(verdict)
            print(
                f"{number}/{len(cases)} {verdict.outcome:8} {verdict.module}:{verdict.line} {verdict.what}", flush=True
            )


def _work(
    workplace: Workplace,
    tests: str,
    waiting: queue.SimpleQueue[Case],
    done: queue.SimpleQueue[Verdict | BaseException],
) -> None:
    try:
        while not waiting.empty():
            module, source, mutant = waiting.get(timeout=1)
            outcome = workplace.try_mutant(module, source, mutant)
            before, after = changed_lines(source, mutant)
            key = key_of(module, source, mutant)
            done.put(Verdict(key, module, mutant.line, mutant.what, before, after, outcome, tests))
    except queue.Empty:
        pass  # the other worker took the last one
    except BaseException as error:  # noqa: BLE001 - it is raised again where it is seen
        done.put(error)


if __name__ == "__main__":
    sys.exit(main())
