"""The bus against a real dbus-daemon of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator

import pytest
from jeepney import DBusAddress, MatchRule, MessageFlag, message_bus, new_error, new_method_call, new_method_return
from jeepney.low_level import HeaderFields, Message

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell import dbus
from numbfeet_tray.shell.dbus import Bus, Reply, bus_text, signature_of
from numbfeet_tray.shell.loop import SelectorLoop
from tests.fakes.shifted_clock import ShiftedClock
from tests.integration.desktop import Session, run_for, run_until, start_bus
from tests.shell.dbus_scene import INTERFACE, INTROSPECTION, PATH, Feet, ask, at, moved, settle


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
        rounds: list[float] = []
        loop.call_later(Seconds(0.05), loop.stop)
        loop.run(lambda: rounds.append(0.0))
        assert len(rounds) < 10, "the loop spins after the socket was full"


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

    def test_a_rule_that_the_bus_refuses_is_logged(
        self, loop: SelectorLoop, here: Bus, caplog: pytest.LogCaptureFixture
    ) -> None:
        here.subscribe(MatchRule(type="signal", interface="no interface"), print)
        settle(loop, here)
        assert "refused a match rule: org.freedesktop.DBus.Error.MatchRuleInvalid" in caplog.text

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
