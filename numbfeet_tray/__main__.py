"""`python -m numbfeet_tray` and the `numbfeet` command."""

from __future__ import annotations

import sys

from numbfeet_tray.cli import main

if __name__ == "__main__":
    sys.exit(main())
