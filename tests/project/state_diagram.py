"""Draws the state diagrams of docs/architecture.md by asking the engine itself: each state, each event, what then.

`python -m tests.project.state_diagram` writes them into the page; a test fails when the page is stale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from numbfeet_tray.app.catalogue import built_in_routines
from numbfeet_tray.core import events as ev
from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.snapshot import Presence, WhyKind
from numbfeet_tray.core.units import Instant, Seconds

PAGE = Path(__file__).resolve().parents[2] / "docs" / "architecture.md"
BEGIN, END = "<!-- state diagram: {name}, begin -->", "<!-- state diagram: {name}, end -->"
ROUTINES = built_in_routines()

Story = list[tuple[float, ev.Event]]
"""(seconds after the event before, event)."""

LIMIT = 1800.0
CAMERA_ON, CAMERA_OFF = (ev.HoldChanged(ev.HoldKind.CAMERA, on=on) for on in (True, False))

PRESENCE_STORIES: dict[str, Story] = {
    "away": [],
    "seated": [(0, ev.Active())],
    "short_absence": [(0, ev.Input()), (30, ev.Tick())],
    "standing": [(0, ev.Active()), (0, ev.Said(ev.Saying.STANDING))],
    "locked": [(0, ev.Active()), (10, ev.Locked())],
    "asleep": [(0, ev.Active()), (10, ev.SleepBegan())],
}
"""How to get into each state of presence."""

PRESENCE_EVENTS: dict[str, Story] = {
    "input": [(1, ev.Active())],
    "no input for 60 s": [(0, ev.Input()), (60, ev.Tick())],
    "60 s pass": [(60, ev.Tick())],
    "lock": [(1, ev.Locked())],
    "unlock": [(1, ev.Unlocked())],
    "sleep": [(1, ev.SleepBegan())],
    "wake": [(1, ev.Woke())],
    "says standing": [(1, ev.Said(ev.Saying.STANDING))],
    "says sitting": [(1, ev.Said(ev.Saying.SITTING))],
    "says away": [(1, ev.Said(ev.Saying.AWAY))],
}

DUE: Story = [(0, ev.Active()), (LIMIT, ev.Tick())]
SHOWN: Story = [*DUE, (120, ev.Tick())]
PROMPT_STORIES: dict[str, Story] = {
    "counting": [(0, ev.Active())],
    "waiting": DUE,
    "level_1": SHOWN,
    "level_2": [*SHOWN, (300, ev.Tick())],
    "level_3": [*SHOWN, (600, ev.Tick())],
    "tray_only": [*SHOWN, (600, ev.PromptClosed())],
    "snoozed": [*SHOWN, (1, ev.Snoozed(Seconds(300.0)))],
    "held": [*SHOWN, (1, CAMERA_ON)],
    "away": [*SHOWN, (1, ev.Locked())],
    "routine": [*SHOWN, (1, ev.StartAsked("desk-minute"))],
}

PROMPT_EVENTS: dict[str, Story] = {
    "30 min seated": [(LIMIT, ev.Tick())],
    "3 s without input, or 2 min": [(1, ev.Input()), (3, ev.Tick())],
    "5 min pass": [(300, ev.Tick())],
    "closed": [(1, ev.PromptClosed())],
    "snooze": [(1, ev.Snoozed(Seconds(300.0)))],
    "skip": [(1, ev.Skipped())],
    "start": [(1, ev.StartAsked("desk-minute"))],
    "hold begins": [(1, CAMERA_ON)],
    "hold ends, 5 s": [(1, CAMERA_OFF), (5, ev.Tick())],
    "lock": [(1, ev.Locked())],
    "back within 5 min, 30 s": [(1, ev.Unlocked()), (1, ev.Active()), (30, ev.Tick())],
    "back after 5 min": [(300, ev.Unlocked()), (1, ev.Active())],
    "finished": [(60, ev.Tick())],
}

_ONLY = {
    "no input for 60 s": {"seated", "standing"},
    "30 min seated": {"counting"},
    "5 min pass": {"level_1", "level_2", "level_3", "snoozed"},
    "back within 5 min, 30 s": {"away"},
    "back after 5 min": {"away"},
}
"""Events that are time passing: in other states the shorter names tell the same."""


def presence_of(engine: Engine, now: Instant) -> str:
    """Return the state of presence by its name in the diagram."""
    snapshot = engine.snapshot(now)
    if snapshot.presence is Presence.ASLEEP:
        return "asleep"
    if snapshot.presence is Presence.AWAY:
        return "locked" if snapshot.is_locked else "away"
    if snapshot.presence is Presence.STANDING:
        return "standing"
    return "seated" if snapshot.away_at is None else "short_absence"


def prompt_of(engine: Engine, now: Instant) -> str:
    """Return the state of prompting by its name in the diagram."""
    snapshot = engine.snapshot(now)
    if snapshot.why.kind is WhyKind.SHOWN and snapshot.shown is not None:
        return f"level_{snapshot.shown.level}"
    return snapshot.why.kind.value.replace("-", "_")


def transitions(
    stories: dict[str, Story], events: dict[str, Story], state_of: Callable[[Engine, Instant], str]
) -> Iterable[tuple[str, str, str]]:
    """Yield (state, event, next state) wherever the event changes the state."""
    for state, story in stories.items():
        start = _run(story)
        found = state_of(*start)
        if found != state:
            raise AssertionError(f"the story of {state} ends in {found}")
        for name, event in events.items():
            then = state_of(*_run([*story, *event]))
            if then != state and state in _ONLY.get(name, {state}):
                yield state, name, then


def _run(story: Story) -> tuple[Engine, Instant]:
    now = Instant(0.0)
    engine = Engine(Settings(), ROUTINES, now)
    for wait, event in story:
        now = Instant(now + wait)
        engine.step(event, now)
    return engine, now


def mermaid(stories: dict[str, Story], events: dict[str, Story], state_of: Callable[[Engine, Instant], str]) -> str:
    """Return the diagram as Mermaid text: one arrow for each pair of states, with every event that leads there."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for state, event, then in transitions(stories, events, state_of):
        arrows.setdefault((state, then), []).append(event)
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(stories))}"]
    lines += [f"    {state} --> {then}: {' / '.join(names)}" for (state, then), names in arrows.items()]
    return "\n".join(lines)


def diagrams() -> dict[str, str]:
    """Return every diagram by its name in the page."""
    return {
        "presence": mermaid(PRESENCE_STORIES, PRESENCE_EVENTS, presence_of),
        "prompt": mermaid(PROMPT_STORIES, PROMPT_EVENTS, prompt_of),
    }


def with_diagrams(page: str) -> str:
    """Return the page with its diagrams drawn anew."""
    for name, text in diagrams().items():
        begin, end = BEGIN.format(name=name), END.format(name=name)
        before, rest = page.split(begin)
        page = f"{before}{begin}\n```mermaid\n{text}\n```\n{end}{rest.split(end)[1]}"
    return page


if __name__ == "__main__":
    PAGE.write_text(with_diagrams(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
