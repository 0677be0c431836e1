"""The Wayland idle source on a made-up compositor that takes no time: the contract, and days that nobody planned."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.core.events import Active, Event, Idle, InhibitorChanged
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import Cancellable
from numbfeet_tray.shell.idle.inhibited import DOUBT, PATIENCE
from numbfeet_tray.shell.idle.silence import Silence
from numbfeet_tray.shell.idle.wayland import WaylandIdleSource
from numbfeet_tray.shell.idle.wayland_wire import WaylandWire
from tests.contract.idle_contract import IdleContract, World
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop

EXT, KDE = "ext_idle_notifier_v1", "org_kde_kwin_idle"


@dataclass
class Watch:
    """One watch of the compositor."""

    length: float
    ignores_inhibitors: bool
    timer: Cancellable | None = None
    has_told: bool = False


class MadeUpWire:
    """A compositor as the protocols describe it, in the place of its socket."""

    def __init__(self, loop: FakeLoop, interface: str, version: int) -> None:
        self.globals = {"wl_seat": (1, 7), interface: (2, version)}
        self.watches: dict[int, Watch] = {}
        self.is_inhibited = False
        self._loop = loop
        self._is_kde = interface == KDE
        self._manager = 0
        self._last_id = 2
        self._events: list[tuple[int, int, bytes]] = []
        self._ready: Callable[[], None] = lambda: None

    def listen(self, ready: Callable[[], None]) -> None:
        self._ready = ready

    def bind(self, interface: str, version: int) -> int:
        new = self.new_id()
        if interface in (EXT, KDE):
            self._manager = new
        assert version <= self.globals[interface][1]
        return new

    def new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def send(self, target: int, opcode: int, arguments: bytes = b"") -> None:
        if target == self._manager:
            new, first, second = struct.unpack("=III", arguments)
            watch = Watch((second if self._is_kde else first) / 1000, opcode == 2)
            self.watches[new] = watch
            self._start(new, watch)
        else:
            self._stop(self.watches.pop(target))

    def messages(self) -> Iterator[tuple[int, int, bytes]]:
        while self._events:
            yield self._events.pop(0)

    def close(self) -> None:
        for watch in self.watches.values():
            self._stop(watch)

    def input(self) -> None:
        for number, watch in self.watches.items():
            self._reset(number, watch)

    def inhibit(self, *, is_inhibited: bool) -> None:
        """A video begins or ends; wlroots ends the silences of those that care."""
        self.is_inhibited = is_inhibited
        for number, watch in self.watches.items():
            if not watch.ignores_inhibitors:
                self._reset(number, watch)

    def _reset(self, number: int, watch: Watch) -> None:
        if watch.has_told:
            watch.has_told = False
            self._tell(number, 1)
        self._start(number, watch)

    def _start(self, number: int, watch: Watch) -> None:
        self._stop(watch)
        if not self.is_inhibited or watch.ignores_inhibitors:
            watch.timer = self._loop.call_later(Seconds(watch.length), lambda: self._idled(number, watch))

    def _stop(self, watch: Watch) -> None:
        if watch.timer is not None:
            watch.timer.cancel()

    def _idled(self, number: int, watch: Watch) -> None:
        watch.has_told = True
        self._tell(number, 0)

    def _tell(self, number: int, opcode: int) -> None:
        self._events.append((number, opcode, b""))
        self._loop.call_soon(self._ready)


class MadeUpWorld(World):
    """A person at a made-up compositor."""

    hindsight = False
    can_be_asked = False

    def __init__(self, patch: pytest.MonkeyPatch, interface: str, version: int, *, is_inhibited: bool = False) -> None:
        self.events: list[Event] = []
        self.clock = ManualClock()
        self.loop = FakeLoop(self.clock)
        self.wire = MadeUpWire(self.loop, interface, version)
        self.wire.is_inhibited = is_inhibited
        self.last = self.clock.boot()
        patch.setattr(WaylandWire, "connect", lambda _loop, _environ: self.wire)
        self.source = WaylandIdleSource(self.loop, self.clock, self.events.append, {}, pytest.fail)
        self.wait(0.01)

    def now(self) -> Instant:
        return self.clock.boot()

    def input(self) -> None:
        self.last = self.now()
        self.wire.input()

    def wait(self, seconds: float) -> None:
        self.loop.run_for(seconds)

    def wait_for(self, condition: Callable[[], object]) -> None:
        for _ in range(1000):
            if condition():
                return
            self.loop.run_for(0.01)
        pytest.fail(f"it did not come true; posted: {self.events}")


@pytest.fixture(params=[(EXT, 1), (EXT, 2), (KDE, 1)], ids=["version 1", "version 2", "KDE"])
def made_up(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> MadeUpWorld:
    return MadeUpWorld(monkeypatch, *request.param)


class TestMadeUpCompositor(IdleContract):
    @pytest.fixture
    def world(self, made_up: MadeUpWorld) -> World:
        return made_up


# ------------------------------------------------------------------------------------------- days by chance

steps = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([0.5, 2.0, 2.75, 10.0, 57.0, 61.0, 400.0])),
    st.tuples(st.just("arm"), st.sampled_from([3.0, 30.0, 60.0])),
    st.tuples(st.sampled_from(["input", "expect", "read"]), st.just(0.0)),
)


@given(st.lists(steps, max_size=40), st.sampled_from([(EXT, 1), (EXT, 2), (KDE, 1)]))
def test_whatever_happens_no_silence_is_made_up_and_no_return_is_missed(
    day: list[tuple[str, float]], kind: tuple[str, int]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        world = MadeUpWorld(patch, *kind)
    threshold, owes_active = 60.0, True
    world.source.arm(Seconds(threshold))
    for what, amount in day:
        heard = len(world.events)
        if what == "wait":
            world.wait(amount)
        elif what == "arm":
            threshold = amount
            world.source.arm(Seconds(amount))
            world.wait(0.01)
        elif what == "expect":
            world.source.expect_input()
            owes_active = True
            world.wait(0.01)
        elif what == "read":
            length = world.source.idle_time()
            assert length is None or length <= world.now() - world.last + 1e-3
        else:
            world.wait(0.01)
            world.input()
            world.wait(0.01)
            assert (Active() in world.events[heard:]) == owes_active
            owes_active = False
        for event in world.events[heard:]:
            if isinstance(event, Idle):
                owes_active = True
                assert world.last - 1e-3 <= event.since <= world.now() - threshold + 1e-3
        assert len(world.wire.watches) <= 4
    world.wait(130.0)  # until the longest watch has told, too
    told = [event for event in world.events if isinstance(event, Active | Idle)]
    assert isinstance(told[-1], Idle)
    wakes = world.loop.wakes
    world.wait(3600.0)
    assert world.loop.wakes == wakes


# -------------------------------------------------------------------------------------------- idle inhibitors


def video(*, on: bool) -> InhibitorChanged:
    return InhibitorChanged("video", on=on)


def test_a_video_is_passive_presence_under_version_1(monkeypatch: pytest.MonkeyPatch) -> None:
    world = MadeUpWorld(monkeypatch, EXT, 1)
    world.source.arm(Seconds(60.0))
    world.input()
    begun = world.now()
    world.wait(0.5)
    world.wire.inhibit(is_inhibited=True)
    world.wait(0.5)
    world.events.clear()
    world.wait(DOUBT + PATIENCE + 1.0)
    assert world.events == [video(on=True)]
    world.wait(60.0)
    last = world.events[-1]
    assert isinstance(last, Idle)
    assert last.since == pytest.approx(begun + DOUBT, abs=1.0)
    world.input()  # is not heard
    world.wait(3600.0)
    assert len(world.events) == 2
    world.wire.inhibit(is_inhibited=False)
    world.wait(1.0)
    assert world.events[2:] == [video(on=False)]
    world.input()
    world.wait(1.0)
    assert world.events[3:] == [Active()]


def test_a_video_does_not_matter_under_version_2(monkeypatch: pytest.MonkeyPatch) -> None:
    world = MadeUpWorld(monkeypatch, EXT, 2)
    world.source.arm(Seconds(60.0))
    world.wire.inhibit(is_inhibited=True)
    world.input()
    world.wait(3600.0)
    assert [type(event) for event in world.events] == [Active, Idle]


def test_a_video_that_runs_when_the_program_starts_is_found_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = MadeUpWorld(monkeypatch, KDE, 1, is_inhibited=True)
    world.source.arm(Seconds(60.0))
    world.wait(PATIENCE)
    assert world.events == [video(on=True)]


def test_somebody_who_works_for_hours_is_not_taken_for_a_video(monkeypatch: pytest.MonkeyPatch) -> None:
    world = MadeUpWorld(monkeypatch, EXT, 1)
    world.source.arm(Seconds(60.0))
    for _ in range(7200):
        world.input()
        world.wait(0.5)
    assert world.events == [Active()]


def test_a_closed_source_asks_for_no_videos(monkeypatch: pytest.MonkeyPatch) -> None:
    world = MadeUpWorld(monkeypatch, EXT, 1)
    world.input()
    world.wait(1.0)
    world.source.close()
    wakes = world.loop.wakes
    world.wait(3600.0)
    assert world.loop.wakes == wakes


def test_a_video_that_begins_while_nobody_is_there_looks_like_somebody_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = MadeUpWorld(monkeypatch, EXT, 1)
    world.source.arm(Seconds(60.0))
    world.wait(100.0)
    world.wire.inhibit(is_inhibited=True)
    world.wait(1.0)
    assert [type(event) for event in world.events] == [Idle, Active]
    world.wait(DOUBT + PATIENCE + 60.0)
    assert [type(event) for event in world.events] == [Idle, Active, InhibitorChanged, Idle]


# ------------------------------------------------------------------------------------------------ by itself


def test_a_silence_that_is_known_to_be_longer_is_longer() -> None:
    clock = ManualClock()
    events: list[Event] = []
    loop = FakeLoop(clock)
    silence = Silence(loop, clock, events.append)
    silence.began(Instant(990.0))
    silence.began(Instant(980.0))
    silence.began(Instant(995.0))
    assert silence.length() == 20.0
    silence.set_threshold(Seconds(25.0))
    loop.run_for(4.9)
    assert events == []
    loop.run_for(0.1)
    assert events == [Idle(Instant(980.0))]


def test_what_is_forgotten_is_neither_told_nor_known() -> None:
    clock = ManualClock()
    events: list[Event] = []
    loop = FakeLoop(clock)
    silence = Silence(loop, clock, events.append)
    silence.set_threshold(Seconds(25.0))
    silence.began(Instant(990.0))
    silence.forget()
    loop.run_for(100.0)
    assert events == []
    assert silence.length() is None
    silence.began(Instant(1090.0))
    silence.close()
    loop.run_for(100.0)
    silence.ended()
    assert events == []
