"""A program on fakes that listens on a real control socket, in a thread of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.control.codec import Request, Response
from numbfeet_tray.shell.control.server import ControlServer
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.paths import Paths
from tests.app.desk import Desk


class Served:
    """Answers the command line from `desk`, or with `answer` where one is given."""

    def __init__(self, desk: Desk, answer: Callable[[Request], Response] | None = None) -> None:
        self.desk = desk
        self.requests: list[Request] = []
        self._answer_instead = answer
        self._loop = SelectorLoop(SystemClock())
        paths = Paths.of(os.environ)
        paths.make_runtime()
        self._server = ControlServer(paths.socket, self._loop, self._answer)
        self._thread = threading.Thread(target=self._loop.run, args=(lambda: None,))
        self._thread.start()

    def _answer(self, request: Request) -> Response:
        self.requests.append(request)
        if self._answer_instead is not None:
            return self._answer_instead(request)
        answer = self.desk.ask(request.command, **request.args)
        return Response(not answer.error, answer.data, answer.error, answer.message)

    def close(self) -> None:
        self._loop.call_soon(self._loop.stop)
        self._thread.join()
        self._server.close()
        self._loop.close()
