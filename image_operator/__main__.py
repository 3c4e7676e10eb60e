"""Starts image_operator: `python -m image_operator`."""

from __future__ import annotations

from api_common.settings import load
from api_common.web.server import serve
from image_operator.main import SERVICE, create_app
from image_operator.settings import ImageSettings


def main() -> None:
    """Read the settings and serve until told to stop."""
    settings = load(ImageSettings)
    serve(SERVICE, settings, lambda: create_app(settings))


if __name__ == "__main__":
    main()
