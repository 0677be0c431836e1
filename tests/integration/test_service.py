"""The program as a service on the session bus, called as desktop shortcuts call it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from jeepney import DBusAddress, message_bus, new_method_call

from numbfeet_tray.shell.dbus import Bus, Reply
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.service import APPLICATION, NAME, PATH, Service, name_of
from tests.integration.desktop import Session, refuse, run_until


class Scene:
    """A service whose commands are written down, and a caller."""

    def __init__(self, loop: SelectorLoop, session: Session) -> None:
        self.loop, self.session = loop, session
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.tokens: list[str] = []
        self.answer: tuple[str, str, dict[str, Any]] = ("", "Done.", {"presence": "seated"})
        self.bus, self.caller = Bus.open("session", loop), Bus.open("session", loop)
        self.service = self.serve("")

    def serve(self, profile: str) -> Service:
        service = Service(self.bus, profile, self.run, self.tokens.append)
        run_until(self.loop, lambda: self.session.has_name(name_of(profile)))
        return service

    def run(self, command: str, args: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        self.asked.append((command, args))
        return self.answer

    def call(self, method: str, signature: str | None = None, *body: Any, interface: str = NAME) -> Reply:
        replies: list[Reply] = []
        self.caller.call(new_method_call(DBusAddress(PATH, NAME, interface), method, signature, body), replies.append)
        run_until(self.loop, lambda: replies)
        return replies[0]

    def gdbus(self, *words: str) -> str:
        """Run the desktop's own caller beside our loop."""
        if shutil.which("gdbus") is None:
            refuse("needs gdbus: apt-get install libglib2.0-bin")
        process = subprocess.Popen(["gdbus", *words], stdout=subprocess.PIPE, text=True)
        run_until(self.loop, lambda: process.poll() is not None, what="gdbus's end")
        assert process.stdout is not None
        assert process.returncode == 0
        with process.stdout as output:
            return output.read()


@pytest.fixture
def scene(session: Session, loop: SelectorLoop) -> Iterator[Scene]:
    scene = Scene(loop, session)
    yield scene
    scene.service.close()
    scene.caller.close()
    scene.bus.close()


@pytest.mark.parametrize(
    ("method", "signature", "values", "asked"),
    [
        ("Start", "s", [""], ("start", {})),
        ("Start", "s", ["just-walk"], ("start", {"routine": "just-walk"})),
        ("Stop", None, [], ("stop", {})),
        ("Snooze", "u", [600], ("snooze", {"for": 600.0})),
        ("Snooze", "u", [0], ("snooze", {})),
        ("Skip", None, [], ("skip", {})),
        ("Pause", "u", [3600], ("pause", {"for": 3600.0})),
        ("PauseUntil", "s", ["tomorrow"], ("pause", {"until": "tomorrow"})),
        ("PauseOpenEnded", None, [], ("pause", {"open_ended": True})),
        ("Resume", None, [], ("resume", {})),
        ("Say", "s", ["standing"], ("say", {"what": "standing"})),
        ("Why", None, [], ("why", {})),
        ("Show", None, [], ("show", {})),
        ("Quit", None, [], ("quit", {})),
    ],
)
def test_each_method_is_a_command_and_answers_its_sentence(
    scene: Scene, method: str, signature: str | None, values: list[Any], asked: tuple[str, dict[str, Any]]
) -> None:
    assert scene.call(method, signature, *values).body == ("Done.",)
    assert scene.asked == [asked]


def test_the_status_is_json(scene: Scene) -> None:
    assert scene.call("Status").body == ('{"presence": "seated"}',)


def test_a_refused_command_is_an_error_of_its_own_with_the_sentence(scene: Scene) -> None:
    scene.answer = ("nothing-due", "No prompt is due.", {})
    reply = scene.call("Skip")
    assert (reply.error, reply.text) == ("org.numbfeet.Tray.Error.NothingDue", "No prompt is due.")


def test_the_desktops_own_caller_reads_the_interface_and_uses_it(scene: Scene) -> None:
    place = ("--session", "--dest", NAME, "--object-path", PATH)
    shown = scene.gdbus("introspect", *place)
    assert f"interface {NAME} " in shown
    assert "Snooze(in  u seconds,\n             out s answer);" in shown
    assert scene.gdbus("call", *place, "--method", f"{NAME}.Snooze", "600") == "('Done.',)\n"
    assert scene.asked == [("snooze", {"for": 600.0})]


def test_a_launcher_activates_it_with_a_token(scene: Scene) -> None:
    data = {"activation-token": ("s", "token-1"), "desktop-startup-id": ("s", "old")}
    assert scene.call("Activate", "a{sv}", data, interface=APPLICATION).error == ""
    assert scene.call("ActivateAction", "sava{sv}", "snooze", [], {}, interface=APPLICATION).error == ""
    assert scene.call("ActivateAction", "sava{sv}", "start", [], {}, interface=APPLICATION).error == ""
    assert scene.asked == [("show", {}), ("snooze", {}), ("start", {})]
    assert scene.tokens == ["token-1"]
    reply = scene.call("ActivateAction", "sava{sv}", "explode", [], {}, interface=APPLICATION)
    assert reply.error == "org.numbfeet.Tray.Error.UnknownAction"


def test_another_profile_has_another_name_and_the_name_goes_with_the_service(scene: Scene) -> None:
    scene.service.close()
    run_until(scene.loop, lambda: not scene.session.has_name(NAME))
    scene.service = scene.serve("my-demo")
    assert name_of("my-demo") == f"{NAME}.profile_my_demo"


def test_a_name_that_is_taken_is_said_and_nothing_else_suffers(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    second = Bus.open("session", scene.loop)
    replies: list[object] = []
    again = Service(second, "", scene.run, scene.tokens.append)
    second.call(message_bus.GetId(), replies.append)
    run_until(scene.loop, lambda: replies)
    assert "is not to be had: taken" in caplog.text
    assert scene.call("Why").body == ("Done.",)
    again.close()
    second.close()
