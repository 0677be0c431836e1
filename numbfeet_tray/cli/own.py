"""Where the command line finds the exercises and routines: the program's, and the person's own beside their config."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from numbfeet_tray.app.catalogue import whole_catalogue
from numbfeet_tray.cli.places import paths_of
from numbfeet_tray.config.routines import Catalogue
from numbfeet_tray.shell.own_files import folder_of
from numbfeet_tray.text.catalog import _


def own_folder(options: argparse.Namespace) -> Path:
    """Return the folder of the person's own files."""
    return folder_of(paths_of(options).config)


def catalogue_of(options: argparse.Namespace) -> Catalogue:
    """Return the catalogue; when the person's own files are wrong, say so and leave them out."""
    catalogue, problems = whole_catalogue(own_folder(options))
    if problems:
        print(_("Your own routines have problems and are left out: numbfeet routines check"), file=sys.stderr)
    return catalogue
