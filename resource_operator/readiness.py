"""What must hold so that resource_operator can work."""

from __future__ import annotations

from api_common.clients.db import DbProxyClient
from api_common.web.health import Check


def checks(db: DbProxyClient) -> dict[str, Check]:
    """The named checks of `/readyz`."""

    def db_proxy() -> None:
        db.hosts()

    return {"db_proxy": db_proxy}
