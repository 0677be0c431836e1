"""Where the command line looks for config, history and the running program."""

from __future__ import annotations

import argparse
import os

from numbfeet_tray.shell.paths import Paths


def paths_of(options: argparse.Namespace, profile: str | None = None) -> Paths:
    """Return the places that the options before the command and the environment say; the options come first.

    Raises:
        PathsProblem: as `Paths.of`.
    """
    environ = dict(os.environ)
    if options.portable is not None:
        environ["NUMBFEET_PORTABLE"] = str(options.portable.absolute())
        for variable in ("NUMBFEET_CONFIG", "NUMBFEET_DATA_DIR"):
            environ.pop(variable, None)
    return Paths.of(environ, options.profile if profile is None else profile)
