"""The doors through which the person reaches the program: tray menu and control socket."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from numbfeet_tray.app.commands import Commands
from numbfeet_tray.app.in_force import InForce
from numbfeet_tray.app.opening import ACTIONS, Opening
from numbfeet_tray.app.runtime import Runtime
from numbfeet_tray.app.today import TodayReader
from numbfeet_tray.core.snapshot import Snapshot
from numbfeet_tray.ports import AdapterUnavailable, Loop, MenuEntry, Notification
from numbfeet_tray.shell.control.codec import Request, Response
from numbfeet_tray.shell.control.server import ControlServer
from numbfeet_tray.shell.paths import Paths
from numbfeet_tray.text.catalog import _
from numbfeet_tray.text.menu import Today, menu_entries
from numbfeet_tray.text.why import why_line

log = logging.getLogger(__name__)


class Doors:
    """Built before anything else, so that the icon can be shown; opened when there is something to reach."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._commands: Commands | None = None
        self._runtime: Runtime | None = None
        self._in_force: Callable[[], InForce] | None = None
        self.opening: Opening | None = None
        """Opens settings and pages."""
        self.today: TodayReader | None = None
        """Knows the day's figures."""
        self._server: ControlServer | None = None
        self.notice: Callable[[Notification], None] = lambda _notification: None
        """Shows what the person is told beside prompts."""

    def open(self, commands: Commands, runtime: Runtime, in_force: Callable[[], InForce], paths: Paths) -> None:
        """Let requests in from now on."""
        self._commands, self._runtime, self._in_force = commands, runtime, in_force
        try:
            self._server = ControlServer(paths.socket, self._loop, self._answer)
        except AdapterUnavailable as error:
            log.warning("%s", error)  # everything but the command line works

    def close(self) -> None:
        """Close the socket and remove it."""
        if self._server is not None:
            self._server.close()

    def menu(self) -> Sequence[MenuEntry]:
        """Return the tray menu as of now."""
        if self._runtime is None or self._in_force is None:
            return (MenuEntry(_("Starting…"), enabled=False),)
        in_force = self._in_force()
        settings = in_force.config.engine
        snapshot, wall = self._runtime.snapshot(), self._runtime.wall
        today = self.today.today(wall(snapshot.at), settings.absences.real) if self.today is not None else Today()
        return menu_entries(snapshot, wall, in_force.catalogue, settings.snooze_lengths, today)

    def choose(self, action: str) -> None:
        """Do what the chosen menu entry stands for: a command word, with its argument after a colon."""
        command, _colon, argument = action.partition(":")
        if command == "hello" and self._runtime is not None:
            self.notice(self.hello(self._runtime.snapshot()))
        elif command in ACTIONS and self.opening is not None:
            self.opening.open(command)
        elif self._commands is not None:
            answer = self._commands.run(command, menu_arguments(command, argument))
            log.info("from the tray: %s → %s", action, answer.error or "done")

    def hello(self, snapshot: Snapshot) -> Notification:
        """Return what a second start has the first one show."""
        if self._runtime is None:
            return Notification(_("numbfeet is running"))
        return Notification(_("numbfeet is running"), why_line(snapshot, self._runtime.wall))

    def _answer(self, request: Request) -> Response:
        if self._commands is None:
            return Response(False, error="starting", message=_("numbfeet is still starting."))
        match request.command:
            case "menu":
                return Response(True, data={"entries": plain_menu(self.menu())})
            case "choose":
                self._loop.call_soon(lambda: self.choose(str(request.args.get("action", ""))))
                return Response(True)
        answer = self._commands.run(request.command, request.args)
        return Response(not answer.error, data=answer.data, error=answer.error, message=answer.message)


def plain_menu(entries: Sequence[MenuEntry]) -> list[dict[str, Any]]:
    """Return a menu as JSON-able values, as `MenuEntry` takes them; what is as usual is left out."""
    usual = MenuEntry()
    found = []
    for entry in entries:
        values = {name: getattr(entry, name) for name in MenuEntry.__slots__}
        values["children"] = plain_menu(entry.children)
        found.append({name: value for name, value in values.items() if value and value != getattr(usual, name)})
        if not entry.enabled:
            found[-1]["enabled"] = False
        if entry.checked is not None:
            found[-1]["checked"] = entry.checked
    return found


def menu_arguments(command: str, argument: str) -> dict[str, Any]:
    """Return the arguments that a menu action's text after the colon stands for."""
    if not argument:
        return {}
    match command, argument:
        case "pause", "tomorrow":
            return {"until": "tomorrow"}
        case "pause", "open-ended":
            return {"open_ended": True}
        case (("pause" | "snooze"), _):
            return {"for": float(argument)}
        case "start", _:
            return {"routine": argument}
        case _:
            return {"what": argument}
