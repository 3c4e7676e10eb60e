"""Stands before every route: who asks, may they, what of it goes into the audit log, and was it asked before.

A route class, so that it comes before the body is looked at: who may not ask learns nothing about how to. Routes say
what they need with `@needs`; one that does not cannot be added.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import anyio.to_thread
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api_common.clients.accounts import AccountClient
from api_common.clock import SYSTEM_CLOCK
from api_common.context import CALLER, PATIENCE, REQUEST_KEY
from api_common.contract.request import KeyClaim, KeyState, RequestBegun
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.callers import ANONYMOUS, Caller
from iaas_core.auth.identities import Identities
from iaas_core.auth.permissions import Access, Rule, require, rule_of
from iaas_core.auth.tokens import digest_of
from iaas_core.envelope import answer_to, ok
from iaas_core.forms.replies import MessageReply
from iaas_core.routes.context import wants_no_waiting
from iaas_core.routes.keys import REPLAYED, Keys, end_of, refusal, still_working
from iaas_core.services.audit_log import AuditLog, read
from iaas_core.services.replays import Replays
from iaas_core.services.request import AGAIN

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
        keys: Keys,
        replays: Replays,
        *,
        name_of: Callable[[APIRoute], str],
        trusting: bool,
        patience_seconds: float = 0,
    ) -> None:
        """`name_of` gives the action that the log shows. `trusting` lets everybody do everything (AUTH_MODE=none);
        tokens that are shown must be good all the same. `patience_seconds` is how long a request that changes something
        waits for a control part that is being restarted."""
        self._identities = identities
        self._accounts = accounts
        self._audit = audit
        self._keys = keys
        self._replays = replays
        self._name_of = name_of
        self._trusting = trusting
        self._patience = patience_seconds

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
        PATIENCE.set(SYSTEM_CLOCK.monotonic() + self._patience)
        body = await request.body()  # kept by the request, for the handler
        claim = None
        try:
            claim = self._keys.claim(request, route, caller, body)
        except IaasError as error:
            handle = _refusing(error)
        try:
            async with self._keys.turn(claim, at_once=wants_no_waiting(request.headers.get("prefer"))):
                return await self._noted(request, route, caller, handle, body, claim)
        except TimeoutError as error:
            raise still_working() from error

    async def _noted(
        self, request: Request, route: APIRoute, caller: Caller, handle: Handler, body: bytes, claim: KeyClaim | None
    ) -> Response:
        area, asked = str(route.tags[0]), _asked(request, body)
        begun = await anyio.to_thread.run_sync(
            self._audit.begin, self._name_of(route), area, caller, address_of(request), asked, claim
        )
        if begun.state not in (KeyState.NEW, KeyState.AGAIN):
            claim, handle = None, self._replaying(begun, route, caller)
        elif claim is not None:
            REQUEST_KEY.set(f"{claim.claim} {claim.key}")
            AGAIN.set(begun.state is KeyState.AGAIN)
        try:
            response = await handle(request)
        except HTTPException as error:
            failed = {"code": 402.0, "kind": ErrorKind.INVALID_REQUEST, "log": str(error.detail)}
            await self._end(begun.audit_id, area, claim, json.dumps(failed).encode())
            raise
        except Exception as error:  # whatever it was: it is answered and noted
            response = answer_to(request, error)
        await self._end(begun.audit_id, area, claim, bytes(response.body))
        return response

    async def _end(self, audit_id: int, area: str, claim: KeyClaim | None, body: bytes) -> None:
        answer = read(body)
        end = end_of(self._audit.end_of(audit_id, area, answer), claim, answer, body)
        await anyio.to_thread.run_sync(self._audit.end, end)

    def _replaying(self, begun: RequestBegun, route: APIRoute, caller: Caller) -> Handler:
        """Answers what was answered before, or what is known of the work, or why nothing is done."""

        async def replay(request: Request) -> Response:
            if (error := refusal(begun)) is not None:
                raise error
            if begun.answer is not None:
                response = Response(begun.answer, media_type="application/json")
            else:
                at_once = wants_no_waiting(request.headers.get("prefer"))
                tell = partial(self._replays.answer, begun.effect or {}, _shape_of(route), caller, at_once=at_once)
                response = ok(request, await anyio.to_thread.run_sync(tell))
            response.headers[REPLAYED] = "true"
            return response

        return replay


def address_of(request: Request) -> str:
    """Where a request comes from, as far as the proxies before us are to be believed."""
    return request.client.host if request.client else ""


def _shape_of(route: APIRoute) -> Any:
    """The record that a route answers in its envelope."""
    fields = getattr(route.response_model, "model_fields", {})
    return fields["data"].annotation if "data" in fields else MessageReply


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
