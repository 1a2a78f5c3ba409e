"""Hand out assignments, and mark what comes back: `python -m assignments --help`."""
