"""`python -m db_proxy`: serve until told to stop."""

from __future__ import annotations

from api_common.settings import load
from api_common.web.server import serve
from db_proxy.main import SERVICE, create_app
from db_proxy.settings import DbProxySettings

if __name__ == "__main__":
    settings = load(DbProxySettings)
    serve(SERVICE, settings, lambda: create_app(settings))
