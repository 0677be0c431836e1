"""The message catalogue: English as the source, translations from `numbfeet_tray/locale`."""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "numbfeet-tray"
LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"

_translations: gettext.NullTranslations = gettext.translation(DOMAIN, LOCALE_DIR, fallback=True)


def _(message: str) -> str:
    """Return `message` in the person's language."""
    return _translations.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the plural form for `count`, still holding its placeholders."""
    return _translations.ngettext(singular, plural, count)


def pgettext(context: str, message: str) -> str:
    """Return `message` as meant in `context`."""
    return _translations.pgettext(context, message)


def N_(message: str) -> str:  # noqa: N802 - the name that extractors know
    """Mark `message` for translation later."""
    return message
