"""`/vm/create/` reaches the handler of `/vm/create`, as it did in v1; a redirect would lose the body of simple clients.

For the public API; between services nobody writes such paths.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class TrailingSlash:
    """Takes one slash off the end of a path. The application must not redirect by itself (`redirect_slashes`)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and len(path) > 1 and path.endswith("/"):
            scope = {**scope, "path": path[:-1]}
        await self._app(scope, receive, send)
