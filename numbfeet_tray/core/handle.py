"""What each event does to the state. Time up to the event has been settled before, and is settled again after."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from numbfeet_tray.core import events as ev
from numbfeet_tray.core import policy as policies
from numbfeet_tray.core import showing
from numbfeet_tray.core import tracker as trackers
from numbfeet_tray.core.advance import change_holds, end_routine
from numbfeet_tray.core.clocks import Posture
from numbfeet_tray.core.effects import (
    Effect,
    OpenGuide,
    Outcome,
    RecordPrompt,
    RecordUndo,
    SyncGuide,
    WithdrawPrompt,
    WithdrawReason,
)
from numbfeet_tray.core.errors import UnknownRoutineError
from numbfeet_tray.core.holds import Pause
from numbfeet_tray.core.offering import LocalClock, begun
from numbfeet_tray.core.player import Player
from numbfeet_tray.core.state import Book, Playing, State, stage, with_picks
from numbfeet_tray.core.tracker import Tracker
from numbfeet_tray.core.units import after

Result = tuple[State, tuple[Effect, ...]]

_PRESENCE = (
    ev.Input | ev.Active | ev.Idle | ev.Locked | ev.Unlocked | ev.SleepBegan | ev.Woke | ev.InhibitorChanged | ev.Said
)
_PROMPT = ev.Snoozed | ev.Skipped | ev.PromptClosed | ev.PromptExpired | ev.PromptFailed | ev.ScheduleFired


def handle(state: State, book: Book, event: ev.Event) -> Result:  # noqa: PLR0911 - one case each
    """Return the state after `event` at `state.now`, and its effects.

    Raises:
        UnknownRoutineError: a routine is asked for that `book` does not hold.
    """
    match event:
        case ev.Tick() | ev.SettingsChanged():
            return state, ()
        case ev.StartAsked(routine):
            return _start(state, book, routine)
        case ev.GuideKeyPressed(key):
            return _steer(state, book, key)
        case ev.HoldChanged(kind, on):
            return change_holds(state, book, state.holds.change(kind, state.now, on=on))
        case ev.PauseBegan(until, wall):
            return change_holds(state, book, replace(state.holds, pause=Pause(state.now, until, wall)))
        case ev.PauseEnded():
            return change_holds(state, book, replace(state.holds, pause=None))
        case ev.WallClockSet(by):
            local = None if state.local is None else replace(state.local, ahead=state.local.ahead + by)
            return change_holds(replace(state, local=local), book, state.holds.shift_wall(by))
        case ev.LocalTime(seconds, day_start):
            return replace(state, local=LocalClock(seconds - state.now, day_start)), ()
        case (
            ev.Snoozed()
            | ev.Skipped()
            | ev.PromptClosed()
            | ev.PromptExpired()
            | ev.PromptFailed()
            | ev.ScheduleFired()
        ):
            return _handle_prompt(state, book, event)
        case _:
            return _handle_presence(state, book, event)


def note_input(state: State, book: Book, event: ev.Event) -> State:
    """Return the state with it noted when `event` tells of input during a standing or walking step."""
    playing = state.playing
    match event:
        case ev.Input() | ev.Active():
            at = state.now
        case ev.Idle(since):
            at = since
        case _:
            return state
    if (
        playing is None
        or state.tracker.away is not None
        or not playing.player.is_up(at, book.settings.absences.leaving)
    ):
        return state
    return replace(state, playing=replace(playing, input_while_up=True))


def _handle_presence(state: State, book: Book, event: _PRESENCE) -> Result:
    if isinstance(event, ev.Said) and event.what is ev.Saying.WAS_SITTING:
        return _take_back(state, book)
    state = with_picks(state, book)
    before, tracker = state.tracker, _track(state, book, event)
    was_up = before.values(state.now, book.settings.absences).stood >= book.settings.absences.real
    state = note_input(replace(state, tracker=tracker), book, event)
    if before.away is not None and tracker.away is None:
        is_real = tracker.undo is not None and tracker.undo is not before.undo
        state = _welcome(state, book, is_real=is_real)
    elif was_up and tracker.posture is Posture.SITTING:
        policy = policies.refresh(state.policy, stage(state, book).scene, book.settings)
        state = replace(state, policy=policies.rest(policy))
    return state, ()


def _welcome(state: State, book: Book, *, is_real: bool) -> State:
    """Return the state after an absence ended: relieved by a real break, else with a grace for what is due."""
    policy = policies.relieve(state.policy) if is_real else state.policy
    policy = policies.refresh(policy, stage(state, book).scene, book.settings)
    if policy.due:
        grace = after(state.now, book.settings.absences.grace)
        policy = replace(policy, not_before=max(grace, policy.not_before or grace))
    return replace(state, policy=policy)


def _track(state: State, book: Book, event: _PRESENCE) -> Tracker:  # noqa: C901, PLR0911 - one case each
    tracker, now, rules = state.tracker, state.now, book.settings.absences
    match event:
        case ev.Input():
            return trackers.saw_input(tracker, now, rules, goes_on=False)
        case ev.Active():
            return trackers.saw_input(tracker, now, rules, goes_on=True)
        case ev.Idle(since):
            return trackers.saw_idle(tracker, since, rules)
        case ev.Locked():
            return trackers.lock(tracker, now, rules)
        case ev.Unlocked():
            return replace(tracker, is_locked=False)
        case ev.SleepBegan():
            return trackers.fall_asleep(tracker, now, rules)
        case ev.Woke(slept):
            return trackers.wake(tracker, now, slept, rules)
        case ev.InhibitorChanged(what, on):
            return trackers.set_inhibitor(tracker, what, now, rules, on=on)
        case ev.Said(ev.Saying.AWAY):
            return trackers.say_away(tracker, now, rules)
        case ev.Said(what):
            posture = Posture.STANDING if what is ev.Saying.STANDING else Posture.SITTING
            return trackers.stand(tracker, posture, now, rules)
        case _:
            assert_never(event)


def _take_back(state: State, book: Book) -> Result:
    undo = state.tracker.undo
    if undo is None:
        return state, ()
    tracker = trackers.take_back(state.tracker, undo, state.now, book.settings.absences)
    return replace(state, tracker=tracker), (RecordUndo(undo.start, undo.end),)


def _handle_prompt(state: State, book: Book, event: _PROMPT) -> Result:  # noqa: PLR0911 - one case each
    policy, shown = state.policy, state.policy.shown
    match event:
        case ev.Snoozed(length):
            if not policy.due:
                return state, ()
            wait = book.settings.snooze_lengths[0] if length is None else length
            effects = _answer(state, book, WithdrawReason.SNOOZED, Outcome.SNOOZED, f"{wait:g}")
            return replace(state, policy=policies.snooze(policy, state.now, wait)), effects
        case ev.Skipped():
            if not policy.due:
                return state, ()
            effects = _answer(state, book, WithdrawReason.SKIPPED, Outcome.SKIPPED)
            clocks = stage(state, book).scene.clocks
            return replace(state, policy=policies.skip(policy, clocks)), effects
        case ev.ScheduleFired(name, routine):
            return replace(state, policy=policies.schedule(policy, name, routine, state.now)), ()
        case _:
            if shown is None:
                return state, ()
            closed = replace(policy, shown=replace(shown, is_closed=True))
            return replace(state, policy=closed), (RecordPrompt(shown.prompt, _OUTCOMES[type(event)]),)


_OUTCOMES: dict[type[ev.Event], Outcome] = {
    ev.PromptClosed: Outcome.SEEN,
    ev.PromptExpired: Outcome.EXPIRED,
    ev.PromptFailed: Outcome.FAILED,
}


def _answer(state: State, book: Book, why: WithdrawReason, outcome: Outcome, detail: str = "") -> tuple[Effect, ...]:
    """Return the effects of the person answering what is due, shown or not."""
    if state.policy.shown is not None:
        prompt = state.policy.shown.prompt
        return WithdrawPrompt(prompt, why), RecordPrompt(prompt, outcome, detail)
    if not state.policy.due:
        return ()
    prompt = showing.prompt_for(state.policy, state.policy.due[0], stage(state, book), 0)
    return (RecordPrompt(prompt, outcome, detail),)


def _start(state: State, book: Book, wanted: str | None) -> Result:
    if state.playing is not None:
        return state, ()
    if wanted is None:
        wanted = offered(state, book)
    if wanted not in book.catalogue:
        raise UnknownRoutineError(wanted)
    routine = book.catalogue[wanted]
    effects = _answer(state, book, WithdrawReason.STARTED, Outcome.STARTED)
    by_prompt = next((effect.prompt.id for effect in effects if isinstance(effect, RecordPrompt)), None)
    policy = replace(state.policy, shown=None, snooze_until=None, snoozes=0)
    answers = frozenset(due.name for due in policy.due)
    playing = Playing(Player.begin(routine, state.now), state.now, by_prompt, answers)
    turns = begun(state.turns, routine.id, state.day)
    return replace(state, policy=policy, playing=playing, turns=turns), (*effects, OpenGuide(routine))


def offered(state: State, book: Book) -> str:
    """Return the id of the routine that *Start* without a name begins."""
    policy = state.policy
    if policy.shown is not None:
        return policy.shown.prompt.offer
    if policy.due:
        return showing.prompt_for(policy, policy.due[0], stage(state, book), 0).offer
    reminders = book.settings.reminders
    if not reminders:
        return book.settings.prompting.discreet_offer
    return state.picks.get(reminders[0].name, reminders[0].offer)


def _steer(state: State, book: Book, key: ev.GuideKey) -> Result:
    playing = state.playing
    if playing is None:
        return state, ()
    player, now = playing.player, state.now
    match key:
        case ev.GuideKey.STOP:
            return end_routine(state, book, playing)
        case ev.GuideKey.PAUSE:
            player = player.pause(now)
        case ev.GuideKey.RESUME:
            player = player.resume(now)
        case ev.GuideKey.NEXT:
            player = player.next(now)
        case ev.GuideKey.BACK:
            player = player.back(now)
        case _:
            assert_never(key)
    state = replace(state, playing=replace(playing, player=player))
    return state, (SyncGuide(player.elapsed(now), player.is_paused),)
