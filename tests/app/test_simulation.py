"""`simulate`: a day from a trace, in the form that docs/traces.md gives."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from numbfeet_tray.app.simulation import load_trace, simulate
from numbfeet_tray.cli import Exit, main
from numbfeet_tray.config.model import Config
from numbfeet_tray.config.parse import parse
from numbfeet_tray.core.trace_fields import TraceError

HEADER = '{"trace": 1, "start": "2026-11-23T09:00:00+01:00", "zone": "Europe/Berlin"}'
DAY = """
{"t": 0, "event": "input"}
{"t": 5, "event": "input", "until": 1875, "every": 2}
{"t": 1900, "event": "lock"}
{"t": 2100, "event": "unlock"}
{"t": 2101, "event": "input", "until": 5000, "every": 2}
{"t": 2200, "event": "start", "routine": "desk-minute"}
{"t": 28800, "event": "end"}
"""


def written(folder: Path, lines: str) -> Path:
    """Return a trace file with the usual header."""
    path = folder / "day.jsonl"
    path.write_text(f"{HEADER}\n{lines.strip()}\n", encoding="utf-8")
    return path


def config(text: str = "") -> Config:
    """Return a config that has to be good."""
    found = parse(text, None)
    assert isinstance(found, Config), found
    return found


def of(folder: Path, lines: str, settings: str = "") -> list[dict[str, object]]:
    """Return the simulation of a trace."""
    return list(simulate(config(settings), load_trace(written(folder, lines))))


def kinds(lines: Iterable[dict[str, object]], what: str) -> list[dict[str, object]]:
    """Return the lines of one kind."""
    return [line for line in lines if line["what"] == what]


def test_a_day_is_told_as_the_design_says(tmp_path: Path) -> None:
    """Prompt, withdrawal, spans without gap or overlap, totals."""
    lines = of(tmp_path, DAY)
    assert lines[0] == {"t": 1878.0, "what": "prompt", "reminder": "feet", "level": 1, "seated": 1878.0, "held": 0}
    assert lines[1] == {"t": 1900.0, "what": "withdraw", "why": "away"}
    assert lines[2] == {"from": 0.0, "to": 1875.0, "what": "span", "kind": "seated"}
    spans = kinds(lines, "span")
    assert spans[0]["from"] == 0.0
    assert spans[-1]["to"] == 28800.0
    assert all(one["to"] == other["from"] for one, other in itertools.pairwise(spans))
    totals = lines[-1]
    assert totals["what"] == "totals"
    assert totals["t"] == 28800.0
    assert totals["routines"] == 1
    assert totals["prompts"] == len(kinds(lines, "prompt"))
    assert totals["seated"] == sum(
        float(str(one["to"])) - float(str(one["from"])) for one in spans if one["kind"] == "seated"
    )


def test_extra_ticks_in_a_trace_change_nothing(tmp_path: Path) -> None:
    """Times are independent of how the simulation is stepped."""
    plain = of(tmp_path, DAY)
    items = [json.loads(line) for line in DAY.strip().splitlines()]
    ticks = [{"t": t, "event": "tick"} for t in range(0, 28800, 97)]
    ticked = "\n".join(json.dumps(item) for item in sorted(items + ticks, key=lambda item: item["t"]))
    assert of(tmp_path, ticked) == plain


def test_a_stretch_is_the_same_as_its_single_inputs(tmp_path: Path) -> None:
    """Dense input is told shortly to the engine; nothing may come of that."""
    single = "\n".join(json.dumps({"t": t, "event": "input"}) for t in range(5, 1876, 2))
    written_out = DAY.replace('{"t": 5, "event": "input", "until": 1875, "every": 2}', single)
    assert of(tmp_path, written_out) == of(tmp_path, DAY)


def test_working_hours_hold_prompts_outside_them(tmp_path: Path) -> None:
    """The trace begins on a Monday at 09:00; work ends at 09:25 and goes on at 10:00."""
    hours = '[working_hours]\nmonday = ["08:00-09:25", "10:00-17:00"]\n'
    lines = of(tmp_path, '{"t": 0, "event": "input", "until": 4000, "every": 2}\n{"t": 4000, "event": "end"}', hours)
    assert kinds(lines, "prompt")[0] == {
        "t": 3605.0, "what": "prompt", "reminder": "seat", "level": 1, "seated": 3605.0, "held": 1,
    }  # fmt: skip


def test_a_schedule_offers_its_routine_at_its_time(tmp_path: Path) -> None:
    """09:10, and the person is there."""
    schedule = '[[schedule]]\nname = "walk"\ncron = "10 9 * * mon-fri"\nroutine = "just-walk"\n'
    lines = of(tmp_path, '{"t": 0, "event": "input", "until": 900, "every": 2}\n{"t": 900, "event": "end"}', schedule)
    assert kinds(lines, "prompt")[0]["reminder"] == "walk"
    assert kinds(lines, "prompt")[0]["t"] == 720.0


def test_setting_the_wall_clock_moves_schedules_and_no_clock(tmp_path: Path) -> None:
    """An hour back: the schedule of 09:10 comes at 10:10 of the old clock."""
    schedule = '[[schedule]]\nname = "walk"\ncron = "10 9 * * *"\nroutine = "just-walk"\n'
    story = """
{"t": 0, "event": "input", "until": 4500, "every": 2}
{"t": 60, "event": "clock_set", "by": -3600}
{"t": 4500, "event": "end"}
"""
    lines = of(tmp_path, story, schedule)
    walks = [line["t"] for line in kinds(lines, "prompt") if line["reminder"] == "walk"]
    assert walks[0] == 4200.0 + 120.0
    assert lines[-1]["seated"] == 4500.0


def test_a_year_of_days_takes_seconds(tmp_path: Path) -> None:
    """The cost is by events, not by key presses: here 365 days with a thousand times as many inputs."""
    days = []
    for day in range(365):
        start = day * 86400
        days += [
            {"t": start + hour * 3600, "event": "input", "until": start + hour * 3600 + 3000, "every": 2}
            for hour in range(8)
        ]
    lines = of(tmp_path, "\n".join(json.dumps(day) for day in days))
    assert lines[-1]["seated"] == 365 * 8 * 3000.0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"t": 1, "event": "inptu"}', "inptu"),
        ('{"t": -1, "event": "input"}', "t"),
        ("{", "not JSON"),
        ('{"t": 1, "event": "zone", "zone": "Mars/Olympus"}', "Mars/Olympus"),
        ('{"t": 1, "event": "start", "routine": "headstand"}', "headstand"),
    ],
)
def test_a_wrong_trace_is_told_with_its_line_and_exits_with_5(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    """Never a traceback."""
    path = written(tmp_path, line)
    assert main(["simulate", "--trace", str(path)]) == Exit.BAD_INPUT
    told = capsys.readouterr().err
    assert said in told
    assert "day.jsonl" in told
    assert "Traceback" not in told


def test_a_wrong_config_is_told_with_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing is simulated."""
    path = tmp_path / "config.toml"
    path.write_text('[absence]\nshort = "soon"\n[snoze]\n', encoding="utf-8")
    trace = written(tmp_path, DAY)
    assert main(["simulate", "--trace", str(trace), "--config", str(path)]) == Exit.BAD_INPUT
    told = capsys.readouterr()
    assert "absence.short" in told.err
    assert "snooze" in told.err
    assert told.out == ""


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_trace_that_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Missing, a directory."""
    assert main(["simulate", "--trace", str(tmp_path / name)]) == Exit.BAD_INPUT
    assert "cannot be read" in capsys.readouterr().err


def test_the_timeline_for_people_ends_with_the_totals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Words instead of JSON."""
    assert main(["simulate", "--trace", str(written(tmp_path, DAY))]) == Exit.OK
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "  0:31:18  prompt feet, level 1, after 31 min; 0 held"
    assert told[-1].startswith("In all: seated 1 h 19 min;")


def test_a_trace_error_names_what_is_allowed(tmp_path: Path) -> None:
    """For whoever writes one by hand."""
    with pytest.raises(TraceError) as caught:
        load_trace(written(tmp_path, '{"t": 1, "event": "hold", "on": true, "what": "kamera"}'))
    assert "camera" in str(caught.value)
