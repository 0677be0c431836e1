"""The bus against a real dbus-daemon of its own, and against servers that misbehave."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, MatchRule, MessageFlag, message_bus, new_error, new_method_call, new_method_return
from jeepney.low_level import HeaderFields, Message, Parser
from jeepney.wrappers import new_signal

from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell import dbus
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus import Bus, DBusCallError, Reply, bus_text, signature_of
from numbfeet_tray.shell.loop import SelectorLoop
from tests.integration.desktop import Session, run_for, run_until, start_bus, wait_until

INTERFACE = "org.example.Feet"
PATH = "/org/example/feet"
INTROSPECTION = f"""<interface name="{INTERFACE}">
  <method name="Double"><arg name="text" type="s" direction="in"/><arg type="s" direction="out"/></method>
  <method name='Refuse'/>
  <method name="Stumble"/>
  <method name="Count"></method>
  <signal name="Moved"><arg type="s"/></signal>
</interface>"""


class ShiftedClock(SystemClock):
    """The real clock, ahead by what the test says."""

    ahead = 0.0

    def boot(self) -> Instant:
        return Instant(super().boot() + self.ahead)


class Feet:
    """An object that answers calls and counts them."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, call: Message) -> tuple[str | None, tuple[Any, ...]]:
        self.calls += 1
        match call.header.fields[HeaderFields.member]:
            case "Double":
                return "s", (call.body[0] * 2,)
            case "Refuse":
                raise DBusCallError("org.example.Error.Numb", "not today")
            case "Stumble":
                raise ZeroDivisionError
            case _:
                return "", ()


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


@pytest.fixture
def here(daemon: subprocess.Popen[bytes], loop: SelectorLoop) -> Iterator[Bus]:
    bus = Bus.open("session", loop)
    yield bus
    bus.close()


@pytest.fixture
def there(daemon: subprocess.Popen[bytes], loop: SelectorLoop) -> Iterator[Bus]:
    bus = Bus.open("session", loop)
    yield bus
    bus.close()


@pytest.fixture
def scene(loop: SelectorLoop, here: Bus, there: Bus) -> tuple[SelectorLoop, Bus, Bus]:
    return loop, here, there


def at(bus: Bus, path: str = PATH, interface: str | None = INTERFACE) -> DBusAddress:
    return DBusAddress(path, bus.unique_name, interface)


def ask(loop: SelectorLoop, bus: Bus, message: Message, **options: Seconds) -> Reply:
    replies: list[Reply] = []
    bus.call(message, replies.append, **options)
    assert not replies, "answered before the call returned"
    run_until(loop, lambda: replies, what="the reply")
    (reply,) = replies
    return reply


def settle(loop: SelectorLoop, *buses: Bus) -> None:
    """Let everything that the buses have sent so far take effect at the daemon and here."""
    for bus in buses:
        assert not ask(loop, bus, message_bus.GetId()).error


def moved(text: str = "left") -> Message:
    return new_signal(DBusAddress(PATH, interface=INTERFACE), "Moved", "s", (text,))


class TestCalls:
    def test_two_programs_call_each_other(self, loop: SelectorLoop, here: Bus, there: Bus) -> None:
        for bus in (here, there):
            bus.export(PATH, INTERFACE, Feet(), INTROSPECTION)
        assert here.unique_name != there.unique_name
        for caller, called in ((here, there), (there, here)):
            reply = ask(loop, caller, new_method_call(at(called), "Double", "s", ("ankle ",)))
            assert reply == Reply(("ankle ankle ",), "s")

    def test_an_empty_answer_has_an_empty_body(self, loop: SelectorLoop, here: Bus, there: Bus) -> None:
        there.export(PATH, INTERFACE, Feet(), INTROSPECTION)
        assert ask(loop, here, new_method_call(at(there), "Count")) == Reply()

    def test_a_refusal_comes_back_with_its_name_and_text(self, loop: SelectorLoop, here: Bus, there: Bus) -> None:
        there.export(PATH, INTERFACE, Feet(), INTROSPECTION)
        reply = ask(loop, here, new_method_call(at(there), "Refuse"))
        assert (reply.error, reply.text) == ("org.example.Error.Numb", "not today")

    def test_a_handler_that_breaks_is_an_error_there_and_here(self, loop: SelectorLoop, here: Bus, there: Bus) -> None:
        there.export(PATH, INTERFACE, Feet(), INTROSPECTION)
        replies: list[Reply] = []
        here.call(new_method_call(at(there), "Stumble"), replies.append)
        here.call(new_method_call(at(there), "Count"), replies.append)
        with pytest.raises(ZeroDivisionError):
            run_until(loop, lambda: replies)
        run_until(loop, lambda: len(replies) == 2, what="the reply behind the broken one")
        assert [reply.error for reply in replies] == [dbus.FAILED, ""]

    def test_a_late_reply_is_ignored_after_the_time_out(
        self, loop: SelectorLoop, clock: ShiftedClock, here: Bus
    ) -> None:
        other_loop = SelectorLoop(clock)
        slow = Bus.open("session", other_loop)
        slow.export(PATH, INTERFACE, Feet(), INTROSPECTION)
        replies: list[Reply] = []
        here.call(new_method_call(at(slow), "Count"), replies.append, timeout=Seconds(3.0))
        settle(loop, here)
        assert not replies
        clock.ahead = 3.1
        run_until(loop, lambda: replies)
        settle(other_loop, slow)
        settle(loop, here)
        assert [reply.error for reply in replies] == [dbus.NO_REPLY]
        slow.close()
        other_loop.close()

    def test_a_name_that_nobody_owns_is_an_error(self, loop: SelectorLoop, here: Bus) -> None:
        reply = ask(loop, here, new_method_call(DBusAddress(PATH, "org.example.Nobody", INTERFACE), "Count"))
        assert reply.error == "org.freedesktop.DBus.Error.ServiceUnknown"
        assert "org.example.Nobody" in reply.text

    def test_a_megabyte_passes_through_a_full_socket(
        self, loop: SelectorLoop, here: Bus, there: Bus, daemon: subprocess.Popen[bytes]
    ) -> None:
        there.export(PATH, INTERFACE, Feet(), INTROSPECTION)
        text, replies = "numb " * 200_000, list[Reply]()
        os.kill(daemon.pid, signal.SIGSTOP)
        for _ in range(3):
            here.call(new_method_call(at(there), "Double", "s", (text,)), replies.append)
        run_for(loop, 0.05)
        assert not replies
        os.kill(daemon.pid, signal.SIGCONT)
        run_until(loop, lambda: len(replies) == 3, 30.0)
        assert all(reply.body == (text * 2,) for reply in replies)


class TestExports:
    @pytest.mark.parametrize(
        ("address", "called", "error"),
        [
            ((PATH, INTERFACE), "Fly()", dbus.UNKNOWN_METHOD),
            ((PATH, None), "Fly()", dbus.UNKNOWN_METHOD),
            ((PATH, "org.example.Wings"), "Fly()", dbus.UNKNOWN_INTERFACE),
            (("/org/example", INTERFACE), "Count()", dbus.UNKNOWN_OBJECT),
            (("/", "org.freedesktop.DBus.Introspectable"), "Introspect()", ""),
            (("/elsewhere", "org.freedesktop.DBus.Introspectable"), "Introspect()", dbus.UNKNOWN_OBJECT),
            ((PATH, INTERFACE), "Double(i)", dbus.INVALID_ARGS),
            ((PATH, INTERFACE), "Double()", dbus.INVALID_ARGS),
            ((PATH, INTERFACE), "Count(i)", dbus.INVALID_ARGS),
            ((PATH, None), "Count()", ""),
            (("/elsewhere", "org.freedesktop.DBus.Peer"), "Ping()", ""),
        ],
    )
    def test_a_call_is_answered_as_the_specification_says(
        self,
        scene: tuple[SelectorLoop, Bus, Bus],
        address: tuple[str, str | None],
        called: str,
        error: str,
    ) -> None:
        loop, here, there = scene
        feet = Feet()
        member, signature = called.rstrip(")").split("(")
        there.export(PATH, INTERFACE, feet, INTROSPECTION)
        body = (1,) if signature else ()
        reply = ask(loop, here, new_method_call(at(there, *address), member, signature or None, body))
        assert reply.error == error
        assert feet.calls == (not error and member == "Count")

    def test_without_introspection_every_call_reaches_the_handler(
        self, loop: SelectorLoop, here: Bus, there: Bus
    ) -> None:
        feet = Feet()
        there.export(PATH, INTERFACE, feet, "")
        assert not ask(loop, here, new_method_call(at(there), "Anything", "i", (1,))).error
        assert feet.calls == 1

    def test_introspection_shows_interfaces_and_the_next_children(
        self, loop: SelectorLoop, here: Bus, there: Bus
    ) -> None:
        for path in (PATH, f"{PATH}/left/toe", f"{PATH}/right"):
            there.export(path, INTERFACE, Feet(), INTROSPECTION)
        introspect = DBusAddress(PATH, there.unique_name, "org.freedesktop.DBus.Introspectable")
        (xml,) = ask(loop, here, new_method_call(introspect, "Introspect")).body
        assert INTROSPECTION in xml
        assert xml.count("<node name=") == 2
        assert '<node name="left"/><node name="right"/>' in xml

    def test_an_object_that_was_taken_away_is_unknown(self, loop: SelectorLoop, here: Bus, there: Bus) -> None:
        there.export(PATH, INTERFACE, Feet(), INTROSPECTION)
        there.export(PATH, "org.example.Other", Feet(), "")
        there.unexport(PATH, INTERFACE)
        assert ask(loop, here, new_method_call(at(there), "Count")).error == dbus.UNKNOWN_INTERFACE
        there.unexport(PATH)
        there.unexport(PATH)
        assert ask(loop, here, new_method_call(at(there), "Count")).error == dbus.UNKNOWN_OBJECT

    def test_who_expects_no_reply_gets_none(self, loop: SelectorLoop, here: Bus, there: Bus) -> None:
        feet = Feet()
        there.export(PATH, INTERFACE, feet, INTROSPECTION)
        silent, replies = new_method_call(at(there), "Refuse"), list[Reply]()
        silent.header.flags = MessageFlag.no_reply_expected
        here.call(silent, replies.append)
        run_until(loop, lambda: feet.calls)
        settle(loop, there, here)
        assert not replies


class TestSignals:
    def test_every_handler_hears_a_signal_until_it_is_cancelled(
        self, loop: SelectorLoop, here: Bus, there: Bus
    ) -> None:
        heard: list[str] = []
        rule = MatchRule(type="signal", interface=INTERFACE, member="Moved")
        first = here.subscribe(rule, lambda message: heard.append(f"first {message.body[0]}"))
        second = here.subscribe(rule, lambda message: heard.append(f"second {message.body[0]}"))
        settle(loop, here)
        there.send(moved("a"))
        run_until(loop, lambda: len(heard) == 2)
        first.cancel()
        first.cancel()
        settle(loop, here)
        there.send(moved("b"))
        run_until(loop, lambda: len(heard) == 3)
        second.cancel()
        settle(loop, here)
        there.send(moved("c"))
        settle(loop, there, here)
        assert heard == ["first a", "second a", "second b"]

    def test_a_handler_may_cancel_another_in_the_middle_of_a_signal(
        self, loop: SelectorLoop, here: Bus, there: Bus
    ) -> None:
        heard: list[str] = []
        rule = MatchRule(type="signal", interface=INTERFACE)

        def take_over(_: Message) -> None:
            heard.append("first")
            second.cancel()

        here.subscribe(rule, take_over)
        second = here.subscribe(rule, lambda _: heard.append("second"))
        settle(loop, here)
        there.send(moved())
        settle(loop, there, here)
        assert heard == ["first"]

    def test_the_bus_forgets_a_rule_with_its_last_subscriber(self, loop: SelectorLoop, here: Bus) -> None:
        stats = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus.Debug.Stats")

        def rules() -> list[str]:
            reply = ask(loop, here, new_method_call(stats, "GetAllMatchRules"))
            return list(reply.body[0].get(here.unique_name, []))

        rule = MatchRule(type="signal", interface=INTERFACE)
        both = [here.subscribe(rule, print), here.subscribe(rule, print)]
        assert len(rules()) == 1
        both[0].cancel()
        assert len(rules()) == 1
        both[1].cancel()
        assert rules() == []

    def test_a_well_known_sender_means_its_owner_and_nobody_else(
        self, loop: SelectorLoop, here: Bus, there: Bus
    ) -> None:
        heard: list[str] = []
        here.subscribe(
            MatchRule(type="signal", sender="org.example.Owner", interface=INTERFACE),
            lambda message: heard.append(message.body[0]),
        )
        settle(loop, here)
        forged = moved("forged")
        forged.header.fields[HeaderFields.destination] = here.unique_name
        there.send(forged)
        there.call(message_bus.RequestName("org.example.Owner"), lambda _: None)
        there.send(moved("true"))
        run_until(loop, lambda: heard)
        there.call(message_bus.ReleaseName("org.example.Owner"), lambda _: None)
        there.send(forged)
        settle(loop, there, here)
        assert heard == ["true"]

    def test_an_owner_from_before_the_subscription_is_known(self, loop: SelectorLoop, here: Bus, there: Bus) -> None:
        heard: list[str] = []
        ask(loop, there, message_bus.RequestName("org.example.Owner"))
        rule = MatchRule(type="signal", sender="org.example.Owner", interface=INTERFACE)
        here.subscribe(rule, lambda message: heard.append(message.body[0]))
        settle(loop, here)
        there.send(moved("true"))
        run_until(loop, lambda: heard)
        assert heard == ["true"]

    def test_the_owners_of_a_name_are_told_in_order(self, loop: SelectorLoop, here: Bus, there: Bus) -> None:
        owners: list[str] = []
        watch = here.watch_name("org.example.Owner", owners.append)
        run_until(loop, lambda: owners == [""])
        ask(loop, there, message_bus.RequestName("org.example.Owner"))
        run_until(loop, lambda: owners == ["", there.unique_name])
        late: list[str] = []
        here.watch_name("org.example.Owner", late.append)
        run_until(loop, lambda: late == [there.unique_name])
        watch.cancel()
        there.close()
        run_until(loop, lambda: late == [there.unique_name, ""])
        assert owners == ["", there.unique_name]

    def test_messages_that_nobody_asked_for_are_harmless(self, loop: SelectorLoop, here: Bus, there: Bus) -> None:
        stray = new_method_call(at(here), "Count")
        stray.header.serial = 4711
        stray.header.fields[HeaderFields.sender] = here.unique_name
        for message in (
            new_method_return(stray, "s", ("for nobody",)),
            new_error(stray, "org.example.Error.Stray", "u", (7,)),
            moved(),
        ):
            message.header.fields[HeaderFields.destination] = here.unique_name
            there.send(message)
        settle(loop, there, here)
        assert not here.is_lost


class TestLoss:
    def test_when_the_daemon_dies_everything_pending_is_answered_once(
        self, loop: SelectorLoop, here: Bus, there: Bus, daemon: subprocess.Popen[bytes]
    ) -> None:
        replies: list[Reply] = []
        losses: list[str] = []
        here.on_lost(lambda: losses.append("first"))
        here.on_lost(lambda: losses.append("second"))
        os.kill(daemon.pid, signal.SIGSTOP)
        here.call(message_bus.GetId(), replies.append)
        here.call(message_bus.ListNames(), replies.append)
        os.kill(daemon.pid, signal.SIGKILL)
        run_until(loop, lambda: len(replies) == 2 and len(losses) == 2)
        assert here.is_lost
        assert {reply.error for reply in replies} == {dbus.DISCONNECTED}
        here.send(moved())
        here.subscribe(MatchRule(type="signal"), print).cancel()
        here.call(message_bus.GetId(), replies.append)
        here.on_lost(lambda: losses.append("late"))
        run_until(loop, lambda: len(replies) == 3)
        assert replies[2].error == dbus.DISCONNECTED
        assert losses == ["first", "second", "late"]
        here.close()
        run_for(loop, 0.02)
        assert len(replies) == 3

    def test_closing_answers_what_is_open_and_is_no_loss(self, loop: SelectorLoop, here: Bus, there: Bus) -> None:
        replies: list[Reply] = []
        losses: list[bool] = []
        here.on_lost(lambda: losses.append(True))
        here.call(message_bus.GetId(), replies.append)
        here.close()
        here.close()
        run_until(loop, lambda: replies)
        assert replies[0].error == dbus.DISCONNECTED
        assert not losses

    def test_what_was_sent_before_closing_arrives(
        self, loop: SelectorLoop, here: Bus, there: Bus, daemon: subprocess.Popen[bytes]
    ) -> None:
        heard: list[int] = []
        there.subscribe(
            MatchRule(type="signal", interface=INTERFACE), lambda message: heard.append(len(message.body[0]))
        )
        settle(loop, there)
        os.kill(daemon.pid, signal.SIGSTOP)
        here.send(moved("x" * 3_000_000))
        threading.Timer(0.05, lambda: os.kill(daemon.pid, signal.SIGCONT)).start()
        here.close()
        run_until(loop, lambda: heard)
        assert heard == [3_000_000]

    def test_a_bus_that_takes_nothing_any_more_is_lost_before_memory_is(
        self, loop: SelectorLoop, here: Bus, daemon: subprocess.Popen[bytes]
    ) -> None:
        losses: list[bool] = []
        here.on_lost(lambda: losses.append(True))
        os.kill(daemon.pid, signal.SIGSTOP)
        for _ in range(10):
            here.send(moved("x" * 10_000_000))
        run_until(loop, lambda: losses)
        assert here.is_lost


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


def test_text_is_freed_from_what_makes_the_bus_hang_up(loop: SelectorLoop, here: Bus, there: Bus) -> None:
    there.export(PATH, INTERFACE, Feet(), INTROSPECTION)
    text = bus_text("a\0b\ud800c ü")
    assert text == "ab?c ü"
    assert ask(loop, here, new_method_call(at(there), "Double", "s", (text,))).body == (text * 2,)


def test_an_empty_body_has_the_empty_signature() -> None:
    assert signature_of(new_method_call(DBusAddress(PATH, "org.example.A", INTERFACE), "Count")) == ""
    assert signature_of(moved()) == "s"


def test_an_error_whose_body_is_no_text_has_an_empty_text() -> None:
    call = new_method_call(DBusAddress(PATH, "org.example.A", INTERFACE), "Count")
    reply = Reply.of(new_error(call, "org.example.Error.Odd", "u", (5,)))
    assert (reply.error, reply.text, reply.body) == ("org.example.Error.Odd", "", ())


def test_the_bus_brings_nothing_heavy_into_the_daemon() -> None:
    code = "import sys, numbfeet_tray.shell.dbus; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"asyncio", "subprocess", "ssl", "xml", "jeepney.io.blocking"} & set(loaded)
