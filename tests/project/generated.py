"""Files that are made from the grammar and the config and checked in: completion scripts, manual page, schema.

    python -m tests.project.generated

writes them; a test compares them with what this would write.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import shtab

from numbfeet_tray import __version__
from numbfeet_tray.cli.exits import MEANINGS
from numbfeet_tray.cli.parser import build
from numbfeet_tray.shell.config_write import SCHEMA_NAME, schema_text
from tests.project.build import ROOT

SHELLS = ("bash", "zsh", "fish")
COMPLETED = {
    "FILE": shtab.FILE,
    "FOLDER": shtab.DIRECTORY,
    "ROUTINE": shtab.cmd("numbfeet routines list 2>/dev/null | cut -d ' ' -f 1"),
    "KEY": shtab.cmd("numbfeet config show 2>/dev/null | cut -d ' ' -f 1"),
}
"""What an argument is completed with, by the name that the help gives it."""

ENVIRONMENT = {
    "NUMBFEET_CONFIG": "The config file, in place of the usual one.",
    "NUMBFEET_DATA_DIR": "The folder of the history.",
    "NUMBFEET_RUNTIME_DIR": "The folder of the lock and the control socket; only its owner may be able to enter it.",
    "NUMBFEET_PORTABLE": "A folder for config, history and everything else, as --portable.",
    "NO_COLOR": "When it is set to anything, nothing is coloured. Nothing is, either, where the output is no terminal.",
    "VISUAL, EDITOR": "What numbfeet config edit opens the config with.",
    "NOTIFY_SOCKET, WATCHDOG_USEC": "Set by systemd: numbfeet run says when it is up, and feeds the watchdog.",
    "XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_RUNTIME_DIR": "Where the folders of all programs are.",
}
SIGNALS = {
    "SIGTERM, SIGINT, SIGHUP": "numbfeet run ends, and saves the clocks.",
    "SIGUSR1": "numbfeet run writes the stack of each thread to its error output, and where it stands to its log.",
}
FILES = {
    "~/.config/numbfeet/config.toml": "The settings. numbfeet config init writes the commented example.",
    "~/.local/share/numbfeet/history.sqlite3": "The history: append-only rows, and the saved state.",
    "$XDG_RUNTIME_DIR/numbfeet/": "Lock and control socket of the running program.",
}
EXAMPLES = {
    "numbfeet pause --until 14:30": "No prompts until half past two; the seated time goes on.",
    "numbfeet config set 'reminder[1].every' 45m": "Prompt to move the feet after 45 minutes.",
    "numbfeet doctor --report": "A text about this desktop for a bug report, without private data.",
    'eval "$(numbfeet completion bash)"': "Complete the command line in this shell.",
}


def marked(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Return `parser` with each argument marked with what completes it."""
    for one in [parser, *(child for _, child in commands_of(parser))]:
        for action in one._actions:
            if isinstance(action.metavar, str) and action.metavar in COMPLETED:
                action.complete = COMPLETED[action.metavar]  # type: ignore[attr-defined]
    return parser


def commands_of(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield every command below `parser` with its full name, and after it its own commands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, child in action.choices.items():
                yield f"{name} {word}".strip(), child
                yield from commands_of(child, f"{name} {word}")


def manual() -> str:
    """Return the manual page in man(7)."""
    parser = build()
    lines = [
        f'.TH NUMBFEET 1 "" "numbfeet\\-tray {__version__}" "User Commands"',
        *(".SH NAME", r"numbfeet \- count seated time and encourage the feet to move"),
        *(".SH SYNOPSIS", ".B numbfeet", f"{_synopsis(parser)} \\fICOMMAND\\fR …"),
        *(".SH DESCRIPTION", roff(f"{parser.description}"), ".PP", roff(f"{parser.epilog}")),
        *(".SH OPTIONS", *_options(parser)),
        ".SH COMMANDS",
    ]
    for name, child in commands_of(parser):
        if not any(isinstance(action, argparse._SubParsersAction) for action in child._actions):
            lines += [f'.SS "{roff(name)}"', f".B numbfeet {roff(name)}", _synopsis(child), ".PP"]
            lines += [roff(_sentence(child.description or "")), *_options(child)]
    lines += [".SH EXIT STATUS", *_terms({str(int(code)): text for code, text in MEANINGS.items()})]
    lines += [".SH ENVIRONMENT", *_terms(ENVIRONMENT), ".SH SIGNALS", *_terms(SIGNALS)]
    lines += [".SH FILES", *_terms(FILES), ".SH EXAMPLES", *_terms(EXAMPLES)]
    return "\n".join(line for line in lines if line) + "\n"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _terms(texts: dict[str, str]) -> Iterator[str]:
    for term, text in texts.items():
        yield from (".TP", f"\\fB{roff(term)}\\fR", roff(text))


def _shown(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield the arguments that the manual tells of."""
    for action in parser._actions:
        is_hidden = action.help == argparse.SUPPRESS or isinstance(action, argparse._SubParsersAction)
        if not is_hidden and not isinstance(action, argparse._HelpAction):
            yield action


def _synopsis(parser: argparse.ArgumentParser) -> str:
    parts = []
    for action in _shown(parser):
        name = f"\\fB{roff(action.option_strings[0])}\\fR" if action.option_strings else ""
        part = f"{name} {_value(action)}".strip()
        parts.append(part if action.required else f"[{part}]")
    return " ".join(parts)


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    return f"\\fI{roff(str(action.metavar or '|'.join(map(str, action.choices or [action.dest]))))}\\fR"


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in _shown(parser):
        names = ", ".join(f"\\fB{roff(name)}\\fR" for name in action.option_strings)
        yield from (".TP", f"{names} {_value(action)}".strip(), roff(action.help or ""))


def roff(text: str) -> str:
    """Return `text` so that the formatter takes none of it for its own."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def generated() -> dict[Path, str]:
    """Return every file with what should be in it."""
    scripts = ROOT / "numbfeet_tray" / "data" / "completions"
    files = {scripts / f"numbfeet.{shell}": shtab.complete(marked(build()), shell) for shell in SHELLS}
    files[ROOT / "docs" / "man" / "numbfeet.1"] = manual()
    files[ROOT / "docs" / SCHEMA_NAME] = schema_text()
    return {path: text.rstrip("\n") + "\n" for path, text in files.items()}


if __name__ == "__main__":
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
