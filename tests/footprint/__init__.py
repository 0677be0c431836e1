"""Measures what the program costs: icon, memory, processor time and wake-ups, beside any other program."""
