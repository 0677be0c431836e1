"""What time alone does: absences noticed, routines ended, pauses over, prompts due, shown, raised.

`settle` does everything that is due at `state.now`, and doing it twice changes nothing more. `deadline` tells the
next instant at which it would do something. The engine steps from deadline to deadline, so a late tick gives the
same result as many timely ones.
"""

from __future__ import annotations

from dataclasses import replace

from numbfeet_tray.core import policy as policies
from numbfeet_tray.core import showing
from numbfeet_tray.core import tracker as trackers
from numbfeet_tray.core.effects import CloseGuide, Effect, RecordRoutine, RoutineEnd, ShowPrompt, WithdrawReason
from numbfeet_tray.core.holds import Holds
from numbfeet_tray.core.offering import offered
from numbfeet_tray.core.state import Book, Playing, State, stage, with_picks
from numbfeet_tray.core.units import Instant, after


def deadline(state: State, book: Book) -> Instant | None:
    """Return the next instant, after `state.now`, at which `settle` may do something; None for never."""
    pause = state.holds.pause
    instants = [
        state.tracker.deadline(book.settings.absences),
        showing.deadline(state.policy, stage(state, book)),
        state.playing.player.ends_at() if state.playing is not None else None,
        pause.until if pause is not None else None,
        state.tracker.away.leaving_until if state.tracker.away is not None else None,
    ]
    return min((instant for instant in instants if instant is not None and instant > state.now), default=None)


def settle(state: State, book: Book) -> tuple[State, tuple[Effect, ...]]:
    """Return the state with all done that is due at `state.now`, and the effects of that in order."""
    tracker = trackers.expire(state.tracker, state.now, book.settings.absences)
    state = replace(state, tracker=tracker)
    state, spans = settle_spans(state)
    state, ended = _end_routine_when_over(state, book)
    state, released = change_holds(state, book, state.holds.expire(state.now))
    state = with_picks(state, book)
    policy, prompts = showing.settle(state.policy, stage(state, book))
    turns = state.turns
    for effect in prompts:
        if isinstance(effect, ShowPrompt):
            turns = offered(turns, effect.prompt.offer)
    return replace(state, policy=policy, turns=turns), (*spans, *ended, *released, *prompts)


def settle_spans(state: State, *, everything: bool = False) -> tuple[State, tuple[Effect, ...]]:
    """Hand out the spans that nothing can change any more."""
    tracker = state.tracker
    keep_from = None
    if not everything:
        if tracker.undo is not None:
            keep_from = tracker.undo.start
        elif tracker.away is not None:
            keep_from = tracker.away.since
    ledger, spans = tracker.ledger.settle(keep_from)
    return replace(state, tracker=replace(tracker, ledger=ledger)), spans


def change_holds(state: State, book: Book, holds: Holds) -> tuple[State, tuple[Effect, ...]]:
    """Put `holds` in force: withdraw what they keep back, or note that the last one ended."""
    if holds == state.holds:
        return state, ()
    before = stage(state, book)
    state = replace(state, holds=holds)
    now_on = stage(state, book)
    policy, shown = state.policy, state.policy.shown
    effects: tuple[Effect, ...] = ()
    if now_on.is_blocked and not before.is_blocked:
        policy, effects = showing.blocked(policy, now_on)
    elif before.is_blocked and not now_on.is_blocked:
        policy = showing.released(policy, now_on)
    elif now_on.is_discreet and shown is not None and not shown.prompt.discreet:
        policy, effects = showing.withdraw(policy, WithdrawReason.HOLD)
    elif not now_on.is_discreet and shown is not None and shown.prompt.discreet:
        # The call is over: the levels of what it saw discreetly count from here.
        prompt = replace(shown.prompt, discreet=False)
        policy = replace(policy, shown=replace(shown, prompt=prompt, first_at=state.now, level_at=state.now))
    return replace(state, policy=policy), effects


def end_routine(state: State, book: Book, playing: Playing) -> tuple[State, tuple[Effect, ...]]:
    """End the running routine now, credit what was done, and record it."""
    player = playing.player.advance(state.now)
    goes_on = state.tracker.is_active
    is_finished = player.is_over(state.now) and bool(player.steps_done)
    end = RoutineEnd.FINISHED if is_finished else RoutineEnd.STOPPED
    moved = player.moved_feet or (is_finished and not player.steps_skipped)
    tracker = state.tracker
    policy = state.policy
    if moved:
        tracker = trackers.zero(tracker, state.now, seat=is_finished and player.got_up)
        policy = policies.relieve(policy)
    state = with_picks(replace(state, tracker=tracker, policy=policy, playing=None), book)
    policy = policies.refresh(policy, stage(state, book).scene, book.settings)
    if any(due.name in playing.answers for due in policy.due):
        # What it answered is still due: give the person the time between two levels before it comes again.
        policy = replace(policy, not_before=after(state.now, book.settings.prompting.levels[1]))
    record = RecordRoutine(
        player.routine.id,
        playing.started,
        state.now,
        end,
        len(player.steps_done),
        len(player.steps_skipped),
        len(player.routine.steps),
        playing.by_prompt,
        playing.input_while_up or (goes_on and player.is_up(state.now, book.settings.absences.leaving)),
    )
    return replace(state, policy=policy), (CloseGuide(end), record)


def _end_routine_when_over(state: State, book: Book) -> tuple[State, tuple[Effect, ...]]:
    if state.playing is None or not state.playing.player.is_over(state.now):
        return state, ()
    return end_routine(state, book, state.playing)
