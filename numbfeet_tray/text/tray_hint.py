"""What would bring a tray to a desktop without one."""

from __future__ import annotations

from numbfeet_tray.text.catalog import _


def tray_hint(desktop: str) -> str:
    """Return one line of advice; `desktop` is XDG_CURRENT_DESKTOP, such as "ubuntu:GNOME"."""
    name = desktop.lower()
    if "gnome" in name:
        return _(
            "Install the extension AppIndicator and KStatusNotifierItem Support "
            "(gnome-shell-extension-appindicator) and switch it on in the Extensions app."
        )
    if "xfce" in name:
        return _("Add the item Status Tray Plugin to the panel.")
    return _(
        "Add a tray to the panel, or start one, such as waybar. Old XEmbed trays pass no clicks on and are not used; "
        "snixembed makes them of use. Without a tray, prompts still come."
    )
