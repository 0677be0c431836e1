"""Look at the config and change it."""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.cli.grammar import Commands, add_json, command, late, subcommands
from numbfeet_tray.text.catalog import _


def add(commands: Commands) -> None:
    """Add config."""
    config = subcommands(command(commands, "config", None, _("look at the settings and change them")))
    command(config, "path", late("config_show", "show_path"), _("print where the config is, or would be"))
    command(config, "init", late("config_change", "init"), _("write the commented example there"))
    check = command(config, "check", late("config_show", "check"), _("say everything that is wrong with it"))
    check.add_argument("file", nargs="?", type=Path, metavar=_("FILE"), help=_("the usual one without it"))
    add_json(check)
    add_json(command(config, "show", late("config_show", "show"), _("print every setting, and where it comes from")))
    get = command(config, "get", late("config_show", "get"), _("print one setting"))
    get.add_argument("key", metavar=_("KEY"), help=_("such as prompt.levels or reminder[1].every"))
    add_json(get)
    change = command(config, "set", late("config_change", "set_value"), _("change one setting; comments stay"))
    change.add_argument("key", metavar=_("KEY"), help=_("such as prompt.levels or reminder[1].every"))
    change.add_argument("value", metavar=_("VALUE"), help=_("such as 45m, true, or 5m,10m,15m for a list"))
    command(config, "edit", late("config_change", "edit"), _("open it in your editor, and check it afterwards"))
    command(
        config,
        "migrate",
        late("config_change", "migrate"),
        _("bring an old config into the newest form; comments stay"),
    )
    command(config, "schema", late("config_show", "schema"), _("print the JSON Schema for editors"))
