"""The log on stderr and in the journal, and the trace that is written while the program runs."""

from __future__ import annotations

import io
import json
import logging
import os
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.routine import Phase, Position, Routine, Step
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.trace import End, Timed, ZoneChanged, read_trace
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.shell.logs import TraceFileProblem, set_up_logging
from numbfeet_tray.shell.logs.trace_file import TraceWriter, zone_name
from tests.fakes.clock import ManualClock

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[logging.Logger]:
    """Give the root logger back as it was: pytest has handlers of its own on it."""
    root = logging.getLogger()
    handlers, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    yield root
    root.handlers[:], logging.raiseExceptions = handlers, raises
    root.setLevel(level)


def journal(stream: io.IOBase) -> dict[str, str]:
    found = os.fstat(stream.fileno())
    return {"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}"}


# ------------------------------------------------------------------------------------------------------- the log


def test_information_is_logged_with_its_time_and_debugging_is_not() -> None:
    stream = io.StringIO()
    set_up_logging(environ={}, stream=stream)

    logging.getLogger("numbfeet_tray.x").info("said %s", "this")
    logging.getLogger("numbfeet_tray.x").debug("not this")

    (line,) = stream.getvalue().splitlines()
    assert line.endswith("INFO numbfeet_tray.x: said this")
    assert line[:2] == "20"


def test_verbose_logs_everything_of_ours_and_only_warnings_of_libraries() -> None:
    stream = io.StringIO()
    set_up_logging(verbose=True, environ={}, stream=stream)

    logging.getLogger("numbfeet_tray.x").debug("ours")
    logging.getLogger("apscheduler.scheduler").info("theirs")
    logging.getLogger("apscheduler.scheduler").warning("theirs, in earnest")

    assert [line.split(": ")[1] for line in stream.getvalue().splitlines()] == ["ours", "theirs, in earnest"]


def test_in_the_journal_every_line_has_its_priority_and_no_time(tmp_path: Path) -> None:
    with (tmp_path / "err").open("w+") as stream:
        set_up_logging(verbose=True, environ=journal(stream), stream=stream)
        log = logging.getLogger("n")
        log.debug("d")
        log.info("i")
        log.warning("w\nand more")
        log.error("e")
        log.critical("c")
        stream.flush()
        assert (tmp_path / "err").read_text().splitlines() == [
            "<7>DEBUG n: d",
            "<6>INFO n: i",
            "<4>WARNING n: w",
            "<4>and more",
            "<3>ERROR n: e",
            "<2>CRITICAL n: c",
        ]


def test_a_traceback_keeps_its_priority_on_every_line(tmp_path: Path) -> None:
    with (tmp_path / "err").open("w+") as stream:
        set_up_logging(environ=journal(stream), stream=stream)
        try:
            json.loads("{")
        except ValueError:
            logging.getLogger("n").exception("what happened")
        stream.flush()
        lines = (tmp_path / "err").read_text().splitlines()

    assert len(lines) > 3
    assert all(line.startswith("<3>") for line in lines)


def test_a_journal_variable_that_names_another_file_is_not_believed(tmp_path: Path) -> None:
    with (tmp_path / "err").open("w+") as stream:
        set_up_logging(environ={"JOURNAL_STREAM": "1:1"}, stream=stream)
        logging.getLogger("n").info("i")
        stream.flush()
        assert not (tmp_path / "err").read_text().startswith("<")


def test_setting_up_twice_logs_once() -> None:
    stream = io.StringIO()
    for _ in range(2):
        set_up_logging(environ={}, stream=stream)

    logging.getLogger("n").info("i")

    assert len(stream.getvalue().splitlines()) == 1


def test_a_stderr_that_is_closed_breaks_nothing() -> None:
    script = """
        import logging, os
        from numbfeet_tray.shell.logs import set_up_logging
        set_up_logging()
        os.close(2)
        logging.getLogger("n").warning("w")
        print("on")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "on\n"


# ----------------------------------------------------------------------------------------------------- the trace

STEP = Step("toe", "Toes", "Curl.", "", Position.SEATED, moves_feet=True, phases=(Phase(Seconds(20.0)),))
STORY: list[tuple[float, ev.Event | ZoneChanged]] = [
    (0.0, ev.SettingsChanged(Settings(), (Routine("toe-20", "Toes", (STEP,)),))),
    (0.0, ev.Active()),
    (70.5, ev.Idle(Instant(1010.25))),
    (70.5, ev.Tick()),
    (100.0, ev.PauseBegan(Instant(1700.0), wall=True)),
    (200.0, ZoneChanged("America/New_York")),
    (300.123457, ev.Woke(Seconds(7200.0))),
]


def test_what_is_written_is_read_back_with_the_same_instants(home: Path) -> None:
    path, clock = home / "day.trace", ManualClock(boot=1000.0)
    writer = TraceWriter(path, clock, {"clocks": {"feet": 5.0}})
    for t, event in STORY:
        clock.advance_to(1000.0 + t)
        writer.write(event, clock.boot())
    clock.advance(10)
    writer.close()

    trace = read_trace(path.read_text().splitlines())
    assert trace.header.start == datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=1)))
    assert trace.header.boot == 1000.0
    assert trace.header.state == {"clocks": {"feet": 5.0}}
    assert [(item.t, item.what) for item in trace.items] == [*STORY, (310.123457, End())]


def test_the_trace_is_closed_to_others_and_whole_after_every_event(home: Path) -> None:
    path, clock = home / "day.trace", ManualClock()
    writer = TraceWriter(path, clock)

    writer.write(ev.Active(), clock.boot())

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [json.loads(line).get("event") for line in path.read_text().splitlines()] == [None, "active"]
    writer.close()


def test_a_file_with_something_in_it_is_left_alone(home: Path) -> None:
    (home / "letter").write_text("Dear Ada")

    with pytest.raises(TraceFileProblem, match="letter is not empty"):
        TraceWriter(home / "letter", ManualClock())

    assert (home / "letter").read_text() == "Dear Ada"


def test_an_empty_file_is_taken(home: Path) -> None:
    (home / "new").touch()

    TraceWriter(home / "new", ManualClock()).close()

    assert read_trace((home / "new").read_text().splitlines()).items == (Timed(Seconds(0.0), End(), 2),)


def test_a_place_that_cannot_be_written_is_told(home: Path) -> None:
    with pytest.raises(TraceFileProblem, match="cannot be written: Is a directory"):
        TraceWriter(home, ManualClock())


def test_closing_twice_and_writing_after_it_do_nothing(home: Path) -> None:
    path, clock = home / "day.trace", ManualClock()
    writer = TraceWriter(path, clock)
    writer.close()
    before = path.read_bytes()

    writer.close()
    writer.write(ev.Active(), clock.boot())

    assert path.read_bytes() == before
    assert not writer.is_open


@pytest.mark.only_on("linux")
def test_a_full_disk_ends_the_trace_and_nothing_else(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    (home / "full").symlink_to("/dev/full")

    writer = TraceWriter(home / "full", clock := ManualClock())
    writer.write(ev.Active(), clock.boot())
    writer.close()

    assert not writer.is_open
    assert [record.getMessage() for record in caplog.records] == [
        f"the trace {home / 'full'} ends here: No space left on device"
    ]


@pytest.mark.only_on("linux")
def test_a_disk_that_fills_in_the_middle_of_a_line_leaves_whole_lines(home: Path) -> None:
    import resource

    path, clock = home / "day.trace", ManualClock()
    writer = TraceWriter(path, clock)
    size = path.stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40, before[1]))
    try:
        for _ in range(3):
            writer.write(ev.Active(), clock.boot())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert not writer.is_open
    assert [item.what for item in read_trace(path.read_text().splitlines()).items] == [ev.Active()]


# --------------------------------------------------------------------------------------------------- the zone

WINTER = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=1)))


def linked(home: Path, target: str) -> Path:
    link = home / "localtime"
    link.symlink_to(target)
    return link


@pytest.mark.parametrize(
    ("tz", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (":America/New_York", "America/New_York"),
        ("", "UTC"),
        ("CET-1CEST,M3.5.0,M10.5.0", "Etc/GMT-1"),
        ("/etc/localtime", "Etc/GMT-1"),
        ("Nowhere/Land", "Etc/GMT-1"),
    ],
)
def test_the_zone_of_tz_comes_first_and_what_is_no_name_becomes_its_offset(home: Path, tz: str, name: str) -> None:
    assert zone_name({"TZ": tz}, WINTER, linked(home, "/usr/share/zoneinfo/Asia/Tokyo")) == name


def test_the_zone_is_that_of_the_systems_link(home: Path) -> None:
    assert zone_name({}, WINTER, linked(home, "/usr/share/zoneinfo/Asia/Tokyo")) == "Asia/Tokyo"


@pytest.mark.parametrize(("hours", "name"), [(0, "UTC"), (-5, "Etc/GMT+5"), (5.5, "UTC")])
def test_without_any_name_the_offset_is_the_zone(home: Path, hours: float, name: str) -> None:
    wall = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=hours)))

    assert zone_name({}, wall, home / "missing") == name
