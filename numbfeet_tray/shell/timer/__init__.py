"""Time carried by APScheduler without threads; see docs/adr/0003-apscheduler-carries-time-without-threads.md."""

from numbfeet_tray.shell.timer.cron import next_fire
from numbfeet_tray.shell.timer.scheduler import LoopScheduler
from numbfeet_tray.shell.timer.zone import LocalZone

__all__ = ["LocalZone", "LoopScheduler", "next_fire"]
