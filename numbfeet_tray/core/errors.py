"""Errors of the core. Each names who is at fault: a caller, or the person's request."""


class NumbfeetError(Exception):
    """Base of every error that numbfeet-tray raises on purpose."""


class TimeWentBackError(NumbfeetError, ValueError):
    """A step was asked for an instant before the last one; nothing was changed."""


class UnknownRoutineError(NumbfeetError, LookupError):
    """A routine was named that the catalogue does not hold."""
