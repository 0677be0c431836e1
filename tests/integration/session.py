"""A private desktop session: its own home, environment and processes."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, Self

import pytest
from jeepney import DBusAddress, MessageType, message_bus, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests.integration.waiting import DEADLINE_S

_INHERITED = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "COVERAGE_PROCESS_START", "COVERAGE_FILE", "TERM", "TZ")
_ABSENT = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_SESSION_ID", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP")
_BUSES = ("DBUS_SESSION_BUS_ADDRESS", "DBUS_STARTER_ADDRESS")


class Session:
    """One desktop session: `env` is what a program started in it sees.

    Give it a MonkeyPatch to put this process into the session too.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch | None = None) -> None:
        self._monkeypatch = monkeypatch
        self._mark = secrets.token_hex(8)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._closers: list[Callable[[], None]] = []
        self.root = Path(tempfile.mkdtemp(prefix="numbfeet-"))  # short: a socket's path may have 107 bytes
        self.logs = self._folder("logs")
        self.env = {key: os.environ[key] for key in _INHERITED if key in os.environ}
        for key in (*_ABSENT, *_BUSES):
            if monkeypatch:
                monkeypatch.delenv(key, raising=False)
        homes = {"HOME": "home", "XDG_RUNTIME_DIR": "run", "XDG_CONFIG_HOME": "home/.config"}
        homes |= {"XDG_DATA_HOME": "home/.local/share", "XDG_STATE_HOME": "home/.local/state"}
        homes |= {"XDG_CACHE_HOME": "home/.cache", "XDG_CONFIG_DIRS": "xdg"}
        for key, folder in homes.items():
            self.set(key, str(self._folder(folder)))
        self.set("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={self.root}/no-system-bus")
        self.set("NUMBFEET_TEST_SESSION", self._mark)
        self.set("GSETTINGS_BACKEND", "memory")
        self.set("NO_AT_BRIDGE", "1")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _folder(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        return folder

    def set(self, key: str, value: str) -> None:
        """Set an environment variable of the session."""
        self.env[key] = value
        if self._monkeypatch:
            self._monkeypatch.setenv(key, value)

    def spawn(self, *argv: str, pass_fds: Sequence[int] = ()) -> subprocess.Popen[bytes]:
        """Start a program in its own process group; its output goes to `logs`."""
        log = self.logs / f"{len(self._processes):02}-{Path(argv[0]).name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                argv,
                env=self.env,
                cwd=self.root,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=pass_fds,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def run(self, *argv: str, limit_s: float = DEADLINE_S) -> str:
        """Run a short program to its end and return what it printed; it must succeed."""
        done = subprocess.run(
            argv, env=self.env, cwd=self.root, capture_output=True, text=True, timeout=limit_s, check=False
        )
        assert done.returncode == 0, f"{argv}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def end(self, process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
        """End `process` with its group, by force when it does not listen."""
        for each, limit_s in ((how, 2.0), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, each)
                os.killpg(process.pid, signal.SIGCONT)  # a stopped process hears nothing else
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(limit_s)
                break
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End everything, print the logs, remove the files."""
        for process in reversed(self._processes):
            self.end(process)
        for pid in self._leftovers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for log in sorted(self.logs.iterdir()):
            if text := log.read_text(errors="replace").strip():
                print(f"--- {log.name}\n{text[-8000:]}")
        for close in self._closers:
            close()
        shutil.rmtree(self.root, ignore_errors=True)

    def on_close(self, close: Callable[[], None]) -> None:
        """Call `close` when everything has ended."""
        self._closers.append(close)

    def _leftovers(self) -> Iterator[int]:
        """Yield what left its group, such as services that the bus started: known by our mark."""
        mark = f"NUMBFEET_TEST_SESSION={self._mark}".encode()
        for entry in Path("/proc").glob("[0-9]*/environ"):
            pid = int(entry.parent.name)
            with contextlib.suppress(OSError):
                if pid != os.getpid() and mark in entry.read_bytes().split(b"\0"):
                    yield pid

    def call(
        self,
        address: DBusAddress,
        member: str,
        signature: str | None = None,
        body: tuple[Any, ...] = (),
        kind: Literal["session", "system"] = "session",
    ) -> tuple[Any, ...]:
        """Call a method over a connection of its own and return the reply's body. Blocks: not for our own objects."""
        with open_dbus_connection(self.env[f"DBUS_{kind.upper()}_BUS_ADDRESS"]) as connection:
            reply = connection.send_and_get_reply(new_method_call(address, member, signature, body), timeout=DEADLINE_S)
        assert reply.header.message_type is MessageType.method_return, reply.body
        return tuple(reply.body)

    def has_name(self, name: str, kind: Literal["session", "system"] = "session") -> bool:
        """Tell whether somebody owns `name` on the bus."""
        with open_dbus_connection(self.env[f"DBUS_{kind.upper()}_BUS_ADDRESS"]) as connection:
            return bool(connection.send_and_get_reply(message_bus.NameHasOwner(name)).body[0])

    def offer_service(self, name: str, *argv: str) -> None:
        """Let the session bus start `argv` when somebody calls `name`. Call it before `start_bus`."""
        text = f"[D-BUS Service]\nName={name}\nExec={' '.join(argv)}\n"
        (self._folder("services") / f"{name}.service").write_text(text)
