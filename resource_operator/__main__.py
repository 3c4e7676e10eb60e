"""Starts resource_operator: `python -m resource_operator`."""

from __future__ import annotations

from api_common.settings import load
from api_common.web.server import serve
from resource_operator.main import SERVICE, create_app
from resource_operator.settings import ResourceSettings


def main() -> None:
    """Read the settings and serve until told to stop."""
    settings = load(ResourceSettings)
    serve(SERVICE, settings, lambda: create_app(settings))


if __name__ == "__main__":
    main()
