"""What a request needs: each route says so with `@needs`, and a route that says nothing is refused when it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from api_common.contract.states import CredentialKind, Role
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.callers import Caller

F = TypeVar("F", bound=Callable[..., Any])


class Access(StrEnum):
    """Who may ask at all. What of it they see or change is in `visible`."""

    OPEN = "open"
    """Anybody, without signing in."""
    SERVICE = "service"
    """Services of the suite, by their tokens."""
    USER = "user"
    """Everybody who has signed in."""
    LEADER = "leader"
    """Leaders of groups and super administrators."""
    ADMINISTRATOR = "administrator"
    """Super administrators."""


_ROLES = {
    Access.USER: frozenset(Role),
    Access.LEADER: frozenset({Role.GROUP_LEADER, Role.SUPER_ADMIN}),
    Access.ADMINISTRATOR: frozenset({Role.SUPER_ADMIN}),
}


@dataclass(frozen=True)
class Rule:
    """What one route needs."""

    access: Access
    audited: bool | None = None
    """Whether it is in the audit log; null: if it is a POST."""
    session_only: bool = False
    """Not with a key: who has found one must not be able to make it last."""
    with_old_password: bool = False
    """Also while the password must be changed."""
    by_ticket: bool = False
    """Also with a ticket in the query, for browsers that cannot set headers there."""


def needs(access: Access, **options: Any) -> Callable[[F], F]:
    """Say at a route who may ask."""

    def mark(endpoint: F) -> F:
        endpoint.rule = Rule(access, **options)  # type: ignore[attr-defined]
        return endpoint

    return mark


def rule_of(endpoint: Callable[..., Any]) -> Rule:
    """What a route said."""
    found = getattr(endpoint, "rule", None)
    if not isinstance(found, Rule):
        raise TypeError(f"{endpoint.__qualname__} does not say who may ask: it needs `@needs(Access...)`")
    return found


def require(rule: Rule, caller: Caller) -> None:
    """Raise `forbidden`, with what to do, unless the caller may ask."""
    if caller.must_change_password and not rule.with_old_password:
        raise IaasError(
            ErrorKind.FORBIDDEN,
            "the password must be changed first: POST /user/change_password",
            detail={"mustChangePassword": True},
        )
    if caller.role not in _ROLES[rule.access]:
        who = (
            "super administrators" if rule.access is Access.ADMINISTRATOR else "group leaders and super administrators"
        )
        raise IaasError(ErrorKind.FORBIDDEN, f"only {who} may do this")
    if rule.session_only and caller.kind is CredentialKind.API_KEY:
        raise IaasError(ErrorKind.FORBIDDEN, "an API key may not do this; sign in with the password")
