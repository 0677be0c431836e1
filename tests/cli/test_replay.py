"""`replay` tells what the program did while it recorded: on fakes with days at random, and of a real run."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from numbfeet_tray.app.simulation import load_trace, replay
from numbfeet_tray.core import events as ev
from numbfeet_tray.core.effects import Effect
from numbfeet_tray.core.events import Event
from numbfeet_tray.core.replay import Moment, Replay, plain_moment
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.shell.logs.trace_file import TraceWriter
from tests.app.desk import ROUTINES, Desk
from tests.cli.conftest import Run
from tests.integration.waiting import wait_until

SETTINGS = Settings()
OTHER = replace(SETTINGS, reminders=SETTINGS.reminders[:1], snooze_lengths=(Seconds(60.0),))


class Recorded:
    """A desk that records, and notes what its engine decided, in the form in which replay tells it."""

    def __init__(self, path: Path) -> None:
        self.desk = Desk()
        self.lines: list[dict[str, object]] = []
        self._boot = self.desk.clock.boot()
        engine = self.desk.runtime.engine
        self._writer = TraceWriter(path, self.desk.clock, engine.save(self._boot))
        self.desk.runtime._recorder = self._writer
        step, finish = engine.step, engine.finish
        engine.step = lambda event, now: self._note(step(event, now), now)  # type: ignore[method-assign]
        engine.finish = lambda now: self._note(finish(now), now)  # type: ignore[method-assign]
        self.desk.post(ev.SettingsChanged(SETTINGS, ROUTINES))

    def seconds(self, at: Instant) -> float:
        return round(float(at - self._boot), 6)

    def _note(self, effects: tuple[Effect, ...], now: Instant) -> tuple[Effect, ...]:
        moments = (Moment(self.seconds(now), effect) for effect in effects)
        self.lines += filter(None, (plain_moment(moment, cast("Replay", self)) for moment in moments))
        return effects

    def end(self) -> None:
        self.desk.runtime.finish()
        self._writer.close()


def events_at(now: Instant, dice: random.Random) -> Iterator[Event]:
    """Yield what may happen at an instant of a day at random."""
    some: Any = dice.choice
    yield some(
        [
            ev.Active(),
            ev.Active(),
            ev.Idle(Instant(now - dice.uniform(0.0, 90.0))),
            ev.Input(),
            some([ev.Locked(), ev.Unlocked(), ev.Unlocked()]),
            some([ev.SleepBegan(), ev.Woke(), ev.Woke(Seconds(dice.uniform(0.0, 900.0)))]),
            ev.InhibitorChanged("video", dice.random() < 0.5),
            ev.HoldChanged(some([ev.HoldKind.CAMERA, ev.HoldKind.FULL_SCREEN]), dice.random() < 0.4),
            ev.Said(some(list(ev.Saying))),
            ev.StartAsked(some([None, "toe-20", "just-walk", "no-such"])),
            ev.GuideKeyPressed(some(list(ev.GuideKey))),
            ev.Snoozed(some([None, Seconds(90.5)])),
            ev.Skipped(),
            some([ev.PromptClosed(), ev.PromptExpired(), ev.PromptFailed()]),
            some([ev.PauseBegan(None), ev.PauseBegan(Instant(now + 600.25)), ev.PauseEnded(), ev.PauseEnded()]),
            ev.WallClockSet(dice.uniform(-3600.0, 3600.0)),
            ev.ScheduleFired("lunch", "just-walk"),
            ev.SettingsChanged(some([SETTINGS, OTHER]), ROUTINES),
        ]
    )
    if dice.random() < 0.7:
        yield ev.Active()


@pytest.mark.parametrize("seed", range(8))
def test_a_recorded_day_is_replayed_decision_by_decision(seed: int, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "day.jsonl"
    recorded, dice = Recorded(path), random.Random(seed)
    for _ in range(250):
        recorded.desk.post(*events_at(recorded.desk.clock.boot(), dice))
        recorded.desk.wait(dice.choice([0.1, dice.uniform(0.0, 5.0), dice.uniform(0.0, 1200.0), 60.0, 1800.0]))
    recorded.end()
    told = list(replay(load_trace(path)))
    assert told[-1]["what"] == "totals"
    assert {str(line["what"]) for line in recorded.lines} >= {"prompt", "span", "withdraw"}
    assert rounded(told[:-1]) == rounded(recorded.lines)
    assert [json.loads(line) for line in run("replay", str(path), "--json").out.splitlines()] == told


def rounded(lines: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return `lines` to the 10 µs: a trace holds microseconds, the engine more."""
    return [
        {key: round(value, 4) if isinstance(value, float) else value for key, value in line.items()} for line in lines
    ]


def test_a_real_run_is_replayed_as_its_history_has_it(home: Path, run: Run) -> None:
    """The demo without a desktop: seated from the start, prompts and a routine within seconds, a break said."""
    trace, log = home / "day.jsonl", home / "log"
    with log.open("wb") as output:
        program = subprocess.Popen(
            [sys.executable, "-P", "-m", "numbfeet_tray", "run", "--demo", "--record", str(trace)],
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=output,
            stderr=output,
            cwd=home,
        )
    try:
        wait_until(lambda: run("--profile", "demo", "why").code == 0, what="the program")
        wait_until(lambda: b'"event": "start"' in trace.read_bytes() or _is_due(run), 15.0, "a prompt")
        assert run("--profile", "demo", "snooze", "1s").code == 0
        assert run("--profile", "demo", "start", "toe-20").code == 0
        assert run("--profile", "demo", "stop").code == 0
        assert run("--profile", "demo", "standing").code == 0
        assert run("--profile", "demo", "quit").code == 0
        program.wait(10.0)
    finally:
        if program.poll() is None:
            program.send_signal(signal.SIGKILL)
            program.wait()
        print(log.read_text())
    told = list(replay(load_trace(trace)))
    with closing(sqlite3.connect(home / "data" / "numbfeet-demo" / "history.sqlite3")) as connection:
        spans = connection.execute("SELECT kind, end_utc - start_utc FROM span ORDER BY rowid").fetchall()
        prompts = connection.execute(
            "SELECT reminder, level FROM prompt WHERE outcome = 'shown' ORDER BY rowid"
        ).fetchall()
    replayed = [(line["kind"], (_number(line["to"]) - _number(line["from"])) * 1000) for line in _only(told, "span")]
    assert [kind for kind, _ in replayed] == [kind for kind, _ in spans]
    assert [length for _, length in replayed] == pytest.approx([length for _, length in spans], abs=2.0)
    assert [(line["reminder"], line["level"]) for line in _only(told, "prompt")] == prompts
    assert prompts


def _is_due(run: Run) -> bool:
    return bool(json.loads(run("--profile", "demo", "status", "--json").out)["prompt"])


def _only(lines: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    return [line for line in lines if line["what"] == what]


def _number(value: object) -> float:
    assert isinstance(value, float | int)
    return float(value)
