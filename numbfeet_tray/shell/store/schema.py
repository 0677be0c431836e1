"""The tables of the history, as numbered migrations that only go forward.

Talks to: an open SQLite connection.
Thread: the connection's.
Blocks: on the disk.
Fails with: sqlite3.Error; StoreProblem for a file that is not ours or from a newer version.
Missing when: never.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from numbfeet_tray.shell.store.problem import StoreProblem
from numbfeet_tray.text.catalog import _

APPLICATION_ID = 0x6E756D62
"""Marks the file as ours ("numb"), in SQLite's own header."""

APPEND_ONLY = ("run", "run_end", "span", "prompt", "routine", "undo")
"""Tables whose rows are never changed."""

_FIRST = (
    # Every `…_utc` is in milliseconds since 1970 UTC, every `utc_offset` in minutes east of it, as of the append.
    f"PRAGMA application_id = {APPLICATION_ID}",
    """CREATE TABLE run (
        id INTEGER PRIMARY KEY,
        started_utc INTEGER NOT NULL,
        utc_offset INTEGER NOT NULL,
        version TEXT NOT NULL,
        boot_id TEXT NOT NULL
    )""",
    """CREATE TABLE run_end (
        run INTEGER NOT NULL REFERENCES run,
        ended_utc INTEGER NOT NULL,
        utc_offset INTEGER NOT NULL
    )""",
    """CREATE TABLE span (
        run INTEGER NOT NULL REFERENCES run,
        kind TEXT NOT NULL,
        start_utc INTEGER NOT NULL,
        end_utc INTEGER NOT NULL CHECK (end_utc >= start_utc),
        utc_offset INTEGER NOT NULL
    )""",
    """CREATE TABLE prompt (
        run INTEGER NOT NULL REFERENCES run,
        prompt_id INTEGER NOT NULL,
        reminder TEXT NOT NULL,
        level INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        detail TEXT NOT NULL,
        seated_s REAL NOT NULL,
        held INTEGER NOT NULL,
        offer TEXT NOT NULL,
        discreet INTEGER NOT NULL,
        at_utc INTEGER NOT NULL,
        utc_offset INTEGER NOT NULL
    )""",
    """CREATE TABLE routine (
        run INTEGER NOT NULL REFERENCES run,
        routine TEXT NOT NULL,
        start_utc INTEGER NOT NULL,
        end_utc INTEGER NOT NULL CHECK (end_utc >= start_utc),
        utc_offset INTEGER NOT NULL,
        how TEXT NOT NULL,
        steps_done INTEGER NOT NULL,
        steps_skipped INTEGER NOT NULL,
        steps INTEGER NOT NULL,
        by_prompt INTEGER
    )""",
    """CREATE TABLE undo (
        run INTEGER NOT NULL REFERENCES run,
        start_utc INTEGER NOT NULL,
        end_utc INTEGER NOT NULL CHECK (end_utc >= start_utc),
        at_utc INTEGER NOT NULL,
        utc_offset INTEGER NOT NULL
    )""",
    "CREATE TABLE state (key TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX span_by_end ON span (end_utc)",
    "CREATE INDEX prompt_by_time ON prompt (at_utc)",
    "CREATE INDEX routine_by_end ON routine (end_utc)",
    *(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        for table in APPEND_ONLY
    ),
)

_SECOND = (
    # What the person writes and may delete: not append-only, never counted, never in a figure.
    """CREATE TABLE note (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at_utc INTEGER NOT NULL,
        utc_offset INTEGER NOT NULL,
        routine TEXT NOT NULL,
        feeling TEXT NOT NULL CHECK (feeling IN ('', 'better', 'same', 'worse')),
        text TEXT NOT NULL
    )""",
    "CREATE TABLE acknowledged (what TEXT PRIMARY KEY, at_utc INTEGER NOT NULL) WITHOUT ROWID",
    "ALTER TABLE routine ADD COLUMN input_while_up INTEGER NOT NULL DEFAULT 0",
)

Migration = Sequence[str]
MIGRATIONS: tuple[Migration, ...] = (_FIRST, _SECOND)
"""Statements that lead from version n to n + 1. Never edited once released, only added to."""


def refuse_foreign(connection: sqlite3.Connection, path: Path, newest: int = len(MIGRATIONS)) -> None:
    """Refuse a file that this program must not touch; only reads.

    Raises:
        StoreProblem: the file is from a newer version, or holds somebody else's tables.
    """
    version = _pragma(connection, "user_version")
    application = _pragma(connection, "application_id")
    if application != APPLICATION_ID and _tables(connection):
        raise StoreProblem(_("{path} is not a numbfeet history; it is left as it is.").format(path=path))
    if version > newest:
        raise StoreProblem(
            _(
                "The history {path} was written by a newer numbfeet-tray (format {version}, this one knows {newest});"
                " it is left as it is."
            ).format(path=path, version=version, newest=newest)
        )


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the file to the newest version, each migration in a transaction of its own."""
    while (version := _pragma(connection, "user_version")) < len(migrations):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have done it while this one waited for the lock.
            if _pragma(connection, "user_version") == version:
                for statement in migrations[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _tables(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
