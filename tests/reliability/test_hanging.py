"""The session around the whole program hangs: the loop goes on answering, prompts find another way, and all mends.

How the program ends when bus or display are gone for good is tried in tests/e2e/test_ends.py.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import pytest
from jeepney import MessageType, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
from jeepney.low_level import HeaderFields, Message

from tests.integration.desktop import Session, start_bus, wait_until
from tests.integration.notification_server import NAME
from tests.reliability.running import ANSWER_S, Running

HANGS_S = 30.0
PROMPT = "Time to move your feet"
UNANSWERED = "the notification server does not answer"


class HangingServer:
    """Owns the name of the notification server, and reads nothing until it works."""

    def __init__(self, address: str) -> None:
        self._connection = open_dbus_connection(address)
        self._connection.send_and_get_reply(message_bus.RequestName(NAME))
        self.titles: list[str] = []
        """Of every Notify that it has read."""

    def work(self) -> None:
        """Serve what is in the queue."""
        try:
            while True:
                call = self._connection.receive(timeout=0.1)
                if call.header.message_type is MessageType.method_call:
                    self._answer(call)
        except TimeoutError:
            return

    def _answer(self, call: Message) -> None:
        match call.header.fields[HeaderFields.member]:
            case "GetCapabilities":
                answer = new_method_return(call, "as", (["body", "actions"],))
            case "Notify":
                self.titles.append(call.body[3])
                answer = new_method_return(call, "u", (len(self.titles),))
            case _:
                answer = new_method_return(call)
        self._connection.send(answer)

    def close(self) -> None:
        self._connection.close()


@pytest.fixture(scope="module")
def played() -> Iterator[dict[str, Future[None]]]:
    """Play both at once: each of them waits."""
    with ThreadPoolExecutor(2) as pool:
        yield {"server": pool.submit(a_server_that_hangs), "bus": pool.submit(a_bus_that_hangs)}


def test_while_the_notification_server_hangs_prompts_come_to_the_terminal_and_the_loop_answers(
    played: dict[str, Future[None]],
) -> None:
    played["server"].result()


def test_while_the_session_bus_hangs_the_loop_answers_and_goes_on_afterwards(played: dict[str, Future[None]]) -> None:
    played["bus"].result()


def a_server_that_hangs() -> None:
    with Session() as session:
        start_bus(session)
        with closing(HangingServer(session.env["DBUS_SESSION_BUS_ADDRESS"])) as server:
            running = Running(session)
            running.start()
            assert running.longest_answer(HANGS_S) < ANSWER_S
            check_prompts_came_to_the_terminal(running)
            assert not server.titles
            check_everything_mends(running, server)


def a_bus_that_hangs() -> None:
    with Session() as session:
        bus = start_bus(session)
        with closing(HangingServer(session.env["DBUS_SESSION_BUS_ADDRESS"])) as server:
            running = Running(session)
            running.start()
            server.work()  # so that it was there, and was well, before
            bus.send_signal(signal.SIGSTOP)
            try:
                assert running.longest_answer(HANGS_S) < ANSWER_S
                check_prompts_came_to_the_terminal(running)
            finally:
                bus.send_signal(signal.SIGCONT)
            check_everything_mends(running, server)


def check_prompts_came_to_the_terminal(running: Running) -> None:
    assert running.longest_block() < ANSWER_S
    assert PROMPT in running.log()
    assert UNANSWERED in running.status()["trouble"]
    assert UNANSWERED in running.call("status").stdout


def check_everything_mends(running: Running, server: HangingServer) -> None:
    server.work()  # what came too late
    server.titles.clear()
    assert running.ask("skip").ok

    def is_prompted() -> bool:
        server.work()
        return PROMPT in server.titles

    wait_until(is_prompted, 20.0, "the next prompt at the server, which works again")
    assert running.status()["trouble"] == ""
    running.end()
    assert "Traceback" not in running.log()
