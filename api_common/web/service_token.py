"""Service-to-service authentication: which service calls, and whether it may. With TLS a token alone is not enough.

A router says who its callers are: `APIRouter(dependencies=[callers("iaas-core")])` with the object of this module.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Depends, Request

from api_common.context import CALLER, REQUEST_KEY
from api_common.errors import ErrorKind, IaasError
from api_common.service_tokens import CALLER_HEADER, REQUEST_KEY_HEADER, ServiceTokens
from api_common.web.protocol import PEER_NAMES


class ServiceDoor:
    """Checks the token that a calling service sends."""

    def __init__(self, tokens: ServiceTokens) -> None:
        self._tokens = tokens

    def callers(self, *allowed: str) -> Any:
        """A FastAPI dependency that lets only these services in."""
        return Depends(self._check(frozenset(allowed)))

    def _check(self, allowed: frozenset[str]) -> Callable[[Request], Awaitable[None]]:
        async def check(request: Request) -> None:  # async: no thread for a comparison
            caller = request.headers.get(CALLER_HEADER, "")
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not self._tokens.accepts(caller, token):
                raise IaasError(ErrorKind.UNAUTHENTICATED, "this door opens to services of the suite only")
            if self._tokens.tls_dir and caller not in request.scope["state"].get(PEER_NAMES, ()):
                raise IaasError(ErrorKind.UNAUTHENTICATED, "this door asks for the certificate of a service, too")
            if caller not in allowed:
                raise IaasError(ErrorKind.FORBIDDEN, f"{caller} may not call this")
            CALLER.set(caller)
            REQUEST_KEY.set(request.headers.get(REQUEST_KEY_HEADER, ""))

        return check
