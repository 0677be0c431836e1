"""The program as a service on the session bus, for shortcuts and scripts of the desktop: org.numbfeet.Tray.

    gdbus call --session --dest org.numbfeet.Tray --object-path /org/numbfeet/Tray --method org.numbfeet.Tray.Skip

Talks to: whoever calls, over the session bus.
Thread: the loop's.
Blocks: never.
Fails with: nothing; a wrong or refused call is answered with an error, and a name that is taken is logged.
Missing when: there is no session bus.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from typing import Any

from jeepney.bus_messages import message_bus
from jeepney.low_level import HeaderFields, Message

from numbfeet_tray.shell.dbus import Bus, DBusCallError, Reply, bus_text

NAME = "org.numbfeet.Tray"
PATH = "/org/numbfeet/Tray"
APPLICATION = "org.freedesktop.Application"
"""What launchers call (Desktop Entry Specification, D-Bus activation)."""

_DO_NOT_QUEUE = 4  # D-Bus specification, RequestName
_IS_OWNER = (1, 4)  # D-Bus specification, RequestName: became the owner, was the owner

Arguments = dict[str, Any]
Ask = Callable[[str, Arguments], tuple[str, str, Arguments]]
"""Runs a command; returns the code of what went wrong ("" for nothing), a sentence for the person, and data."""

_METHODS: dict[str, tuple[str, Callable[..., tuple[str, Arguments]]]] = {
    "Start": ("routine:s", lambda routine: ("start", {"routine": routine} if routine else {})),
    "Stop": ("", lambda: ("stop", {})),
    "Snooze": ("seconds:u", lambda seconds: ("snooze", {"for": float(seconds)} if seconds else {})),
    "Skip": ("", lambda: ("skip", {})),
    "Pause": ("seconds:u", lambda seconds: ("pause", {"for": float(seconds)} if seconds else {})),
    "PauseUntil": ("time:s", lambda time: ("pause", {"until": time})),
    "PauseOpenEnded": ("", lambda: ("pause", {"open_ended": True})),
    "Resume": ("", lambda: ("resume", {})),
    "Say": ("what:s", lambda what: ("say", {"what": what})),
    "Why": ("", lambda: ("why", {})),
    "Status": ("", lambda: ("status", {})),
    "Show": ("", lambda: ("show", {})),
    "Quit": ("", lambda: ("quit", {})),
}
"""Method to its argument and the command that it stands for. Each answers one text: `Status` JSON, the others a
sentence. A routine of "" is the one that the prompt offers; a length of 0 is the usual one."""

_ACTIONS = {"start": "Start", "stop": "Stop", "snooze": "Snooze", "skip": "Skip", "pause": "Pause", "resume": "Resume"}
"""Actions of org.freedesktop.Application, which take nothing, to the method that does the same."""


def _xml() -> str:
    found = [f'<interface name="{NAME}">']
    for method, (argument, _command) in _METHODS.items():
        name, _, kind = argument.partition(":")
        taken = f'<arg name="{name}" type="{kind}" direction="in"/>' if argument else ""
        found.append(f'<method name="{method}">{taken}<arg name="answer" type="s" direction="out"/></method>')
    return "".join([*found, "</interface>"])


_APPLICATION_XML = (
    f'<interface name="{APPLICATION}">'
    '<method name="Activate"><arg name="platform_data" type="a{sv}" direction="in"/></method>'
    '<method name="Open"><arg name="uris" type="as" direction="in"/>'
    '<arg name="platform_data" type="a{sv}" direction="in"/></method>'
    '<method name="ActivateAction"><arg name="action_name" type="s" direction="in"/>'
    '<arg name="parameter" type="av" direction="in"/><arg name="platform_data" type="a{sv}" direction="in"/></method>'
    "</interface>"
)

_log = logging.getLogger(__name__)


def name_of(profile: str) -> str:
    """Return the bus name of the program that runs under `profile`, "" for the usual one."""
    return f"{NAME}.profile_{profile.replace('-', '_')}" if profile else NAME


class Service:
    """Owns the name and answers, until `close`."""

    def __init__(self, bus: Bus, profile: str, ask: Ask, use_token: Callable[[str], None]) -> None:
        """Take the name.

        Args:
            bus: the session bus.
            profile: "" for the usual one; another profile is another program with another name.
            ask: runs what is asked for.
            use_token: hears the activation token with which a window that opens next may come to the front.
        """
        self._bus = bus
        self._name = name_of(profile)
        self._ask = ask
        self._use_token = use_token
        bus.export(PATH, NAME, self._answer, _xml())
        bus.export(PATH, APPLICATION, self._answer_launcher, _APPLICATION_XML)
        bus.call(message_bus.RequestName(self._name, _DO_NOT_QUEUE), self._on_name)

    def close(self) -> None:
        """Give the name back."""
        self._bus.unexport(PATH)
        if not self._bus.is_lost:
            self._bus.call(message_bus.ReleaseName(self._name), lambda _: None)

    def _on_name(self, reply: Reply) -> None:
        if reply.error or reply.body[0] not in _IS_OWNER:
            _log.warning("the name %s on the session bus is not to be had: %s", self._name, reply.error or "taken")

    def _answer(self, call: Message) -> tuple[str | None, tuple[Any, ...]]:
        method = call.header.fields[HeaderFields.member]
        return "s", (self._run(method, *call.body),)

    def _run(self, method: str, *values: Any) -> str:
        command, arguments = _METHODS[method][1](*values)
        error, message, data = self._ask(command, arguments)
        if error:
            raise DBusCallError(f"{NAME}.Error.{_camel(error)}", bus_text(message))
        return json.dumps(data, ensure_ascii=False) if method == "Status" else bus_text(message)

    def _answer_launcher(self, call: Message) -> tuple[str | None, tuple[Any, ...]]:
        method = call.header.fields[HeaderFields.member]
        platform_data = call.body[-1]
        for key in ("activation-token", "desktop-startup-id"):
            if platform_data.get(key, ("", ""))[0] == "s":
                self._use_token(platform_data[key][1])
                break
        action = "Show"
        if method == "ActivateAction":
            action = _ACTIONS.get(call.body[0], "")
            if not action:
                raise DBusCallError(f"{NAME}.Error.UnknownAction", f"No action {call.body[0]} here")
        takes_text = _METHODS[action][0].endswith(":s")
        self._run(action, *([] if not _METHODS[action][0] else [""] if takes_text else [0]))
        return None, ()


def _camel(code: str) -> str:
    return "".join(part.capitalize() for part in re.split("[^a-z]+", code)) or "Failed"
