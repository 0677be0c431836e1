"""The table of what the article says, and where the program meets it; made from the data.

    python -m tests.project.coverage_table

writes `docs/coverage.md`; a test compares it with what this would write.
"""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.app.catalogue import built_in_catalogue
from numbfeet_tray.text.warning_signs import SIGNS
from tests.project.build import ROOT

FILE = ROOT / "docs" / "coverage.md"

STATEMENTS = {
    "S01": "its theme is exercise for numb feet",
    "S02": "numbness and tingling can occur anywhere in the body",
    "S03": "in the feet they are particularly annoying",
    "S04": "exercise may bring relief",
    "S05": "most common in hands, feet, arms and legs",
    "S06": "also called sensory loss or paresthesias",
    "S07": "nerves and the central nervous system communicate poorly",
    "S08": "it is sometimes temporary",
    "S09": "temporary causes such as sitting cross-legged for too long",
    "S10": "these are usually relatively harmless",
    "S11": "anesthesia is an artificial cause",
    "S12": "some neurological disorders cause it, too",
    "S13": "Lyme disease can damage nerves",
    "S14": "diabetic neuropathy",
    "S15": "the main cause may be the back",
    "S16": "trouble of the sciatic nerve can cause painful numbness in the feet",
    "S17": "sciatica exercises can help",
    "S18": "yoga can ease muscle tension",
    "S19": "other targeted stretching can, too",
    "S20": "they can ease pressure on the sciatic nerve",
    "S21": "develop a routine with doctor and physical therapist before anything new",
    "S22": "there is a piriformis muscle",
    "S23": "the sciatic nerve runs through it or alongside it",
    "S24": "properly stretching it can ease pain",
    "S25": "the Pelvis Balance move",
    "S26": "the pelvis keeps everything in balance",
    "S27": "a hand on each side, where one would wear a belt",
    "S28": "note whether there is more pressure on one side",
    "S29": "more pressure on one side means out of balance",
    "S30": "keep moving",
    "S31": "particularly work your toes",
    "S32": "ankle circles",
    "S33": "small ones",
    "S34": "each ankle five times clockwise",
    "S35": "then five times counter-clockwise",
    "S36": "stay moving as much as possible",
    "S37": "pain tends to be worse after sitting or lying too long",
    "S38": "stop the exercises",
    "S39": "call 9-1-1 for unusual symptoms like those that follow",
    "S40": "weakness or paralysis with numbness or tingling",
    "S41": "numbness or tingling after an injury of head, neck or back",
    "S42": "no control of an arm or leg, or of bladder or bowels",
    "S43": "confusion or loss of consciousness",
    "S44": "slurred speech, change in vision, difficulty walking, weakness",
    "S45": "numbness or tingling without an obvious cause",
    "S46": "pain in neck, forearm or fingers",
}
"""What the article says, in short."""

ABOUT = "About page"
ELSEWHERE = {
    **dict.fromkeys(("S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10"), (ABOUT,)),
    **dict.fromkeys(("S11", "S12", "S13", "S14", "S15", "S16", "S17", "S18", "S19", "S20"), (ABOUT,)),
    **dict.fromkeys(("S22", "S23", "S24", "S29"), (ABOUT,)),
    "S21": (
        "notice before the first routine, before each new one and before one's own",
        ABOUT,
        "`numbfeet routines new`",
    ),
    "S30": ("reminders for `feet` and `seat`", ABOUT),
    "S36": ("any break away from the desk counts", ABOUT),
    "S37": (ABOUT, "the clocks count sitting; `gentle-3` for a foot asleep"),
    "S38": ("Stop in every guide (Esc, s)", "warning signs"),
    "S39": ("warning signs: tray menu, prompt, guide, `numbfeet warning-signs`",),
}
"""Where the program meets a statement beside exercises and warning signs; the words are checked by the tests."""


def places() -> dict[str, list[str]]:
    """Return for each statement where the program meets it."""
    catalogue = built_in_catalogue()
    found: dict[str, list[str]] = {statement: [] for statement in STATEMENTS}
    for exercise in catalogue.exercises:
        for statement in exercise.covers:
            users = [one.id for one in catalogue.routines if any(step.exercise == exercise.id for step in one.steps)]
            where = f" (in {', '.join(f'`{user}`' for user in users)})" if users else " (for routines of one's own)"
            found[statement].append(f"exercise `{exercise.id}`{where}")
    for sign in SIGNS:
        for statement in sign.article:
            found[statement].append(f"warning signs, {sign.tier.value}: “{sign.text}”")
    for statement, elsewhere in ELSEWHERE.items():
        found[statement] += elsewhere
    return found


def table() -> str:
    """Return the whole page."""
    lines = [
        "# Where the program meets the article",
        "",
        "Made from the data by `python -m tests.project.coverage_table`; a test fails when a statement has no place.",
        "The statements are those of the article *Numb Feet Exercise* (https://healthnwell.com/numb-feet-exercise/),",
        "in short and in its order. Where the program words something more carefully than the article, or corrects",
        "it, [INTENDED-PURPOSE.md](INTENDED-PURPOSE.md) says why.",
        "",
        "| | the article says | where the program meets it |",
        "| --- | --- | --- |",
    ]
    for statement, where in places().items():
        lines.append(f"| {statement} | {STATEMENTS[statement]} | {'; '.join(where)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(FILE).write_text(table(), encoding="utf-8")
