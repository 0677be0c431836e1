"""The words of the guide, for the window and the terminal."""

from __future__ import annotations

from collections.abc import Callable

from numbfeet_tray.core.routine import Direction, Frame, Phase, Routine, Side, Step
from numbfeet_tray.text.catalog import _, ngettext


def translated(text: str) -> str:
    """Return a text of the catalogue in the person's language, where there is one."""
    return _(text) if text else ""


def window_title(routine: Routine) -> str:
    """Return the title of the guide's window."""
    return _("{routine} – numbfeet").format(routine=translated(routine.name))


def place(routine: Routine, frame: Frame) -> str:
    """Return which routine and step this is: "Desk minute · step 2 of 3"."""
    return _("{routine} · step {number} of {count}").format(
        routine=translated(routine.name), number=frame.step + 1, count=len(routine.steps)
    )


def side_name(side: Side) -> str:
    """Return the name written under a foot that is seen from above."""
    return _("RIGHT") if side is Side.RIGHT else _("LEFT")


_FEET: dict[tuple[Side, Direction | None], Callable[[], str]] = {
    (Side.RIGHT, None): lambda: _("RIGHT foot"),
    (Side.LEFT, None): lambda: _("LEFT foot"),
    (Side.BOTH, None): lambda: _("Both feet"),
    (Side.RIGHT, Direction.CLOCKWISE): lambda: _("RIGHT foot, clockwise"),
    (Side.LEFT, Direction.CLOCKWISE): lambda: _("LEFT foot, clockwise"),
    (Side.BOTH, Direction.CLOCKWISE): lambda: _("Both feet, clockwise"),
    (Side.RIGHT, Direction.COUNTER_CLOCKWISE): lambda: _("RIGHT foot, counter-clockwise"),
    (Side.LEFT, Direction.COUNTER_CLOCKWISE): lambda: _("LEFT foot, counter-clockwise"),
    (Side.BOTH, Direction.COUNTER_CLOCKWISE): lambda: _("Both feet, counter-clockwise"),
}


def feet(phase: Phase) -> str:
    """Return which foot moves, and which way: "RIGHT foot, clockwise"."""
    return _FEET[phase.side, phase.direction]()


def count(frame: Frame) -> str:
    """Return the repetition: "3 of 5"; empty when there is only one."""
    if frame.repetitions == 1:
        return ""
    return _("{number} of {count}").format(number=frame.repetition, count=frame.repetitions)


def caution(step: Step) -> str:
    """Return what to take care of, or nothing."""
    return _("Careful: {caution}").format(caution=translated(step.caution)) if step.caution else ""


def curl_cue(curling: bool) -> str:
    """Return what the toes do now."""
    return _("Curl") if curling else _("Let go")


def coming(routine: Routine, frame: Frame) -> str:
    """Return what comes next: another side or direction, another step, or the end."""
    step = routine.steps[frame.step]
    if frame.phase + 1 < len(step.phases):
        return _("Next: {what}").format(what=feet(step.phases[frame.phase + 1]))
    if frame.step + 1 < len(routine.steps):
        return _("Next: {what}").format(what=translated(routine.steps[frame.step + 1].name))
    return _("This is the last one")


def seconds_left(seconds: int) -> str:
    """Return a short time: "1:05"."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def total_left(seconds: int) -> str:
    """Return how long the whole still takes."""
    return _("{time} left").format(time=seconds_left(seconds))


def paused() -> str:
    """Return what stands in place of the repetition while paused."""
    return _("Paused")


def done(moved_feet: bool) -> tuple[str, str]:
    """Return headline and text for the end of a finished routine."""
    text = _("Your feet have moved. Come back to this whenever you like.") if moved_feet else _("That was all of it.")
    return _("Done"), text


def before_you_begin() -> str:
    """Return the headline of the notice."""
    return _("Before you begin")


def button_understood() -> str:
    """Return the label of the button that goes on after the notice."""
    return _("I understand (Space)")


def terminal_understood() -> str:
    """Return the line under the notice in a terminal."""
    return _("I understand: space. When to stop and get help: numbfeet warning-signs")


def button_back() -> str:
    """Return the label of the button that goes a step back."""
    return _("← Back")


def button_pause() -> str:
    """Return the label of the button that pauses."""
    return _("Pause (Space)")


def button_resume() -> str:
    """Return the label of the button that goes on."""
    return _("Go on (Space)")


def button_next() -> str:
    """Return the label of the button that skips to the next step."""
    return _("Next →")


def button_stop() -> str:
    """Return the label of the button that ends the routine."""
    return _("Stop (Esc)")


def button_signs() -> str:
    """Return the label of the link to the warning signs."""
    return _("When to stop and get help")


def terminal_keys() -> str:
    """Return the line that tells the keys of the terminal guide."""
    return _("Keys: n next, b back, space pause, s stop")


def terminal_step(routine: Routine, frame: Frame) -> str:
    """Return the headline of a step in the terminal."""
    step = routine.steps[frame.step]
    seconds = round(step.seconds)
    return ngettext("{place}: {name}, {seconds} second", "{place}: {name}, {seconds} seconds", seconds).format(
        place=place(routine, frame), name=translated(step.name), seconds=seconds
    )


def terminal_movement(phase: Phase, frame: Frame) -> str:
    """Return which foot moves which way, and the repetition: "RIGHT foot, clockwise: 3 of 5"."""
    if frame.repetitions == 1:
        return feet(phase) if phase.side is not Side.BOTH else ""
    return _("{feet}: {number} of {count}").format(feet=feet(phase), number=frame.repetition, count=frame.repetitions)


def stopped() -> str:
    """Return the line that ends a routine which was stopped."""
    return _("Stopped.")


def cannot_show(why: str) -> str:
    """Return the report that the window could not be shown."""
    return _("The guide window could not be shown: {why}").format(why=why)


def child_died(status: str) -> str:
    """Return why, when the process of the window ended before it showed anything."""
    return _("its process ended before it showed anything ({status})").format(status=status)


def child_too_slow() -> str:
    """Return why, when the process of the window never said that it is ready."""
    return _("it did not appear in time")


def no_display() -> str:
    """Return why, when there is no display."""
    return _("there is no display; the guide can run in a terminal instead")


def no_window_on_this_system() -> str:
    """Return why, on an operating system whose windows are not supported."""
    return _("it does not run on this operating system yet")


def no_tkinter() -> str:
    """Return why, when tkinter is missing."""
    return _("tkinter is missing; install it (on Debian and Ubuntu the package python3-tk)")


def no_pillow() -> str:
    """Return why, when Pillow or its part for tkinter is missing."""
    return _("Pillow for tkinter is missing; install it (on Debian and Ubuntu the package python3-pil.imagetk)")
