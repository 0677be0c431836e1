"""Single entries of a catalogue file, word for word with their comments: to export, and to begin one's own from."""

from __future__ import annotations

import re
import tomllib

_START = re.compile(r"^(?=\[\[(?:source|exercise|routine)\]\])", re.MULTILINE)

TEMPLATE = """\
# Your own routine; fill it in with your doctor or physical therapist. It is in force as soon as it is saved.
# numbfeet routines check    says what is wrong with it
# numbfeet routines list     lists the routines; numbfeet routines show {ident} shows this one
# To put something in place of a routine or an exercise of the program, give it the same id.

[[routine]]
id = "{ident}"
name = "{name}"
difficulty = 1              # 1 easy to 3 hard
hint = "Seated, shoes on"   # where it can be done
#once_a_day = true          # taking turns, it comes at most once a day

[[routine.step]]
exercise = "ankle-pumps"    # one of the program's, or your own from below
repetitions = 10            # as your therapist says
seconds = 3                 # for each

[[routine.step]]
exercise = "{ident}-stretch"

[[exercise]]
id = "{ident}-stretch"
name = "My stretch"
text = "What to do, in at most two short sentences. Keep them as your therapist said them."
caution = "What to take care of."
positions = ["seated"]      # "seated", "standing", "walking"
moves_feet = true           # does it count as having moved the feet?
discreet = "partly"         # who notices: "yes" (nobody), "partly", "no"
dose = {{ seconds = 20, sides = "each", change = 5 }}   # right, 5 s to change over, left
"""


def block_of(text: str, kind: str, ident: str) -> str | None:
    """Return the table of `kind` ("exercise", "routine") with that id as it stands in `text`, or None."""
    for block in _START.split(text):
        if block.startswith(f"[[{kind}]]") and tomllib.loads(block)[kind][0].get("id") == ident:
            return block.rstrip() + "\n"
    return None


def template(ident: str) -> str:
    """Return the text of a new file for a routine `ident`."""
    return TEMPLATE.format(ident=ident, name=ident.replace("-", " ").capitalize())
