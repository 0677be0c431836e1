"""The way in for the command line: one program per session, listening on a socket of its own."""

from numbfeet_tray.shell.control.client import ControlProblem, NoProgramRunning, ProtocolMismatch, ask
from numbfeet_tray.shell.control.codec import Fault, Request, Response
from numbfeet_tray.shell.control.instance import AlreadyRunning, Instance
from numbfeet_tray.shell.control.server import ControlServer

__all__ = [
    "AlreadyRunning",
    "ControlProblem",
    "ControlServer",
    "Fault",
    "Instance",
    "NoProgramRunning",
    "ProtocolMismatch",
    "Request",
    "Response",
    "ask",
]
