"""The policy's state: which reminders are due, what is shown, and what the person said about it.

What is due follows from the clocks alone (`refresh`); when it is shown is decided in `showing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from numbfeet_tray.core.clocks import Clocks, Posture, runs
from numbfeet_tray.core.effects import Prompt
from numbfeet_tray.core.settings import STANDING_REMINDER, ClockName, Reminder, Settings
from numbfeet_tray.core.units import Instant, Seconds

ROUNDING = 1e-6
"""A microsecond: how far below its limit a clock may stand and count as having reached it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the policy sees of the tracker and of the routine at `now`."""

    now: Instant
    is_present: bool
    posture: Posture
    clocks: Clocks
    """As shown at `now`."""
    anchor: Instant
    raw: Clocks
    """As of `anchor`, to tell exactly when a clock reaches a value."""
    idle_since: Instant | None
    """The last input; None while input goes on."""
    is_in_routine: bool = False
    picks: Mapping[str, str] = field(default_factory=dict)
    """Reminder → the routine whose turn it is, where the reminder leaves a choice."""

    def reaches(self, clock: ClockName, value: float) -> Instant | None:
        """Return when `clock` reaches `value` if the person stays, or None when it does not run."""
        if not self.is_present or not runs(clock, self.posture):
            return None
        return Instant(self.anchor + (value - self.raw.value(clock)))


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder or schedule that is due."""

    name: str
    offer: str
    since: Instant
    clock: ClockName | None
    """None for a schedule."""
    is_held: bool = False
    """A hold kept its prompt back."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The prompt before the person."""

    prompt: Prompt
    first_at: Instant
    """When its level 1 was shown; the levels count from here."""
    level_at: Instant
    """When its present level was shown."""
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything about prompts that has to be remembered."""

    due: tuple[Due, ...] = ()
    """The first one is the one to show."""
    bases: dict[str, float] = field(default_factory=dict)
    """Reminder → clock value at which it was skipped; the next interval counts from there."""
    shown: Shown | None = None
    snooze_until: Instant | None = None
    snoozes: int = 0
    """In a row."""
    not_before: Instant | None = None
    """Grace after a return or a stopped routine."""
    quiet_until: Instant | None = None
    """Grace after the last hold ended."""
    next_id: int = 1

    @property
    def held(self) -> int:
        """How many prompts a hold kept back and nothing has made up for yet."""
        return sum(due.is_held for due in self.due)

    def base(self, name: str) -> float:
        """Return the clock value from which the interval of reminder `name` counts."""
        return self.bases.get(name, 0.0)


def rules(settings: Settings) -> tuple[Reminder, ...]:
    """Return every reminder in order of precedence, the built-in standing one first."""
    prompting = settings.prompting
    standing = Reminder(STANDING_REMINDER, ClockName.STANCE, prompting.standing_limit, prompting.standing_offer)
    ranked = sorted(settings.reminders, key=lambda rule: (rule.clock is not ClockName.SEAT, -rule.every))
    return (standing, *ranked)


def refresh(policy: Policy, scene: Scene, settings: Settings) -> Policy:
    """Return the policy with what is due brought in line with the clocks."""
    known = {due.name: due for due in policy.due}
    due = [one for one in policy.due if one.clock is None]
    bases = {}
    for rule in rules(settings):
        value = scene.clocks.value(rule.clock)
        # A clock below its base was zeroed, or went back with an absence: count from where it is now.
        if base := min(policy.base(rule.name), value):
            bases[rule.name] = base
        if runs(rule.clock, scene.posture) and value >= base + rule.every - ROUNDING:
            since = known[rule.name].since if rule.name in known else scene.now
            is_held = rule.name in known and known[rule.name].is_held
            due.append(Due(rule.name, scene.picks.get(rule.name, rule.offer), since, rule.clock, is_held))
    return replace(policy, due=tuple(due), bases=bases)


def falls_due(policy: Policy, scene: Scene, settings: Settings) -> Instant | None:
    """Return when the next reminder falls due if the person stays."""
    known = {due.name for due in policy.due}
    instants = [
        scene.reaches(rule.clock, policy.base(rule.name) + rule.every)
        for rule in rules(settings)
        if rule.name not in known
    ]
    return min((instant for instant in instants if instant is not None), default=None)


def schedule(policy: Policy, name: str, routine: str, now: Instant) -> Policy:
    """Return the policy with the schedule `name` due; an earlier one of that name gives way."""
    others = tuple(due for due in policy.due if due.name != name)
    return replace(policy, due=(Due(name, routine, now, None), *others))


def snooze(policy: Policy, now: Instant, length: Seconds) -> Policy:
    """Return the policy quiet for `length`."""
    return replace(policy, shown=None, snooze_until=Instant(now + length), snoozes=policy.snoozes + 1)


def skip(policy: Policy, clocks: Clocks) -> Policy:
    """Return the policy with all that is due put off by a full interval; no clock is touched."""
    bases = {due.name: float(clocks.value(due.clock)) for due in policy.due if due.clock is not None}
    return Policy(bases=policy.bases | bases, next_id=policy.next_id)


def rest(policy: Policy) -> Policy:
    """Return the policy with no snooze or wait left when nothing is due any more."""
    if policy.due:
        return policy
    return Policy(bases=policy.bases, shown=policy.shown, next_id=policy.next_id)


def relieve(policy: Policy) -> Policy:
    """Return the policy after the person moved: schedules are met, and nothing is snoozed or put off any more."""
    due = tuple(one for one in policy.due if one.clock is not None)
    return Policy(due=due, bases=policy.bases, shown=policy.shown, next_id=policy.next_id)
