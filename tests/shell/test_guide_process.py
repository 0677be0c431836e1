"""The daemon's side of the guide's window, with small real programs in the window's place."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from numbfeet_tray.core.events import GuideKey
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.guide import Listener, window
from numbfeet_tray.shell.guide.process import Child
from numbfeet_tray.shell.guide.window import WindowGuide
from numbfeet_tray.shell.loop import SelectorLoop
from tests.integration.waiting import run_for, run_until
from tests.shell.guide_scene import MINUTE, WALK

READY = 'print(\'{"say":"ready"}\', flush=True)\n'
STAY = "import sys\nfor line in sys.stdin: pass\n"


class Scene:
    """A guide whose window is a Python program of a few lines."""

    def __init__(self, loop: SelectorLoop) -> None:
        self.loop = loop
        self.keys: list[GuideKey] = []
        self.failures: list[str] = []
        self.signs = 0
        self.guides: list[WindowGuide] = []

    def guide(self, program: str, *, python: str = sys.executable) -> WindowGuide:
        listener = Listener(self.keys.append, self.failures.append, self._asked_for_signs)
        guide = WindowGuide(self.loop, SystemClock(), listener, command=(python, "-c", program))
        self.guides.append(guide)
        return guide

    def _asked_for_signs(self) -> None:
        self.signs += 1

    def until(self, condition: object) -> None:
        assert callable(condition)
        run_until(self.loop, condition)

    def settled(self) -> None:
        """Run on for a moment: only to show that nothing more happens."""
        run_for(self.loop, 0.15)


def is_gone(pid: int) -> bool:
    """Tell whether nothing is left of the process, not even a zombie."""
    return not Path(f"/proc/{pid}").exists()


def open_files() -> int:
    """Return how many file descriptors this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def opened(guide: WindowGuide) -> int:
    guide.open(MINUTE)
    pid = guide.pid()
    assert pid is not None
    return pid


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("DISPLAY", ":none")
    loop = SelectorLoop(SystemClock())
    before = open_files()
    scene = Scene(loop)
    yield scene
    for guide in scene.guides:
        guide.close(finished=False)
    run_until(loop, lambda: open_files() <= before, what="the closing of every descriptor")
    loop.close()


def test_the_window_is_told_everything_to_draw_the_routine(scene: Scene, tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    guide = scene.guide(
        f"import sys\n{READY}f=open({str(heard)!r},'w')\nfor line in sys.stdin: print(line,end='',file=f,flush=True)"
    )
    guide.open(MINUTE)
    guide.sync(Seconds(20.0), paused=True)
    scene.until(lambda: heard.exists() and len(heard.read_text().splitlines()) == 2)
    first, second = (json.loads(line) for line in heard.read_text().splitlines())
    assert first["do"] == "open"
    assert first["routine"]["steps"][1]["phases"] == [[15.0, "both", None, 5]]
    assert (first["elapsed"], first["paused"], first["signs"], first["on_top"]) == (0.0, False, True, False)
    assert (second["do"], second["elapsed"], second["paused"]) == ("sync", 20.0, True)
    assert first["at"] <= second["at"] <= SystemClock().boot()


@pytest.mark.parametrize("key", list(GuideKey))
def test_every_key_of_the_window_is_heard(scene: Scene, key: GuideKey) -> None:
    message = json.dumps({"say": "key", "key": key.value})
    scene.guide(f"{READY}print({message!r}, flush=True)\n{STAY}").open(MINUTE)
    scene.until(lambda: scene.keys)
    assert scene.keys == [key]


def test_a_wish_for_the_warning_signs_is_heard(scene: Scene) -> None:
    scene.guide(f'{READY}print(\'{{"say":"signs"}}\', flush=True)\n{STAY}').open(MINUTE)
    scene.until(lambda: scene.signs)
    assert scene.keys == []


def test_nonsense_from_the_window_is_passed_over(scene: Scene) -> None:
    nonsense = ["nonsense", '{"say":"key","key":"jump"}', '{"say":"key","key":3}', '{"other":1}', "[]"]
    printed = "".join(f"print({line!r}, flush=True)\n" for line in nonsense)
    stop = 'print(\'{"say":"key","key":"stop"}\', flush=True)\n'
    scene.guide(
        READY + "import time\n" + printed.replace("flush=True)\n", "flush=True);time.sleep(0.02)\n") + stop + STAY
    ).open(MINUTE)
    scene.until(lambda: scene.keys)
    assert scene.keys == [GuideKey.STOP]


def test_a_window_that_dies_is_a_stop_told_once(scene: Scene) -> None:
    guide = scene.guide(READY)
    pid = opened(guide)
    scene.until(lambda: scene.keys)
    scene.settled()
    guide.close(finished=False)
    assert scene.keys == [GuideKey.STOP]
    assert scene.failures == []
    assert is_gone(pid)


def test_a_window_that_says_stop_and_then_dies_because_it_is_closed_is_one_stop(scene: Scene) -> None:
    guide = scene.guide(READY + 'print(\'{"say":"key","key":"stop"}\', flush=True)\n' + STAY)
    pid = opened(guide)
    scene.until(lambda: scene.keys)
    guide.close(finished=False)
    scene.until(lambda: is_gone(pid))
    assert scene.keys == [GuideKey.STOP]


def test_closing_kills_even_a_window_that_hangs(scene: Scene) -> None:
    guide = scene.guide(f"import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{READY}time.sleep(60)")
    pid = opened(guide)
    guide.close(finished=False)
    scene.until(lambda: is_gone(pid))
    assert scene.keys == []
    assert scene.failures == []


def test_a_finished_window_may_linger_and_then_goes_by_itself(scene: Scene) -> None:
    guide = scene.guide(f"import sys, time\n{READY}sys.stdin.readline()\nsys.stdin.readline()\ntime.sleep(0.1)")
    pid = opened(guide)
    run_until(scene.loop, lambda: Path(f"/proc/{pid}/wchan").exists())
    scene.settled()
    guide.close(finished=True)
    assert not is_gone(pid)
    scene.until(lambda: is_gone(pid))
    assert scene.keys == []


def test_a_finished_window_that_does_not_go_is_killed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "LINGERS", Seconds(0.2))
    guide = scene.guide(f"import time\n{READY}time.sleep(60)")
    pid = opened(guide)
    scene.settled()
    guide.close(finished=True)
    scene.until(lambda: is_gone(pid))


def test_a_window_that_reports_why_it_cannot_show_is_a_failure_and_no_stop(scene: Scene) -> None:
    pid = opened(
        scene.guide('print(\'{"say":"failed","why":"no tkinter here"}\', flush=True)\nimport sys; sys.exit(3)')
    )
    scene.until(lambda: scene.failures)
    scene.until(lambda: is_gone(pid))
    scene.settled()
    assert scene.failures == ["The guide window could not be shown: no tkinter here"]
    assert scene.keys == []


def test_a_window_that_dies_before_it_showed_anything_is_a_failure(scene: Scene) -> None:
    scene.guide("import sys; sys.exit(7)").open(MINUTE)
    scene.until(lambda: scene.failures)
    assert "(7)" in scene.failures[0]
    assert scene.keys == []


def test_a_window_that_never_appears_is_given_up(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "APPEARS_WITHIN", Seconds(0.2))
    pid = opened(scene.guide("import time; time.sleep(60)"))
    scene.until(lambda: scene.failures)
    scene.until(lambda: is_gone(pid))
    assert "did not appear in time" in scene.failures[0]


def test_a_program_that_cannot_be_started_is_a_failure(scene: Scene) -> None:
    guide = scene.guide("", python="/nowhere/python")
    guide.open(MINUTE)
    assert scene.failures == []
    scene.until(lambda: scene.failures)
    guide.sync(Seconds(1.0), paused=True)
    guide.close(finished=True)
    assert len(scene.failures) == 1
    assert "No such file" in scene.failures[0]


def test_after_a_failure_the_next_routine_is_tried_again(scene: Scene) -> None:
    guide = scene.guide("import sys; sys.exit(7)")
    for expected in (1, 2):
        guide.open(MINUTE)
        scene.until(lambda expected=expected: len(scene.failures) == expected)


def test_another_routine_gets_another_window_and_the_old_one_is_not_heard_any_more(scene: Scene) -> None:
    guide = scene.guide(READY + STAY)
    first = opened(guide)
    guide.open(WALK)
    second = guide.pid()
    assert second is not None
    scene.until(lambda: is_gone(first))
    scene.settled()
    assert not is_gone(second)
    assert scene.keys == []


def test_a_window_that_reads_nothing_does_not_hold_up_the_daemon(scene: Scene) -> None:
    guide = scene.guide(f"import time\n{READY}time.sleep(60)")
    pid = opened(guide)
    for number in range(3000):  # far more than a pipe holds
        guide.sync(Seconds(float(number)), paused=False)
    scene.settled()
    guide.close(finished=False)
    scene.until(lambda: is_gone(pid))


def test_what_did_not_fit_at_once_arrives_later_and_whole(scene: Scene, tmp_path: Path) -> None:
    told = tmp_path / "told"
    count = "str(sum(1 for _ in zip(range(3001), sys.stdin)))"
    program = f"import sys, time\n{READY}time.sleep(0.3)\nopen({str(told)!r}, 'w').write({count})\n"
    guide = scene.guide(program + STAY)
    guide.open(MINUTE)
    for number in range(3000):
        guide.sync(Seconds(float(number)), paused=False)
    scene.until(lambda: told.exists() and told.read_text())
    assert told.read_text() == "3001"


def test_the_end_of_the_daemon_is_the_end_of_input_for_the_window(scene: Scene) -> None:
    ended: list[int] = []
    child = Child(scene.loop, (sys.executable, "-c", STAY + "sys.exit(5)"), {}, lambda _data: None, ended.append)
    child._close_write()
    scene.until(lambda: ended)
    assert ended == [5]


def test_a_kill_is_told_with_its_signal(scene: Scene) -> None:
    ended: list[int] = []
    child = Child(scene.loop, (sys.executable, "-c", STAY), {}, lambda _data: None, ended.append)
    child.kill()
    scene.until(lambda: ended)
    assert ended == [-9]
    child.kill()  # harmless now
    child.send(b"too late\n")


def test_without_pidfd_the_end_of_its_output_tells(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "pidfd_open")
    guide = scene.guide(READY)
    pid = opened(guide)
    scene.until(lambda: scene.keys)
    assert is_gone(pid)
    assert scene.keys == [GuideKey.STOP]
    again = opened(guide)
    guide.close(finished=False)
    scene.until(lambda: is_gone(again))


def test_the_window_is_in_a_process_group_of_its_own(scene: Scene) -> None:
    pid = opened(scene.guide(READY + STAY))
    assert os.getpgid(pid) == pid


def test_without_a_display_there_is_no_window(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY")
    with pytest.raises(AdapterUnavailable, match="no display"):
        scene.guide(READY)
