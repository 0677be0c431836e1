"""Guides: draw a running routine."""
