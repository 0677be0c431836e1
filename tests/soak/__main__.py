"""Run the real program for as long as you like, with a person who does a day's work every few seconds.

    python -m tests.soak --minutes 60
    python -m tests.soak --minutes 1440 --json soak.json

Xvfb, dunst, xfce4-panel and openbox are real, as is the input (XTEST); limits are seconds. Prints what was done and
what the program held, and ends with 1 when private memory grew by more than 1 MiB after the warm-up or anything leaked.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.integration.desktop import wait_until
from tests.reliability.running import check_spans
from tests.soak.day import Day
from tests.soak.place import Place, Sample
from tests.soak.verdict import faults, growth_kib

SAMPLES = 40
"""About so many are taken, and at most one every `SHORTEST_S`."""
SHORTEST_S = 5.0


def main() -> int:
    """Play, look, judge."""
    options = _options()
    seconds = options.minutes * 60
    with Place() as place:
        day = Day(place, random.Random(options.seed))
        samples = _play(place, day, seconds)
        wrong = [*faults(samples), *_end(place)]
        done = day.done + _recorded(place)
    _tell(samples, done, wrong)
    if options.json:
        figures = {"done": done, "samples": [asdict(one) for one in samples], "wrong": wrong}
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 1 if wrong else 0


def _play(place: Place, day: Day, seconds: float) -> list[Sample]:
    samples: list[Sample] = []
    pause = max(SHORTEST_S, seconds / SAMPLES)
    began = looked = time.monotonic()
    while (now := time.monotonic()) < began + seconds:
        day.play_round()
        if now >= looked + pause:
            looked = now
            day.rest()
            samples.append(place.sample())
            print(samples[-1], file=sys.stderr, flush=True)
    return samples


def _end(place: Place) -> list[str]:
    """End the program, and return what it left behind or complained of."""
    longest = place.running.longest_block()
    wrong = [] if longest < 1.0 else [f"the loop was blocked for {longest:.2f} s"]
    place.running.end()
    wait_until(lambda: not place.running.programs(), what="the end of every process")
    if shown := place.dunst.count():
        wrong.append(f"{shown} notifications are left on the screen")
    if left := {path.name for path in place.running.socket.parent.iterdir()} - {"lock"}:
        wrong.append(f"left behind: {', '.join(sorted(left))}")
    wrong += [f"in the log: {line}" for line in place.log().splitlines() if "Traceback" in line or " ERROR " in line]
    check_spans(place.running.dump())
    return wrong


def _recorded(place: Place) -> Counter[str]:
    """Return what the history holds."""
    dump = place.running.dump()
    found = Counter(f"absences ({row[1]})" for row in dump["span"] if row[1] != "seated")
    found["prompts shown"] = sum(row[4] == "shown" for row in dump["prompt"])
    found["routines"] = len(dump["routine"])
    return found


def _tell(samples: Sequence[Sample], done: Counter[str], wrong: Sequence[str]) -> None:
    for what, count in sorted(done.items()):
        print(f"{count:>8} {what}")
    first, last = samples[0], samples[-1]
    for what in ("pss", "uss", "descriptors", "threads", "children", "shown"):
        print(f"{what:>12}: {getattr(first, what)} at first, {getattr(last, what)} at the end")
    print(f"growth of private memory after the warm-up: {growth_kib(samples):.0f} KiB")
    print("\n".join(wrong) if wrong else "nothing leaked")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60.0, help="how long; 60 without it")
    parser.add_argument("--seed", type=int, default=1, help="what the person's choices are drawn from")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
