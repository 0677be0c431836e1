"""Every test runs alone: its own home, no display, no bus, one time zone, no way out to the network.

Three environment variables steer the run:
    NUMBFEET_REQUIRE_REAL=1   a skipped test is a failed one (CI), except tests for another operating system
    NUMBFEET_HYPOTHESIS       dev (the default), ci (the default under CI=true), gate, mutation or nightly
    TZ                        is ignored: tests run in UTC until they ask for a `zone`
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.project.build import Built, build, new_environment

OUTSIDE = dict(os.environ)
"""The environment that pytest was started with, for the few tests that install or build with it."""

SESSION = (
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "WAYLAND_SOCKET",
    "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS",
    "DBUS_STARTER_ADDRESS",
)
DESKTOP = ("XDG_CURRENT_DESKTOP", "XDG_SESSION_DESKTOP", "XDG_SESSION_TYPE", "XDG_SESSION_ID", "DESKTOP_SESSION")
LANGUAGE = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def _private(place: Path) -> dict[str, str]:
    """Make the folders of a home under `place`, and return the environment that leads there and nowhere else."""
    variables = {"HOME": place, "XDG_RUNTIME_DIR": place / "run"}
    variables |= {f"XDG_{kind}_HOME": place / kind.lower() for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    for folder in variables.values():
        folder.mkdir(mode=0o700, exist_ok=True)
    environment = {variable: str(folder) for variable, folder in variables.items()}
    # Without LANG the encoding of files turns to ASCII as soon as a toolkit reads the locale.
    fixed = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={place}/no-system-bus", "TZ": "UTC", "LANG": "C.UTF-8"}
    return environment | fixed


for name in (*SESSION, *DESKTOP, *LANGUAGE):
    os.environ.pop(name, None)
# Before anything of the program is imported; each test then gets a home of its own.
SHELTER = Path(tempfile.mkdtemp(prefix="nf-"))
os.environ |= _private(SHELTER)


def pytest_unconfigure() -> None:
    shutil.rmtree(SHELTER, ignore_errors=True)


hypothesis.settings.register_profile("dev", max_examples=50, deadline=None)
hypothesis.settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.register_profile("gate", max_examples=20, deadline=None, derandomize=True)
hypothesis.settings.register_profile(
    "mutation",  # that it fails is all that is asked; the smallest example is of no use
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
hypothesis.settings.register_profile("nightly", max_examples=5000, deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("NUMBFEET_HYPOTHESIS") or ("ci" if os.environ.get("CI") else "dev"))


# ------------------------------------------------------------------------------------------ a place of its own


@pytest.fixture(autouse=True)
def home() -> Iterator[Path]:
    """Give the test an empty home; its path is short, because a Unix socket's may not pass 107 bytes.

    It does not ask for `monkeypatch`: whatever a test patches is whole again before the home is removed.
    """
    place = Path(tempfile.mkdtemp(prefix="nf-"))
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in _private(place).items():
            patch.setenv(variable, value)
        _read_zone()
        yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return a call that sets the local time zone, as in `zone("America/New_York")`."""

    def set_zone(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        _read_zone()

    yield set_zone
    monkeypatch.setenv("TZ", "UTC")
    _read_zone()


def _read_zone() -> None:
    if sys.platform != "win32":
        time.tzset()


@pytest.fixture(scope="session")
def outside() -> dict[str, str]:
    """Return the environment that pytest was started with: pip's settings and cache, the person's PATH."""
    return dict(OUTSIDE)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the sdist from a copy of the checkout, and the wheel from the sdist; once for the whole run."""
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def built_wheel(built: Built) -> Path:
    """Return the wheel, as it would be published."""
    return built.wheel


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory, outside: dict[str, str]) -> Path:
    """Install the wheel and nothing but what it asks for; return the folder of the environment's programs."""
    return new_environment(tmp_path_factory.mktemp("wheel") / "venv", outside, str(built.wheel))


# ----------------------------------------------------------------------------------------------- no way out


class SocketOutsideError(RuntimeError):
    """A test tried to reach what is not its own: the network, or a socket of the person's session."""


def _refuse_sockets_outside(event: str, arguments: tuple[object, ...]) -> None:
    if event != "socket.connect":
        return
    address = arguments[1]
    if isinstance(address, tuple):
        if address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise SocketOutsideError(f"a test connected to {address}")
        return
    path = address.decode(errors="replace") if isinstance(address, bytes) else str(address)
    if not path.lstrip("\0").startswith((tempfile.gettempdir(), "/tmp/")):
        raise SocketOutsideError(f"a test connected to {path!r}")


sys.addaudithook(_refuse_sockets_outside)


# --------------------------------------------------------------------------------------------- no silent skip


def pytest_runtest_setup(item: pytest.Item) -> None:
    if (marker := item.get_closest_marker("only_on")) and sys.platform != marker.args[0]:
        pytest.skip(f"only on {marker.args[0]}")


def _fail_when_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("NUMBFEET_REQUIRE_REAL") != "1" or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"NUMBFEET_REQUIRE_REAL=1 allows no skip. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not item.get_closest_marker("only_on"):
        _fail_when_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_when_skipped(report)
    return report


# ---------------------------------------------------------------------------------------------------- second tries

REAL = ("integration", "e2e", "reliability")
"""Folders whose tests wait for daemons that share the machine with whatever else runs on it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try a test before real daemons once more when it fails; the output says so. Nothing else is tried twice."""
    root = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(root) and item.path.relative_to(root).parts[0] in REAL:
            item.add_marker(pytest.mark.flaky(reruns=1, reruns_delay=1))
