"""The demo: the same program with limits of seconds, so that a newcomer sees a prompt and a routine at once."""

from __future__ import annotations

from dataclasses import replace

from numbfeet_tray.config.model import Config
from numbfeet_tray.core.settings import Absences, ClockName, Prompting, Reminder, Settings
from numbfeet_tray.core.units import Seconds

STARTS_AFTER = Seconds(6.0)
"""The demo starts the first routine by itself when nobody has, this long after its first prompt."""


def demo_config(config: Config) -> Config:
    """Return `config` with limits of seconds: a prompt after 8 s, a routine before 20 s have passed."""
    settings = Settings(
        absences=Absences(
            short=Seconds(20.0),
            real=Seconds(40.0),
            passive=Seconds(120.0),
            grace=Seconds(3.0),
            undo=Seconds(60.0),
            leaving=Seconds(2.0),
        ),
        reminders=(
            Reminder("feet", ClockName.FEET, Seconds(8.0), "toe-20"),
            Reminder("seat", ClockName.SEAT, Seconds(120.0), "just-walk"),
        ),
        prompting=Prompting(
            polite_idle=Seconds(1.0),
            polite_wait=Seconds(2.0),
            levels=(Seconds(0.0), Seconds(10.0), Seconds(20.0)),
            after_hold=Seconds(1.0),
            standing_limit=Seconds(60.0),
        ),
        snooze_lengths=(Seconds(5.0), Seconds(10.0), Seconds(15.0)),
    )
    return replace(config, engine=settings)
