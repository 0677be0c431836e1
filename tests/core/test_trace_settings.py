"""Settings and routines in a trace: they come back equal, and what is wrong is named by its path."""

import json
from typing import Any

import pytest

from numbfeet_tray.core.events import SettingsChanged
from numbfeet_tray.core.routine import Direction, Phase, Position, Routine, Side, Step
from numbfeet_tray.core.settings import ClockName, Reminder, Settings
from numbfeet_tray.core.trace_fields import Fields, TraceError
from numbfeet_tray.core.trace_settings import plain_value, settings_from
from numbfeet_tray.core.units import Seconds

STEP = Step(
    "ankle-circles",
    "Ankle circles",
    "Circle one foot.",
    "",
    Position.SEATED,
    moves_feet=True,
    phases=(
        Phase(Seconds(10.0), Side.RIGHT, Direction.CLOCKWISE, 5),
        Phase(Seconds(10.0), Side.LEFT, repetitions=5),
    ),
)
CATALOGUE = (Routine("desk-minute", "Desk minute", (STEP,)),)
OTHER_SETTINGS = Settings(reminders=(Reminder("feet", ClockName.FEET, Seconds(1200.0), "desk-minute"),))

CHANGED = SettingsChanged(OTHER_SETTINGS, CATALOGUE)


def line_with(change: dict[str, Any]) -> Fields:
    """A line of valid settings with the dotted paths of `change` set; `...` deletes."""
    plain = {"settings": plain_value(CHANGED.settings), "catalogue": plain_value(CHANGED.catalogue)}
    line: dict[str, Any] = json.loads(json.dumps(plain))
    for path, value in change.items():
        *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        place: Any = line
        for part in parents:
            place = place[part]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return Fields(line, 4)


def test_settings_of_an_older_trace_may_lack_a_field_that_has_a_default() -> None:
    assert settings_from(line_with({"settings.prompting": ...})) == CHANGED


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"settings": 3}, "line 4: 'settings' is 3, not a JSON object"),
        ({"settings.colour": 1}, "line 4: 'settings.colour' is not a field; allowed: absences, reminders"),
        ({"settings.reminders.0.every": ...}, "line 4: 'settings.reminders[0].every' is missing"),
        ({"settings.reminders.0.every": "soon"}, "line 4: 'settings.reminders[0].every' is 'soon', not float"),
        ({"settings.reminders.0.every": True}, "line 4: 'settings.reminders[0].every' is True, not float"),
        ({"settings.reminders.0.clock": "head"}, "'settings.reminders[0].clock' is 'head'; allowed: feet, seat"),
        ({"settings.prompting.levels": [1]}, "line 4: 'settings.prompting.levels' has 1 members, not 3"),
        ({"settings.snooze_lengths": 5}, "line 4: 'settings.snooze_lengths' is 5, not a list"),
        ({"catalogue.0.steps.0.moves_feet": 1}, "'catalogue[0].steps[0].moves_feet' is 1, not bool"),
        ({"catalogue.0.steps.0.phases.0.repetitions": 1.5}, "'catalogue[0].steps[0].phases[0].repetitions' is 1.5"),
        ({"catalogue": ...}, "line 4: 'catalogue' is missing"),
    ],
)
def test_wrong_settings_are_named_by_their_path(change: dict[str, Any], message: str) -> None:
    with pytest.raises(TraceError) as error:
        settings_from(line_with(change))

    assert message in str(error.value)


def test_settings_and_routines_come_back_equal_through_json() -> None:
    assert settings_from(line_with({})) == CHANGED
