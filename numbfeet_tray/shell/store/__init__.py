"""The history: append-only rows and the saved state, in one SQLite file."""

from numbfeet_tray.shell.store.keeping import KeepingHistory, open_history
from numbfeet_tray.shell.store.problem import CorruptStore, StoreProblem

__all__ = ["CorruptStore", "KeepingHistory", "StoreProblem", "open_history"]
