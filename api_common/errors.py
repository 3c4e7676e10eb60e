"""The one family of errors of the suite.

Every service raises :class:`IaasError` with one of thirteen kinds; `web/error_handlers` turns it into an HTTP answer,
`clients/transport` turns that answer back into the same error one hop later, and `iaas_core/envelope` makes the public
envelope of it. There are no subclasses per situation: a kind says what a caller can do, the message says it to people.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class ErrorKind(StrEnum):
    """What a caller can do about a failure. The words travel on the wire."""

    INVALID_REQUEST = "invalid_request"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    WRONG_STATE = "wrong_state"
    NO_CAPACITY = "no_capacity"
    FENCED = "fenced"
    HYPERVISOR_FAILED = "hypervisor_failed"
    STORAGE_FAILED = "storage_failed"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"
    INTERNAL = "internal"


HTTP_STATUS: dict[ErrorKind, int] = {
    ErrorKind.INVALID_REQUEST: 400,
    ErrorKind.UNAUTHENTICATED: 401,
    ErrorKind.FORBIDDEN: 403,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.CONFLICT: 409,
    ErrorKind.WRONG_STATE: 409,
    ErrorKind.NO_CAPACITY: 409,
    ErrorKind.FENCED: 412,
    ErrorKind.HYPERVISOR_FAILED: 502,
    ErrorKind.STORAGE_FAILED: 507,
    ErrorKind.UNAVAILABLE: 503,
    ErrorKind.TIMED_OUT: 504,
    ErrorKind.INTERNAL: 500,
}
"""The status used between services; the public API answers as v1 did (see `iaas_core/envelope`)."""

RETRYABLE = frozenset({ErrorKind.UNAVAILABLE, ErrorKind.TIMED_OUT})
"""Kinds worth repeating. `timed_out` also means that the outcome is unknown: the call may have worked."""


class IaasError(Exception):
    """A failure with a kind, a sentence for people and the hops it came through.

    `detail` holds facts for programs (`field`, `hosts`, ...); `trail` is one entry per service passed, oldest first.
    """

    def __init__(
        self,
        kind: ErrorKind,
        message: str,
        *,
        detail: dict[str, Any] | None = None,
        trail: list[str] | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.detail = detail or {}
        self.trail = trail or []

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later without anybody changing the request."""
        return self.kind in RETRYABLE

    def to_wire(self) -> dict[str, Any]:
        """The JSON body of an error answer between services."""
        return {
            "kind": self.kind.value,
            "message": self.message,
            "detail": self.detail,
            "retryable": self.retryable,
            "trail": self.trail,
        }

    @classmethod
    def from_wire(cls, body: Any, *, hop: str) -> IaasError:
        """Rebuild the error that another service answered; `hop` names the call and joins the trail.

        A body that is no error of ours (a proxy's page, say) becomes `internal`; of `hop` the message names the service
        only, because users see it.
        """
        if not isinstance(body, dict) or body.get("kind") not in set(ErrorKind):
            return cls(ErrorKind.INTERNAL, f"{hop.split()[0]} answered what is no error of this suite", trail=[hop])
        return cls(
            ErrorKind(body["kind"]),
            str(body.get("message", "")),
            detail=dict(body.get("detail") or {}),
            trail=[*map(str, body.get("trail") or []), hop],
        )

    def describe(self) -> str:
        """Kind, message and trail in one line. For logs only: the trail names inner places."""
        via = f" (via {' <- '.join(self.trail)})" if self.trail else ""
        return f"{self.kind.value}: {self.message}{via}"


def invalid(field: str, message: str) -> IaasError:
    """An `invalid_request` that names the field at fault."""
    return IaasError(ErrorKind.INVALID_REQUEST, f"{field}: {message}", detail={"field": field})


def not_found(what: str, key: object) -> IaasError:
    """A `not_found` worded alike everywhere."""
    return IaasError(ErrorKind.NOT_FOUND, f"there is no {what} {key!r}", detail={"resource": what})
