"""The change feed on its way to consoles, to waiting requests and to the runner."""
