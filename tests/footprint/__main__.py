"""Measure the program, and others beside it, each on a private desktop of its own.

    python -m tests.footprint --minutes 10 --beside workrave

Start-ups and memory are measured first, one program at a time, because memory that several programs share counts less
for each of them. Then all are measured side by side: first with an input every 2 s, then, after a rest in which the
absence becomes a break, with nobody there. Linux only; needs what the integration tests need.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from tests.footprint.desk import Desk
from tests.footprint.measure import Result, size_of, start, stay, window
from tests.footprint.table import table

NOTHING = "nothing"
"""Name of the program that does nothing: what the desktop costs by itself."""


def main() -> int:
    """Measure, print a table, and write all figures where asked to."""
    options = _options()
    commands = {"numbfeet": shlex.split(options.command)}
    commands |= {shlex.split(line)[0].rpartition("/")[2]: shlex.split(line) for line in options.beside}
    results = {name: Result(name) for name in commands}
    for name, words in commands.items():
        _tell(f"{name}: {options.starts} starts")
        _measure_starts(results[name], words, options)
    if options.minutes:
        commands[NOTHING], results[NOTHING] = ["sleep", "infinity"], Result(NOTHING)
        minutes = (2 * options.minutes + (options.settle + options.rest) / 60) * options.repeat
        _tell(f"all side by side: about {minutes:.0f} minutes")
        with ThreadPoolExecutor(len(commands)) as pool:
            done = [pool.submit(_measure_use, results[name], words, options) for name, words in commands.items()]
        for each in done:
            each.result()
    print(table(list(results.values())))
    if options.json:
        options.json.write_text(json.dumps([asdict(result) for result in results.values()], indent=1) + "\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.footprint", description=__doc__.partition("\n")[0])
    own = shlex.join([str(Path(sys.executable).with_name("numbfeet")), "run"])
    parser.add_argument("--command", default=own, metavar="LINE", help=f"how the program is started ({own})")
    parser.add_argument("--beside", action="append", default=[], metavar="LINE", help="another program; repeatable")
    parser.add_argument("--before", default="true", metavar="LINE", help="shell line run on each new desktop")
    parser.add_argument(
        "--minutes", default=10.0, type=float, metavar="N", help="length of each window, 0 for starts alone (10)"
    )
    parser.add_argument("--starts", default=10, type=int, metavar="N", help="how often each is started (10)")
    parser.add_argument("--repeat", default=1, type=int, metavar="N", help="how often both windows are measured (1)")
    parser.add_argument(
        "--settle", default=45.0, type=float, metavar="N", help="seconds from the icon to memory and windows (45)"
    )
    parser.add_argument(
        "--rest", default=330.0, type=float, metavar="N", help="seconds without input before nobody counts (330)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure here")
    return parser.parse_args()


def _measure_starts(result: Result, words: Sequence[str], options: argparse.Namespace) -> None:
    with Desk() as desk:
        desk.prepare(options.before)
        for count in range(options.starts):
            program, began = start(desk, words)
            result.starts.append(began)
            stay(desk, options.settle if not count else 1.0, active=True)
            if not count:
                result.sizes.append(size_of(program))
            program.end()
            desk.still_panel()


def _measure_use(result: Result, words: Sequence[str], options: argparse.Namespace) -> None:
    with Desk() as desk:
        desk.prepare(options.before)
        for _ in range(options.repeat):
            program, _began = start(desk, words)
            stay(desk, options.settle, active=True)
            result.active.append(window(desk, program, options.minutes * 60, active=True))
            stay(desk, options.rest, active=False)
            result.away.append(window(desk, program, options.minutes * 60, active=False))
            program.end()


_tell: Callable[[str], None] = lambda line: print(line, file=sys.stderr, flush=True)  # noqa: E731


if __name__ == "__main__":
    sys.exit(main())
