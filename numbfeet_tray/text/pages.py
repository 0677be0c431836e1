"""Pages of words: sections with paragraphs and lists, written out as plain text or as one HTML file."""

from __future__ import annotations

import html
import textwrap
from dataclasses import dataclass

from numbfeet_tray.text.catalog import _


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    """A list; comes after the paragraphs."""
    after: tuple[str, ...] = ()
    """Paragraphs after the list."""
    is_urgent: bool = False
    """Stands out where colour is to be had; the heading says it in words, too."""


@dataclass(frozen=True, slots=True)
class Page:
    """Something to read."""

    title: str
    sections: tuple[Section, ...]


def plain(page: Page, width: int = 78) -> str:
    """Return the page as lines of at most `width` characters (at least 20)."""
    width = max(20, width)
    parts = [f"{page.title}\n{'=' * min(width, len(page.title))}"]
    for section in page.sections:
        if section.heading:
            parts.append("\n".join([*textwrap.wrap(section.heading, width), "-" * min(width, len(section.heading))]))
        parts += (textwrap.fill(text, width) for text in section.paragraphs)
        if section.items:
            parts.append("\n".join(_item(text, width) for text in section.items))
        parts += (textwrap.fill(text, width) for text in section.after)
    return "\n\n".join(parts) + "\n"


def _item(text: str, width: int) -> str:
    return textwrap.fill(text, width, initial_indent="  * ", subsequent_indent="    ")


_STYLE = """:root { color-scheme: light dark }
body { font: 1.15rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }
.urgent { border-left: .5rem solid #c01c28; padding-left: 1rem }
li { margin: .4rem 0 }"""


def as_html(page: Page) -> str:
    """Return the page as one HTML document that loads nothing."""
    parts = [
        f'<!doctype html>\n<html lang="{html.escape(_("en"))}">\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{html.escape(page.title)}</title>\n<style>{_STYLE}</style>",
        f"<h1>{html.escape(page.title)}</h1>",
    ]
    for section in page.sections:
        parts.append('<section class="urgent">' if section.is_urgent else "<section>")
        if section.heading:
            parts.append(f"<h2>{html.escape(section.heading)}</h2>")
        parts += (f"<p>{html.escape(text)}</p>" for text in section.paragraphs)
        if section.items:
            parts.append("<ul>")
            parts += (f"<li>{html.escape(text)}</li>" for text in section.items)
            parts.append("</ul>")
        parts += (f"<p>{html.escape(text)}</p>" for text in section.after)
        parts.append("</section>")
    return "\n".join(parts) + "\n</html>\n"
