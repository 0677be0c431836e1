"""The commands by group, in the order in which the help lists them. A new group: a module here, and its name below."""

GROUPS = ("program", "questions", "routines", "prompts", "presence", "records", "safety", "settings", "desktop")
"""Modules of this package; each has an `add`, which takes `grammar.Commands`."""
