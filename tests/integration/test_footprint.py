"""What the program costs, counted and not timed, so that these hold on a slow and busy machine too.

The budgets of docs/footprint.md, taken over windows of 30 s: 120 wake-ups in an hour of work are one in 30 s, 20 in an
hour of absence are none, and 0.1 s of processor time in an hour is less than a millisecond.
"""

from __future__ import annotations

import compileall
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.control.client import ControlProblem, ask
from tests.footprint.desk import Desk, Program
from tests.footprint.measure import size_of, stay, window
from tests.integration.waiting import wait_until
from tests.project.build import PACKAGE, ROOT

pytestmark = pytest.mark.only_on("linux")

WINDOW_S = 30.0
STARTED_S = 32.0
"""After 30 s the program looks, once, whether a tray shows its icon; only then it is as it is all day."""
CPU_S_PER_HOUR = 0.1
ACTIVE_WAKES_PER_HOUR = 120
AWAY_WAKES_PER_HOUR = 20

PSS_MIB = 20.0
"""The budget. Here the interpreter's own pages are shared with pytest; by itself the program has up to 4 MiB more."""
DIRTY_MIB = 16.5
"""What the program itself puts into memory, whoever shares the rest: 14.9 when this was written."""
MODULES = 330
MODULES_BEFORE_THE_ICON = 215
CPU_S_BEFORE_THE_ICON = 0.1
"""Four times what a quiet machine needs; the whole program built first would be over it."""

HEAVY = (
    *("asyncio", "concurrent.futures", "curses", "decimal", "difflib", "email", "hashlib", "html", "http"),
    *("importlib.metadata", "multiprocessing", "pickle", "pydoc", "random", "shutil", "ssl", "statistics"),
    *("subprocess", "tempfile", "tkinter", "unittest", "urllib.request", "uuid", "xml", "zipfile", "zoneinfo"),
    *("PIL", "Xlib", "gi", "platform", "platformdirs", "plyer", "pystray._gtk", "pystray._xorg", "tzlocal"),
    *("apscheduler.executors.pool", "apscheduler.executors.asyncio", "jeepney.io"),
    *("numbfeet_tray.config.parse", "numbfeet_tray.core.trace", "numbfeet_tray.shell.control.client"),
)
"""What a program that waits has no use for; it is imported where and when it is needed, or in another process."""

Launch = Callable[..., Program]

CONFIG = """
[absence]
short = "3s"
real = "6s"
leaving = "2s"
"""


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    compileall.compile_dir(PACKAGE, quiet=1)  # compiling needs memory that an installed program does not need
    with Desk() as desk:
        desk.session.set("PYTHONPATH", str(ROOT))
        yield desk


@pytest.fixture
def config(desk: Desk) -> Iterator[Path]:
    """Return the place of the config; there is none yet."""
    place = Path(desk.session.env["XDG_CONFIG_HOME"], "numbfeet", "config.toml")
    place.parent.mkdir(parents=True, exist_ok=True)
    yield place
    place.unlink(missing_ok=True)


@pytest.fixture
def launch(desk: Desk, config: Path) -> Iterator[Launch]:
    """Return a call that starts the daemon from the checkout and waits for its icon; the interpreter takes options."""
    programs: list[Program] = []

    def launch(*options: str) -> Program:
        program = Program(desk, [sys.executable, *options, "-m", "numbfeet_tray", "run"])
        programs.append(program)
        assert program.until_icon(15.0), program.log.read_text()
        return program

    yield launch
    for program in programs:
        program.end()


@pytest.fixture
def program(desk: Desk, launch: Launch) -> Program:
    """Return the daemon, up and running."""
    return up(desk, launch())


def up(desk: Desk, program: Program) -> Program:
    wait_until(lambda: presence(desk), what="an answer of the program")
    return program


def presence(desk: Desk) -> str:
    """Return the person's presence as the program sees it; "" while it does not answer."""
    socket = Path(desk.session.env["XDG_RUNTIME_DIR"], "numbfeet", "control.sock")
    try:
        return str(ask(socket, "status", {}, patience=Seconds(1.0)).data["presence"])
    except ControlProblem:
        return ""


def imported(program: Program) -> list[str]:
    """Return the modules that `-X importtime` has told of, in the order in which their imports ended."""
    return re.findall(r"^import time:\s+\d+ \|\s+\d+ \| +(\S+)$", program.log.read_text(), re.MULTILINE)


def test_it_fits_its_memory_in_one_process_with_one_thread(desk: Desk, program: Program) -> None:
    stay(desk, 3.0, active=True)
    size = size_of(program)
    assert (size.processes, size.threads) == (1, 1)
    assert size.memory.pss / 1024 <= PSS_MIB
    assert size.memory.dirty / 1024 <= DIRTY_MIB


def test_it_loads_nothing_that_it_does_not_need(desk: Desk, launch: Launch) -> None:
    program = up(desk, launch("-X", "importtime"))
    stay(desk, 3.0, active=True)
    modules = imported(program)
    assert "numbfeet_tray.app.program" in modules
    assert not [name for name in modules if any(f"{name}.".startswith(f"{heavy}.") for heavy in HEAVY)]
    assert len(set(modules)) <= MODULES


def test_the_icon_waits_for_nothing_but_what_it_needs(desk: Desk, launch: Launch) -> None:
    program = launch("-X", "importtime")
    used = program.meter.read()
    modules = imported(up(desk, program))
    before = modules[: modules.index("numbfeet_tray.shell.tray.sni")]
    assert len(before) <= MODULES_BEFORE_THE_ICON
    assert not [name for name in before if name.startswith(("numbfeet_tray.config", "apscheduler", "sqlite3"))]
    assert not {"numbfeet_tray.core.engine", "numbfeet_tray.core.events", "tomllib", "json"} & set(before)
    assert used.cpu_s <= CPU_S_BEFORE_THE_ICON


def test_a_person_at_work_costs_next_to_nothing_and_an_absence_nothing(
    desk: Desk, config: Path, launch: Launch
) -> None:
    config.write_text(CONFIG)
    program = up(desk, launch())
    stay(desk, program.began + STARTED_S - time.monotonic(), active=True)
    assert presence(desk) == "seated"
    work = window(desk, program, WINDOW_S, active=True)
    assert work.own.wakes <= ACTIVE_WAKES_PER_HOUR * WINDOW_S / 3600
    assert work.per_hour(work.own.cpu_s) <= CPU_S_PER_HOUR * 2  # a single wake-up in so short a window is over it
    assert work.others["bus"].wakes <= 2

    stay(desk, 10.0, active=False)
    assert presence(desk) == "away"
    absence = window(desk, program, WINDOW_S, active=False)
    assert absence.own.wakes <= AWAY_WAKES_PER_HOUR * WINDOW_S / 3600
    assert absence.per_hour(absence.own.cpu_s) <= CPU_S_PER_HOUR
    assert absence.others["bus"].wakes == 0


def test_a_program_that_ticks_would_be_noticed(desk: Desk) -> None:
    """What counts must be able to count: a thread, a child that ends, and a wake-up a second."""
    ticking = "import os, threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    ticking += "os.system('true')\nwhile True: time.sleep(0.5)"
    program = Program(desk, [sys.executable, "-c", ticking])
    try:
        wait_until(lambda: size_of(program).threads == 2, what="the second thread")
        ticks = window(desk, program, 5.0, active=False)
    finally:
        program.end()
    assert 9 <= ticks.own.wakes <= 20
    assert 0 < ticks.own.cpu_s < 1
