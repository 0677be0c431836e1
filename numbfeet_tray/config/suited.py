"""The catalogue as it suits one person: without what they hid, with the substitute where there is one.

Hiding filters content. It says nothing about the person, and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from numbfeet_tray.config.routines import Catalogue, Exercise
from numbfeet_tray.config.unsuitable import LEFT_LEG, RIGHT_LEG, Unsuitable
from numbfeet_tray.core.routine import Phase, Position, Routine, Side, Step
from numbfeet_tray.core.settings import Reminder, Settings

FALLBACK = "feet-flat"
"""Id of the routine that is left when everything else is hidden."""


def suited(catalogue: Catalogue, hidden: Collection[str]) -> tuple[Routine, ...]:
    """Return the routines without what is `hidden`; never none.

    Args:
        catalogue: everything there is.
        hidden: `hidden_exercises` of the config: ids of exercises, and ticks of `config.unsuitable`.
    """
    if not hidden:
        return catalogue.routines
    exercises = {one.id: one for one in catalogue.exercises}
    found = [
        kept
        for routine in catalogue.routines
        if not _is_unsuitable(catalogue.facts[routine.id].unsuitable_for, hidden)
        and (kept := _kept(routine, exercises, hidden)) is not None
    ]
    return tuple(found) or (_fallback(exercises["reset"]),)


def resolved(settings: Settings, routines: tuple[Routine, ...]) -> Settings:
    """Return `settings` with each offer that is not among `routines` replaced by one that is."""
    ids = [one.id for one in routines]
    seated = next((one.id for one in routines if not one.gets_up), ids[0])
    up = next((one.id for one in routines if one.gets_up), seated)

    def there(wanted: str, instead: str) -> str:
        return wanted if wanted in ids else instead

    def reminder(one: Reminder) -> Reminder:
        return replace(one, offer=there(one.offer, seated))

    prompting = settings.prompting
    return replace(
        settings,
        reminders=tuple(reminder(one) for one in settings.reminders),
        prompting=replace(
            prompting,
            short_offer=there(prompting.short_offer, seated),
            standing_offer=there(prompting.standing_offer, up),
            discreet_offer=there(prompting.discreet_offer, seated),
        ),
    )


def _is_unsuitable(reasons: Collection[Unsuitable], hidden: Collection[str]) -> bool:
    return any(reason.value in hidden for reason in reasons)


def _kept(routine: Routine, exercises: Mapping[str, Exercise], hidden: Collection[str]) -> Routine | None:
    """Return what is left of `routine`; None when it is nothing that moves."""
    steps = [kept for step in routine.steps if (kept := _suited_step(step, exercises, hidden)) is not None]
    had, has = (any(_is_exercise(step) for step in those) for those in (routine.steps, steps))
    if not steps or (had and not has):
        return None
    return replace(routine, steps=tuple(steps))


def _is_exercise(step: Step) -> bool:
    """Tell a step that does something from one that only prepares."""
    return step.moves_feet or step.exercise not in {"reset", "stand-up"}


def _suited_step(step: Step, exercises: Mapping[str, Exercise], hidden: Collection[str]) -> Step | None:
    exercise = exercises[step.exercise]
    if not _is_hidden(exercise, hidden):
        return _one_sided(step, exercise, hidden)
    # A chain of substitutes that leads back to where it was ends with nothing.
    seen = {exercise.id}
    while exercise.instead and exercise.instead not in seen:
        exercise = exercises[exercise.instead]
        seen.add(exercise.id)
        if not _is_hidden(exercise, hidden):
            return _one_sided(step_of(exercise), exercise, hidden)
    return None


def _is_hidden(exercise: Exercise, hidden: Collection[str]) -> bool:
    return exercise.id in hidden or _is_unsuitable(exercise.unsuitable_for, hidden)


def _one_sided(step: Step, exercise: Exercise, hidden: Collection[str]) -> Step | None:
    """Return `step` without the leg that is spared; None when it needs both."""
    if Unsuitable.LEG_INJURY not in exercise.unsuitable_for:
        return step
    spared = {side for tick, side in ((RIGHT_LEG, Side.RIGHT), (LEFT_LEG, Side.LEFT)) if tick in hidden}
    if not spared:
        return step
    phases = tuple(phase for phase in step.phases if _may_stay(phase, spared))
    return replace(step, phases=phases) if any(phase.side is not Side.BOTH for phase in phases) else None


def _may_stay(phase: Phase, spared: Collection[Side]) -> bool:
    """Tell whether a phase of an exercise for one leg at a time spares the leg; changing over stays."""
    return phase.side not in spared and (phase.side is not Side.BOTH or phase.repetitions == 1)


def step_of(exercise: Exercise) -> Step:
    """Return `exercise` as a step with its usual dose and position."""
    return Step(
        exercise=exercise.id,
        name=exercise.name,
        text=exercise.text,
        caution=exercise.caution,
        position=exercise.positions[0],
        moves_feet=exercise.moves_feet,
        phases=exercise.dose.phases(),
    )


def _fallback(reset: Exercise) -> Routine:
    return Routine(FALLBACK, reset.name, (replace(step_of(reset), position=Position.SEATED),))
