"""When a due prompt is shown, raised a level, held or withdrawn. Precedence: pause > hold > snooze > level."""

from __future__ import annotations

from dataclasses import dataclass, replace

from numbfeet_tray.core.clocks import Posture
from numbfeet_tray.core.effects import Effect, Outcome, Prompt, RecordPrompt, ShowPrompt, WithdrawPrompt, WithdrawReason
from numbfeet_tray.core.holds import Holds
from numbfeet_tray.core.policy import Due, Policy, Scene, Shown, falls_due, refresh
from numbfeet_tray.core.settings import STANDING_REMINDER, Settings
from numbfeet_tray.core.units import Instant, Seconds, after

LAST_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """What stands around the policy while it decides."""

    scene: Scene
    holds: Holds
    settings: Settings

    @property
    def is_blocked(self) -> bool:
        """Whether holds keep prompts back."""
        return self.holds.is_blocking(self.settings.prompting.in_calls)

    @property
    def is_discreet(self) -> bool:
        """Whether only the silent, in-seat prompt may be shown."""
        return self.holds.is_discreet(self.settings.prompting.in_calls)


def prompt_for(policy: Policy, due: Due, stage: Stage, level: int) -> Prompt:
    """Return the prompt that `due` would be shown as; level 0 stands for one that is not shown."""
    prompting = stage.settings.prompting
    offer = due.offer
    if policy.snoozes >= prompting.snoozes_before_short:
        offer = prompting.short_offer
    if stage.is_discreet:
        offer = prompting.discreet_offer
    clocks = stage.scene.clocks
    seated = clocks.value(due.clock) if due.clock is not None else max(clocks.feet, clocks.seat)
    return Prompt(policy.next_id, due.name, level, Seconds(seated), policy.held, offer, stage.is_discreet)


def would_show(policy: Policy, due: Due, stage: Stage) -> Instant:
    """Return the first instant at which `due` may be shown, holds aside and if the person stays as they are."""
    prompting = stage.settings.prompting
    start = max(instant for instant in (due.since, policy.snooze_until, policy.not_before) if instant is not None)
    if policy.held and not stage.is_blocked:
        return start if policy.quiet_until is None else max(start, policy.quiet_until)
    polite = after(due.since, prompting.polite_wait)
    if stage.scene.idle_since is not None:
        polite = min(polite, max(due.since, after(stage.scene.idle_since, prompting.polite_idle)))
    return max(start, polite)


def waits_for_idle(policy: Policy, stage: Stage) -> bool:
    """Return whether a pause in typing would let a prompt be shown now."""
    due = _candidate(policy, stage)
    if due is None or due.is_held or (policy.held and not stage.is_blocked):
        return False
    now = stage.scene.now
    starts = (policy.snooze_until, policy.not_before)
    return all(start is None or start <= now for start in starts) and now < after(
        due.since, stage.settings.prompting.polite_wait
    )


def deadline(policy: Policy, stage: Stage) -> Instant | None:
    """Return the next instant, after now, at which `settle` may do something by itself."""
    now = stage.scene.now
    instants = [falls_due(policy, stage.scene, stage.settings), _level_due(policy, stage)]
    due = _candidate(policy, stage)
    if due is not None and not (stage.is_blocked and due.is_held):
        instants += [would_show(policy, due, stage), policy.snooze_until, policy.not_before]
    return min((instant for instant in instants if instant is not None and instant > now), default=None)


def settle(policy: Policy, stage: Stage) -> tuple[Policy, tuple[Effect, ...]]:
    """Do all that is to be done at the scene's instant; doing it twice changes nothing more."""
    policy = refresh(policy, stage.scene, stage.settings)
    policy, effects = _withdraw_what_no_longer_applies(policy, stage)
    due = _candidate(policy, stage)
    if due is not None and would_show(policy, due, stage) <= stage.scene.now:
        if not stage.is_blocked:
            policy, more = _show(policy, due, stage)
            return policy, effects + more
        if not due.is_held:
            record = RecordPrompt(prompt_for(policy, due, stage, 0), Outcome.HELD, _names(stage.holds))
            return _mark_held(policy, due.name), (*effects, record)
    at = _level_due(policy, stage)
    if at is not None and at <= stage.scene.now:
        policy, more = _raise_level(policy, stage)
        effects += more
    return policy, effects


def blocked(policy: Policy, stage: Stage) -> tuple[Policy, tuple[Effect, ...]]:
    """Return the policy after holds began to keep prompts back: what was shown is withdrawn and counts as held."""
    if policy.shown is None:
        return replace(policy, quiet_until=None), ()
    name = policy.shown.prompt.reminder
    policy, effects = withdraw(policy, WithdrawReason.HOLD, _names(stage.holds))
    return replace(_mark_held(policy, name), quiet_until=None), effects


def released(policy: Policy, stage: Stage) -> Policy:
    """Return the policy after the last hold ended."""
    if not policy.held:
        return policy
    return replace(policy, quiet_until=after(stage.scene.now, stage.settings.prompting.after_hold))


def withdraw(policy: Policy, why: WithdrawReason, detail: str = "") -> tuple[Policy, tuple[Effect, ...]]:
    """Take the shown prompt away and record that it was withdrawn."""
    if policy.shown is None:
        return policy, ()
    prompt = policy.shown.prompt
    effects = (WithdrawPrompt(prompt, why), RecordPrompt(prompt, Outcome.WITHDRAWN, detail or why.value))
    return replace(policy, shown=None), effects


def _candidate(policy: Policy, stage: Stage) -> Due | None:
    """Return what is due first and not shown yet, if the person could be shown anything."""
    if not policy.due or not stage.scene.is_present or stage.scene.is_in_routine:
        return None
    due = policy.due[0]
    return None if policy.shown is not None and policy.shown.prompt.reminder == due.name else due


def _show(policy: Policy, due: Due, stage: Stage) -> tuple[Policy, tuple[Effect, ...]]:
    now = stage.scene.now
    prompt = prompt_for(policy, due, stage, 1)
    settled = replace(
        policy,
        due=tuple(replace(one, is_held=False) for one in policy.due),
        shown=Shown(prompt, now, now),
        not_before=None,
        quiet_until=None,
        snooze_until=None,
        next_id=policy.next_id + 1,
    )
    return settled, (ShowPrompt(prompt), RecordPrompt(prompt, Outcome.SHOWN))


def _level_due(policy: Policy, stage: Stage) -> Instant | None:
    shown = policy.shown
    if shown is None or shown.prompt.level >= LAST_LEVEL or stage.is_discreet:
        return None
    return after(shown.first_at, stage.settings.prompting.levels[shown.prompt.level])


def _raise_level(policy: Policy, stage: Stage) -> tuple[Policy, tuple[Effect, ...]]:
    shown = policy.shown
    due = next((one for one in policy.due if shown and one.name == shown.prompt.reminder), None)
    if shown is None or due is None:  # pragma: no cover - withdrawn before, see `settle`
        return policy, ()
    fresh = prompt_for(policy, due, stage, shown.prompt.level + 1)
    prompt = replace(fresh, id=shown.prompt.id, held=shown.prompt.held)
    risen = replace(shown, prompt=prompt, level_at=stage.scene.now, is_closed=False)
    return replace(policy, shown=risen), (ShowPrompt(prompt), RecordPrompt(prompt, Outcome.SHOWN))


def _mark_held(policy: Policy, name: str) -> Policy:
    return replace(policy, due=tuple(replace(one, is_held=one.is_held or one.name == name) for one in policy.due))


def _withdraw_what_no_longer_applies(policy: Policy, stage: Stage) -> tuple[Policy, tuple[Effect, ...]]:
    if policy.shown is None:
        return policy, ()
    name = policy.shown.prompt.reminder
    if not stage.scene.is_present:
        return withdraw(policy, WithdrawReason.AWAY)
    if any(due.name == name for due in policy.due):
        return policy, ()
    if stage.scene.posture is Posture.STANDING:
        return withdraw(policy, WithdrawReason.SATISFIED if name == STANDING_REMINDER else WithdrawReason.STANDING)
    return withdraw(policy, WithdrawReason.SITTING if name == STANDING_REMINDER else WithdrawReason.SATISFIED)


def _names(holds: Holds) -> str:
    return ",".join(kind.value for kind, _ in holds.all())
