"""`python -m db_proxy`: serve until told to stop. `python -m db_proxy accept-time`: the machine's clock is right."""

from __future__ import annotations

import sys

from api_common.settings import load
from api_common.web.server import serve
from db_proxy.accepting import accept_machine_time
from db_proxy.main import SERVICE, create_app
from db_proxy.settings import DbProxySettings

if __name__ == "__main__":
    settings = load(DbProxySettings)
    if sys.argv[1:] == ["accept-time"]:
        sys.exit(accept_machine_time(settings))
    if sys.argv[1:]:
        sys.exit("usage: python -m db_proxy [accept-time]")
    serve(SERVICE, settings, lambda: create_app(settings))
