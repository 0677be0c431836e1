"""Every word that a person reads, in one place, through gettext."""
