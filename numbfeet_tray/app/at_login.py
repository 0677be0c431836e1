"""Starting at login, as the person asks for it: switched on, off, and looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numbfeet_tray.shell.autostart import AutostartProblem, Found, Method
from numbfeet_tray.shell.autostart.entry import Command
from numbfeet_tray.text.catalog import _


@dataclass(frozen=True, slots=True)
class AtLogin:
    """How things stand."""

    found: tuple[Found, ...]
    """Every entry that starts the program; more than one start it twice, and the second start shows a window."""

    def lines(self) -> list[str]:
        """Return this in words."""
        if not self.found:
            return [_("It does not start at login. To have it start: numbfeet autostart enable")]
        lines = [
            _("{place} starts it at login ({method}).").format(place=one.place, method=one.method) for one in self.found
        ]
        lines += [
            _("But its program is not there: {command}. Write it anew: numbfeet autostart enable").format(
                command=" ".join(one.command) or _("none")
            )
            for one in self.found
            if not one.can_run
        ]
        if len(self.found) > 1:
            lines.append(_("That is one too many: numbfeet autostart disable removes all, then enable one."))
        return lines


def look(methods: Sequence[Method]) -> AtLogin:
    """Return what starts the program at login."""
    return AtLogin(tuple(found for method in methods if (found := method.find()) is not None))


def enable(methods: Sequence[Method], command: Command, *, is_checkout: bool) -> AtLogin:
    """Have the first of `methods` start `command` at login, and look whether it will.

    Raises:
        AutostartProblem: it cannot be written, did not stay as written, or belongs to an installed program, which
            one that runs from a checkout must not take over.
    """
    for one in look(methods).found:
        if is_checkout and one.can_run and one.command[:1] != command[:1]:
            text = _("{place} starts an installed numbfeet: {program}. This one runs from a checkout and leaves it.")
            raise AutostartProblem(text.format(place=one.place, program=one.command[0]))
    chosen = methods[0]
    chosen.write(command)
    written = chosen.find()
    if written is None or written.command != command:
        raise AutostartProblem(_("What was written is not what is there now: {found}").format(found=written))
    if not written.can_run:
        raise AutostartProblem(_("{program} cannot be run.").format(program=command[0]))
    return look(methods)


def disable(methods: Sequence[Method]) -> AtLogin:
    """Remove every entry, and look whether that is so.

    Raises:
        AutostartProblem: one of them cannot be removed, or stays.
    """
    for method in methods:
        method.remove()
    left = look(methods)
    if left.found:
        raise AutostartProblem(_("It still starts at login: {place}").format(place=left.found[0].place))
    return left
