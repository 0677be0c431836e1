"""Adapters: each talks to one outside thing and knows only core, config, text and ports."""
