"""The Help page: what the icon and the prompts mean, and where everything is."""

from __future__ import annotations

from numbfeet_tray.text.catalog import _
from numbfeet_tray.text.pages import Page, Section


def help_page() -> Page:
    """Return the page."""
    return Page(_("Help for numbfeet"), (_icon(), _prompts(), _figures(), _elsewhere(), _missing()))


def _icon() -> Section:
    return Section(
        _("The icon"),
        paragraphs=(
            _("A click on the icon starts the routine that is offered, or stops the one that runs."),
            _("The other button opens the menu. Its first line says why it is quiet, or when the next prompt comes."),
        ),
        items=(
            _("A ring that fills: seated, on the way to the next prompt."),
            _("Orange: it is time to move."),
            _("Other signs: snoozed, on hold, paused, away, standing, in a routine, or presence unknown."),
        ),
    )


def _prompts() -> Section:
    return Section(
        _("Prompts"),
        items=(
            _("Start begins the routine that is offered. Esc, or Stop in the menu, ends it at any time."),
            _("Snooze puts the prompt off. After two snoozes a shorter routine is offered."),
            _("Skip lets this one go. The seated time goes on, so the next prompt comes after another full interval."),
            _("Pause holds all prompts. It ends by itself unless you choose otherwise."),
            _("I was still sitting takes back a break that was none, for ten minutes."),
        ),
    )


def _figures() -> Section:
    return Section(
        _("The figures"),
        paragraphs=(
            _("Seated time is presence at the computer, not sitting itself: nothing here can see a chair."),
            _("Up counts the breaks between two seated stretches that were long enough to start the clocks again."),
        ),
    )


def _elsewhere() -> Section:
    return Section(
        _("The same from elsewhere"),
        items=(
            _("In a terminal: numbfeet --help lists every command, man numbfeet explains them."),
            _("From a shortcut of your desktop: bind a key to a command such as numbfeet snooze 10m."),
            _("Starting numbfeet again opens a window with everything that is in the menu."),
            _("To have it start at login: numbfeet autostart enable"),
            _("Settings is one text file; saving it is enough."),
        ),
    )


def _missing() -> Section:
    return Section(
        _("When something is missing"),
        paragraphs=(
            _("Doctor, in the menu, tries everything here and says what would help."),
            _("GNOME shows icons only with the extension AppIndicator and KStatusNotifierItem Support."),
        ),
    )
