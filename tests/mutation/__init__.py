"""Breaks a pure layer in every small way, one at a time, and tells which mistakes its tests do not notice."""
