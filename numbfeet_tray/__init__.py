"""numbfeet-tray: counts seated time and encourages the feet to move."""

__version__ = "0.1.0"
