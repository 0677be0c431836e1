"""What is missing here, in one line each, with what that means for the person."""

from __future__ import annotations

from dataclasses import dataclass, field

from numbfeet_tray.text.catalog import _


@dataclass(slots=True)
class Missing:
    """Collects reasons as adapters give them, and tells each thing once."""

    session_bus: str = ""
    """Why there is no session bus; empty when there is one."""
    system_bus: str = ""
    display: str = ""
    """Why nothing tells of input; empty when something does."""
    others: list[str] = field(default_factory=list)
    """Reasons of parts that lack something else."""

    def note(self, part: str, reasons: list[str]) -> None:
        """Take the reasons for which the adapters of `part` that were tried cannot be used."""
        if part in {"tray", "notifier"} and self.session_bus:
            return
        if part == "session" and self.system_bus:
            return
        if part == "idle":
            self.display = " ".join(reasons)
            return
        self.others += [reason for reason in reasons if reason not in self.others]

    def lines(self, parts: dict[str, str], program: str = "numbfeet") -> list[str]:
        """Return the lines; `parts` names the adapter of each part, `program` is how the person calls the program."""
        found = []
        if self.session_bus:
            text = _("Missing: {why}. So there is no tray icon, and prompts come to this terminal.")
            found.append(text.format(why=self.session_bus))
        if parts.get("idle") == "none":
            text = _(
                "Missing: idle time. {why} So you count as seated from now on; say {program} away, {program} standing "
                "or {program} sitting when that changes."
            )
            found.append(text.format(why=self.display, program=program))
        if self.system_bus:
            text = _("Missing: {why}. So locking and sleep are told from idle time and clocks alone.")
            if parts.get("session", "none") != "none":
                text = _("Missing: {why}. So sleep is told from clocks alone, and locking by the screen saver if any.")
            found.append(text.format(why=self.system_bus))
        found += [_("Missing: {why}").format(why=reason) for reason in self.others]
        if parts.get("guide") == "terminal":
            found.append(_("Routines are guided in this terminal."))
        return found
