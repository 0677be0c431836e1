"""What was acknowledged is there: after a kill at any instant, and with two programs writing at once."""

from __future__ import annotations

import random
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

from numbfeet_tray.shell.store.sqlite import SqliteHistory
from tests.fakes.clock import ManualClock
from tests.shell.store_scene import sql, table

ROOT = Path(__file__).parents[2]
ROUNDS = 20

WRITER = textwrap.dedent(
    """
    import itertools, sys
    from pathlib import Path
    from numbfeet_tray.core.effects import RecordSpan, SpanKind
    from numbfeet_tray.shell.clock import SystemClock
    from numbfeet_tray.shell.store.sqlite import SqliteHistory

    path, who, first, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    history = SqliteHistory(path, SystemClock())
    steps = range(first, first + count) if count else itertools.count(first)
    for number in steps:
        rows = [RecordSpan(SpanKind.SEATED, number, number + 1), RecordSpan(SpanKind.AWAY, number + 1, number + 2)]
        history.append_many(rows, number, {"who": who, "number": number})
        print(number, flush=True)
    history.close()
    """
)


def writer(path: Path, who: str, first: int, count: int = 0) -> subprocess.Popen[str]:
    """Start a child that appends steps `first`, `first` + 1, … and prints each number once it is durable."""
    command = [sys.executable, "-c", WRITER, str(path), who, str(first), str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_a_kill_at_any_instant_loses_no_acknowledged_row_and_keeps_rows_and_state_in_step(home: Path) -> None:
    path = home / "history.sqlite3"
    chance = random.Random(20)
    acknowledged = 0
    for _ in range(ROUNDS):
        with writer(path, "child", acknowledged + 1) as child:
            assert child.stdout is not None
            for _ in range(chance.randint(1, 40)):
                acknowledged = int(child.stdout.readline())
            child.kill()
            acknowledged = max([acknowledged, *(int(line) for line in child.stdout if line.endswith("\n"))])

        with closing(SqliteHistory(path, ManualClock())) as history:
            state = history.load_state()
        assert state is not None
        # One step may have been written without its acknowledgement coming through.
        assert state["number"] in {acknowledged, acknowledged + 1}
        acknowledged = state["number"]
        spans = table(path, "span")
        assert len(spans) == 2 * acknowledged

    assert sql(path, "PRAGMA integrity_check") == [("ok",)]
    assert len(table(path, "run")) == 2 * ROUNDS


def test_two_programs_write_to_one_history_without_losing_a_row(home: Path) -> None:
    path = home / "history.sqlite3"
    children = [writer(path, who, 1, 60) for who in ("one", "two")]
    for child in children:
        output, _errors = child.communicate(timeout=60)
        assert output.split() == [str(number) for number in range(1, 61)]
        assert child.returncode == 0

    spans = table(path, "span")
    assert len(spans) == 2 * 2 * 60
    assert {row["run"] for row in spans} == {1, 2}
    assert sql(path, "PRAGMA integrity_check") == [("ok",)]
