"""The configuration as the program uses it: values that were checked. The defaults are the program's defaults."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from numbfeet_tray.config.hours import WorkingHours
from numbfeet_tray.core.settings import Settings

VERSION = 1
"""The `config_version` that this program reads."""


class TrayBackend(StrEnum):
    """How the tray icon is shown."""

    AUTO = "auto"
    """The first that works."""
    SNI = "sni"
    """StatusNotifierItem over D-Bus."""
    NATIVE = "native"
    """What the platform's tray library offers."""
    NONE = "none"


class IconStyle(StrEnum):
    """What the tray icon is drawn with."""

    COLOUR = "colour"
    SYMBOLIC = "symbolic"
    """In the panel's own colour of text, where the panel can do that."""


class NotificationBackend(StrEnum):
    """How notifications are shown."""

    AUTO = "auto"
    """The first that works."""
    DESKTOP = "desktop"
    """The desktop's notification service, with buttons."""
    PLYER = "plyer"
    TERMINAL = "terminal"
    """Lines on the standard error output."""


class GuideView(StrEnum):
    """Where a routine is guided."""

    AUTO = "auto"
    """The first that works."""
    WINDOW = "window"
    TERMINAL = "terminal"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Schedule:
    """One `[[schedule]]`: offer a routine at fixed times."""

    name: str
    """Unique among reminders and schedules."""
    cron: str
    """In the normal form of `config.cron`, which `CronTrigger.from_crontab` reads rightly; local time."""
    routine: str
    """Id of the routine offered."""


@dataclass(frozen=True, slots=True)
class QuietRules:
    """What holds prompts back while it lasts."""

    do_not_disturb: bool = True
    full_screen: bool = True
    camera: bool = True
    microphone: bool = True
    break_through: bool = False
    """Whether the last level of a prompt may be seen through the desktop's do-not-disturb."""


@dataclass(frozen=True, slots=True)
class Safety:
    """What the person said for their own safety."""

    emergency_number: str = ""
    """As it is dialled; empty stands for "your local emergency number"."""
    hidden_exercises: tuple[str, ...] = ()
    """Ids of exercises, or of what makes a group of them unsuitable, in the order given."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the person can set."""

    engine: Settings = Settings()
    """Tables `[absence]`, `[[reminder]]`, `[prompt]`, `[snooze]`, and the rules for calls in `[quiet]`."""
    schedules: tuple[Schedule, ...] = ()
    hours: WorkingHours = WorkingHours()
    day_start: int = 4 * 60
    """Minute of the day at which a new day begins, for "until tomorrow" and for statistics; 0 to 1439."""
    quiet: QuietRules = QuietRules()
    tray: TrayBackend = TrayBackend.AUTO
    icons: IconStyle = IconStyle.COLOUR
    notification: NotificationBackend = NotificationBackend.AUTO
    guide: GuideView = GuideView.AUTO
    safety: Safety = Safety()
    asks_feeling: bool = False
    """After a routine, ask whether it is better, the same or worse."""
