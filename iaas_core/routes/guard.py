"""Stands before every route: who asks, may they, and what of it goes into the audit log.

A route class, so that it comes before the body is looked at: who may not ask learns nothing about how to. Routes say
what they need with `@needs`; one that does not cannot be added.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any

import anyio.to_thread
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api_common.clients.accounts import AccountClient
from api_common.context import CALLER
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.callers import ANONYMOUS, Caller
from iaas_core.auth.identities import Identities
from iaas_core.auth.permissions import Access, Rule, require, rule_of
from iaas_core.auth.tokens import digest_of
from iaas_core.envelope import answer_to
from iaas_core.services.audit_log import AuditLog

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_FOR_NOBODY = (Access.OPEN, Access.SERVICE)


class GuardedRoute(APIRoute):
    """A route behind the guard of its application."""

    def get_route_handler(self) -> Handler:
        """The framework's handler, after the guard."""
        rule, handle = rule_of(self.endpoint), super().get_route_handler()

        async def guarded(request: Request) -> Response:
            guard: Guard = request.app.state.guard
            return await guard.let_in(request, self, rule, handle)

        return guarded


class Guard:
    """One for the application."""

    def __init__(
        self,
        identities: Identities,
        accounts: AccountClient,
        audit: AuditLog,
        *,
        name_of: Callable[[APIRoute], str],
        trusting: bool,
    ) -> None:
        """`name_of` gives the action that the log shows. `trusting` lets everybody do everything (AUTH_MODE=none);
        tokens that are shown must be good all the same."""
        self._identities = identities
        self._accounts = accounts
        self._audit = audit
        self._name_of = name_of
        self._trusting = trusting

    async def let_in(self, request: Request, route: APIRoute, rule: Rule, handle: Handler) -> Response:
        """The route's answer, if its rule allows it."""
        if rule.access in _FOR_NOBODY:
            return await handle(request)
        caller = await self._caller(request, rule)
        request.state.caller = caller
        CALLER.set(caller.username)
        audited = rule.audited if rule.audited is not None else request.method == "POST"
        try:
            require(rule, caller)
        except IaasError as error:
            if not audited:
                raise
            return await self._audited(request, route, caller, _refusing(error))
        return await (self._audited(request, route, caller, handle) if audited else handle(request))

    async def _caller(self, request: Request, rule: Rule) -> Caller:
        header = request.headers.get("Authorization", "")
        if rule.by_ticket and (ticket := request.query_params.get("ticket")) is not None:
            holder = await anyio.to_thread.run_sync(self._accounts.take_ticket, digest_of(ticket))
            return self._identities.caller_of(holder)
        if not header and self._trusting:
            return ANONYMOUS
        if (known := self._identities.known(header)) is not None:
            return known
        return await anyio.to_thread.run_sync(self._identities.of, header, self._accounts)

    async def _audited(self, request: Request, route: APIRoute, caller: Caller, handle: Handler) -> Response:
        """The answer, with an entry before the work and its end before the answer goes out."""
        body = await request.body()  # kept by the request, for the handler
        area = str(route.tags[0])
        audit_id = await anyio.to_thread.run_sync(
            self._audit.begin, self._name_of(route), area, caller, address_of(request), _asked(request, body)
        )
        try:
            response = await handle(request)
        except HTTPException as error:
            failed = {"code": 402.0, "kind": ErrorKind.INVALID_REQUEST, "log": str(error.detail)}
            await anyio.to_thread.run_sync(self._audit.end, audit_id, area, json.dumps(failed).encode())
            raise
        except Exception as error:  # whatever it was: it is answered and noted
            response = answer_to(request, error)
        await anyio.to_thread.run_sync(self._audit.end, audit_id, area, bytes(response.body))
        return response


def address_of(request: Request) -> str:
    """Where a request comes from, as far as the proxies before us are to be believed."""
    return request.client.host if request.client else ""


def _refusing(error: IaasError) -> Handler:
    async def refuse(_: Request) -> Response:
        raise error

    return refuse


def _asked(request: Request, body: bytes) -> dict[str, Any]:
    """The fields of a request, wherever they are."""
    try:
        decoded = json.loads(body) if body else {}
    except (ValueError, RecursionError):  # the handler will say so
        decoded = {}
    return {**request.query_params, **(decoded if isinstance(decoded, dict) else {})}
