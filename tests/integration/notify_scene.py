"""The desktop notifier on a private bus, with scripted servers that come and go."""

from __future__ import annotations

from jeepney import message_bus

from numbfeet_tray.ports import Notification
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.notify.desktop import DesktopNotifier
from tests.contract.notifier_contract import PROMPT, World
from tests.fakes.notifier import RecordingListener
from tests.fakes.shifted_clock import ShiftedClock
from tests.integration.desktop import run_until
from tests.integration.notification_server import DISMISSED, EXPIRED, ScriptedServer, Shown

ALL = ("actions", "body", "body-markup")


class Scene(World):
    """A notifier on one bus, and the servers that come and go there."""

    def __init__(self, loop: SelectorLoop, clock: ShiftedClock) -> None:
        self.loop, self.clock = loop, clock
        self.servers: list[ScriptedServer] = []
        self.bus = Bus.open("session", loop)
        listener = RecordingListener()
        self.heard = listener.heard
        self.desktop = DesktopNotifier(self.bus, loop, listener)
        self.notifier = self.desktop

    @property
    def server(self) -> ScriptedServer:
        return self.servers[-1]

    def serve(self, *capabilities: str) -> ScriptedServer:
        """Start a server."""
        self.servers.append(ScriptedServer(*capabilities))
        self.settle()
        return self.server

    def settle(self) -> None:
        for _ in range(5):
            self.listen()
            for server in self.servers:
                answers: list[object] = []
                server.bus.call(message_bus.GetId(), answers.append)
                while not answers and not server.bus.is_lost:
                    server.work()

    def listen(self) -> None:
        """Let our own side catch up, while the servers hang."""
        answers: list[object] = []
        self.bus.call(message_bus.GetId(), answers.append)
        run_until(self.loop, lambda: answers)

    def wait(self, seconds: float) -> None:
        """Let time pass for our side."""
        self.clock.ahead += seconds + 0.01
        self.listen()

    @property
    def id(self) -> int:
        (shown,) = self.server.shown
        return shown

    @property
    def shown(self) -> Shown:
        return self.server.shown[self.id]

    def show(self, notification: Notification = PROMPT) -> int:
        """Show it in the slot of the prompt and return its id at the server."""
        self.notifier.show("prompt", notification)
        self.settle()
        return self.id

    def count(self) -> int:
        return len(self.server.shown)

    def dismiss(self) -> tuple[str, str]:
        shown, seen = list(self.server.shown.items())[-1]
        self.server.close_notification(shown, DISMISSED)
        self.settle()
        body = seen.body.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        return seen.title, body

    def click(self) -> None:
        shown = self.id
        self.server.choose(shown, "default")
        self.server.close_notification(shown, DISMISSED)

    def wait_for_expiry(self) -> None:
        assert self.shown.timeout_ms == 200
        self.server.close_notification(self.id, EXPIRED)
        self.settle()

    def close(self) -> None:
        self.notifier.close()
        self.bus.close()
        for server in self.servers:
            server.close()
