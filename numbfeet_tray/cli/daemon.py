"""`run`: the program itself, in the foreground."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.cli.places import paths_of
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.text.catalog import _


def run(options: argparse.Namespace) -> int:
    """Run the program until it is told to stop, or have the running one show itself."""
    from numbfeet_tray.app.daemon import DEMO_PROFILE, Daemon  # noqa: PLC0415 - a status must not pay for it
    from numbfeet_tray.app.options import Options  # noqa: PLC0415
    from numbfeet_tray.shell.control.instance import AlreadyRunning, Instance  # noqa: PLC0415
    from numbfeet_tray.shell.logs import TraceFileProblem, set_up_logging  # noqa: PLC0415
    from numbfeet_tray.shell.paths import PathsProblem  # noqa: PLC0415

    try:
        set_up_logging(verbose=options.verbose, file=options.log_file)
    except OSError as error:
        return _fail(_("{path} cannot be written: {reason}.").format(path=options.log_file, reason=error.strerror))
    profile = options.profile or (DEMO_PROFILE if options.demo else "")
    try:
        paths = paths_of(options, profile)
        paths.make_data()
        paths.make_runtime()
        instance = Instance(paths.lock, paths.socket)
    except PathsProblem as error:
        return _fail(error)
    except AlreadyRunning:
        return _show_the_first(paths.socket)
    try:
        Daemon(Options(options.config, options.record, options.demo, profile), paths, os.environ).run()
    except TraceFileProblem as error:
        return _fail(error)
    finally:
        instance.close()
    return Exit.OK


def _show_the_first(socket: Path) -> int:
    from numbfeet_tray.shell.control.client import ControlProblem, ask  # noqa: PLC0415

    try:
        # It may have taken the lock and not listen yet.
        print(ask(socket, "show", {}, patience=Seconds(2.0)).message)
    except ControlProblem as error:
        return _fail(error)
    return Exit.OK


def _fail(error: object) -> int:
    print(error, file=sys.stderr)
    return Exit.FAILED
