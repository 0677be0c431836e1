"""`run`: the program itself, in the foreground."""

from __future__ import annotations

import argparse
import os
import sys

from numbfeet_tray.cli.exits import Exit


def run(options: argparse.Namespace) -> int:
    """Run the program until it is told to stop, or have the running one show itself."""
    from numbfeet_tray.app.daemon import DEMO_PROFILE, Daemon, Options  # noqa: PLC0415 - a status must not pay for it
    from numbfeet_tray.shell.control import AlreadyRunning, Instance, ask  # noqa: PLC0415
    from numbfeet_tray.shell.logs import set_up_logging  # noqa: PLC0415
    from numbfeet_tray.shell.paths import Paths, PathsProblem  # noqa: PLC0415

    set_up_logging(verbose=options.verbose)
    profile = options.profile or (DEMO_PROFILE if options.demo else "")
    try:
        paths = Paths.of(os.environ, profile)
        paths.make_data()
        paths.make_runtime()
    except PathsProblem as error:
        print(error, file=sys.stderr)
        return Exit.FAILED
    try:
        instance = Instance(paths.lock, paths.socket)
    except AlreadyRunning:
        print(ask(paths.socket, "show", {}).message)
        return Exit.OK
    try:
        Daemon(Options(options.config, options.record, options.demo, profile), paths, os.environ).run()
    finally:
        instance.close()
    return Exit.OK
