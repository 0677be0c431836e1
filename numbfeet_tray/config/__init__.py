"""From TOML text to `Config`, or to every problem found. Pure."""
