"""Connecting to a bus, and buses that misbehave."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jeepney import MatchRule, message_bus, new_error, new_method_return
from jeepney.low_level import HeaderFields, Message, Parser

from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell import dbus
from numbfeet_tray.shell.dbus import Bus, Reply
from numbfeet_tray.shell.loop import SelectorLoop
from tests.fakes.shifted_clock import ShiftedClock
from tests.integration.desktop import Session, run_until, start_bus, wait_until
from tests.shell.dbus_scene import INTERFACE, ask, moved


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
def loop(clock: ShiftedClock) -> Iterator[SelectorLoop]:
    loop = SelectorLoop(clock)
    yield loop
    loop.close()


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    with Session(monkeypatch) as session:
        yield session


@pytest.fixture
def daemon(session: Session) -> subprocess.Popen[bytes]:
    return start_bus(session)


class Server:
    """A bus that does what the test scripts: each step is called with the connected socket."""

    def __init__(self, path: Path, *steps: Callable[[socket.socket], None]) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self.address = f"unix:path={path}"
        self._steps = steps
        self._release = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return  # closed before anybody came
        with connection:
            for step in self._steps:
                step(connection)
            self._release.wait(10.0)

    def close(self) -> None:
        self._release.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()


def welcome(connection: socket.socket) -> None:
    """Authenticate, answer the Hello, and say something right behind it in the same packet."""
    assert connection.recv(4096).startswith(b"\0AUTH EXTERNAL")
    connection.sendall(b"OK 1234")
    connection.sendall(b"deadbeef\r\n")
    assert connection.recv(7) == b"BEGIN\r\n"
    parser = Parser()
    hello: Message | None = None
    while hello is None:
        parser.add_data(connection.recv(4096))
        hello = parser.get_next_message()
    assert hello.header.fields[HeaderFields.member] == "Hello"
    answer = new_method_return(hello, "s", (":1.7",)).serialise(serial=1)
    connection.sendall(answer + moved("welcome").serialise(serial=2))


def sending(data: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(data)


@pytest.fixture
def serve(session: Session) -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def serve(*steps: Callable[[socket.socket], None]) -> Server:
        server = Server(session.root / f"server-{len(servers)}", *steps)
        servers.append(server)
        session.set("DBUS_SESSION_BUS_ADDRESS", server.address)
        return server

    yield serve
    for server in servers:
        server.close()


class TestServersThatMisbehave:
    def test_what_follows_the_hello_at_once_is_delivered(
        self, loop: SelectorLoop, serve: Callable[..., Server]
    ) -> None:
        serve(welcome)
        bus = Bus.open("session", loop)
        assert bus.unique_name == ":1.7"
        heard: list[str] = []
        bus.subscribe(MatchRule(type="signal", interface=INTERFACE), lambda message: heard.append(message.body[0]))
        run_until(loop, lambda: heard == ["welcome"])
        bus.close()

    @pytest.mark.parametrize(
        "garbage",
        [
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            b"\0" * 64,
            b"l\1\0\1\xff\xff\xff\xff\1\0\0\0\0\0\0\0",  # longer than D-Bus allows
            b"l\1\0\2" + b"\0" * 12,  # protocol version 2
        ],
    )
    def test_garbage_is_the_loss_of_the_bus(
        self, loop: SelectorLoop, serve: Callable[..., Server], garbage: bytes
    ) -> None:
        serve(welcome, sending(garbage))
        bus = Bus.open("session", loop)
        losses: list[bool] = []
        replies: list[Reply] = []
        bus.on_lost(lambda: losses.append(True))
        bus.call(message_bus.GetId(), replies.append)
        run_until(loop, lambda: losses)
        assert [reply.error for reply in replies] == [dbus.DISCONNECTED]

    def test_one_unreadable_message_is_left_out_and_the_next_is_heard(
        self, loop: SelectorLoop, serve: Callable[..., Server]
    ) -> None:
        unreadable = moved("\u0101" * 40).serialise(serial=3).replace("\u0101".encode(), b"\xff\xff")
        odd_field = bytearray(moved("odd").serialise(serial=4))
        odd_field[16] = 99  # a header field that no specification knows
        serve(welcome, sending(unreadable + bytes(odd_field) + moved("next").serialise(serial=5)))
        bus = Bus.open("session", loop)
        heard: list[str] = []
        bus.subscribe(MatchRule(type="signal", interface=INTERFACE), lambda message: heard.append(message.body[0]))
        run_until(loop, lambda: len(heard) == 2)
        assert heard == ["welcome", "next"]
        assert not bus.is_lost
        bus.close()

    @pytest.mark.parametrize(
        ("steps", "reason"),
        [
            ([], "no answer within 0.2 s"),
            ([sending(b"REJECTED KERBEROS\r\n")], "Authentication failed"),
            ([sending(b"x" * 9000)], "Too much data"),
            ([lambda connection: connection.shutdown(socket.SHUT_RDWR)], "closed|reset|[Bb]roken"),
            ([sending(b"OK 12\r\n")], "no answer within 0.2 s"),
            ([sending(b"OK 12\r\n"), sending(b"rubbish" * 10)], "what is not D-Bus"),
        ],
    )
    def test_a_bus_that_does_not_welcome_us_is_unavailable_with_a_reason(
        self,
        loop: SelectorLoop,
        serve: Callable[..., Server],
        monkeypatch: pytest.MonkeyPatch,
        steps: list[Callable[[socket.socket], None]],
        reason: str,
    ) -> None:
        monkeypatch.setattr("numbfeet_tray.shell.dbus.wire._HANDSHAKE_S", 0.2)
        slowly = [step for each in steps for step in (each, lambda _: threading.Event().wait(0.02))]
        serve(*slowly)
        with pytest.raises(AdapterUnavailable, match=reason) as caught:
            Bus.open("session", loop)
        assert str(caught.value).startswith("the session bus cannot be reached: ")
        assert "\n" not in str(caught.value)

    def test_a_refused_hello_is_unavailable(self, loop: SelectorLoop, serve: Callable[..., Server]) -> None:
        hello = message_bus.Hello()
        hello.header.serial = 1
        refusal = new_error(hello, "org.freedesktop.DBus.Error.LimitsExceeded", "s", ("full",)).serialise(serial=1)
        serve(
            lambda connection: connection.recv(100),
            sending(b"OK 12\r\n"),
            lambda connection: connection.recv(100),
            sending(refusal),
        )
        with pytest.raises(AdapterUnavailable, match="refused the Hello"):
            Bus.open("session", loop)


class TestAddresses:
    def test_without_an_address_the_bus_in_the_runtime_folder_is_used(
        self, loop: SelectorLoop, daemon: subprocess.Popen[bytes], session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Path(session.env["XDG_RUNTIME_DIR"], "bus").symlink_to(session.root / "session-bus")
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
        bus = Bus.open("session", loop)
        assert bus.unique_name.startswith(":")
        bus.close()

    def test_without_any_bus_the_reason_names_what_is_missing(
        self, loop: SelectorLoop, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(AdapterUnavailable, match="DBUS_SESSION_BUS_ADDRESS is not set"):
            Bus.open("session", loop)
        monkeypatch.delenv("XDG_RUNTIME_DIR")
        with pytest.raises(AdapterUnavailable, match="DBUS_SESSION_BUS_ADDRESS is not set"):
            Bus.open("session", loop)

    @pytest.mark.parametrize(
        ("address", "reason"),
        [
            ("unix:path=/tmp/nowhere/at/all", "No such file"),
            ("unix:path=/tmp/" + "x" * 200, "too long"),
            ("unix:path=/tmp/%00x", "refused"),
            ("tcp:host=localhost,port=1", "no Unix socket"),
            ("autolaunch:", "no Unix socket"),
            ("nonsense", "no Unix socket"),
            (";;", "no Unix socket"),
        ],
    )
    def test_an_address_that_leads_nowhere_is_unavailable_with_a_reason(
        self, loop: SelectorLoop, session: Session, address: str, reason: str
    ) -> None:
        session.set("DBUS_SESSION_BUS_ADDRESS", address)
        with pytest.raises(AdapterUnavailable, match=reason):
            Bus.open("session", loop)

    def test_the_next_address_is_tried_and_escapes_are_understood(
        self, loop: SelectorLoop, daemon: subprocess.Popen[bytes], session: Session
    ) -> None:
        odd = session.root / "a,b=ü"
        odd.symlink_to(session.root / "session-bus")
        escaped = str(odd).replace(",", "%2c").replace("=", "%3d").replace("ü", "%C3%BC")
        session.set("DBUS_SESSION_BUS_ADDRESS", f"tcp:host=x;unix:path=/tmp/none;unix:path={escaped},guid=12")
        bus = Bus.open("session", loop)
        assert not ask(loop, bus, message_bus.GetId()).error
        bus.close()

    def test_an_abstract_socket_is_understood(self, loop: SelectorLoop, session: Session) -> None:
        name = f"{session.root}/abstract"
        session.spawn("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:abstract={name}")
        session.set("DBUS_SESSION_BUS_ADDRESS", f"unix:abstract={name}")
        wait_until(lambda: f"@{name}" in Path("/proc/net/unix").read_text())
        bus = Bus.open("session", loop)
        assert not ask(loop, bus, message_bus.GetId()).error
        bus.close()

    def test_the_system_bus_has_its_own_address(self, loop: SelectorLoop, session: Session) -> None:
        start_bus(session, "system")
        bus = Bus.open("system", loop)
        assert not ask(loop, bus, message_bus.GetId()).error
        bus.close()


def test_the_bus_brings_nothing_heavy_into_the_daemon() -> None:
    code = "import sys, numbfeet_tray.shell.dbus; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"asyncio", "subprocess", "ssl", "xml", "jeepney.io.blocking"} & set(loaded)
