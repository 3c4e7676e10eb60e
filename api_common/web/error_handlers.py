"""The error family becomes an HTTP answer: between services, in one place.

iaas_core adds its own handlers for the public envelope on top; these here never write to any database.
"""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api_common.errors import HTTP_STATUS, ErrorKind, IaasError

_LOG = logging.getLogger(__name__)


def install_error_handlers(app: FastAPI) -> None:
    """Answer :class:`IaasError`, bad requests and everything unforeseen in the wire form of the error family."""
    app.add_exception_handler(IaasError, _on_error)
    app.add_exception_handler(RequestValidationError, _on_bad_request)
    app.add_exception_handler(HTTPException, _on_framework)
    app.add_exception_handler(Exception, _on_unforeseen)


def from_validation(error: RequestValidationError) -> IaasError:
    """The first thing wrong with a request, naming its field."""
    first = error.errors()[0] if error.errors() else {"loc": (), "msg": "not readable"}
    parts = [str(p) for p in first["loc"] if p not in ("body", "query", "path", "header")]
    if first.get("type") == "json_invalid":  # then the place is a position in the text
        parts = []
    field = ".".join(parts) or "body"
    message = str(first["msg"]).removeprefix("Value error, ")  # said of our own checks
    return IaasError(ErrorKind.INVALID_REQUEST, f"{field}: {message}", detail={"field": field})


def _on_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, IaasError)
    if error.kind is ErrorKind.INTERNAL:
        _LOG.error("%s %s: %s", request.method, request.url.path, error.describe(), exc_info=error)
    else:
        _LOG.info("%s %s: %s", request.method, request.url.path, error.describe())
    return JSONResponse(error.to_wire(), status_code=HTTP_STATUS[error.kind])


def _on_bad_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return _on_error(request, from_validation(error))


def _on_framework(request: Request, error: Exception) -> JSONResponse:
    """What the framework refuses by itself. A path that no service has is a fault inside, never a missing row."""
    assert isinstance(error, HTTPException)
    kind = ErrorKind.INTERNAL if error.status_code in (404, 405) else ErrorKind.INVALID_REQUEST
    refusal = IaasError(kind, str(error.detail), trail=[f"{request.method} {request.url.path}"])
    _LOG.info(refusal.describe())
    return JSONResponse(refusal.to_wire(), status_code=error.status_code, headers=error.headers)


def _on_unforeseen(request: Request, error: Exception) -> JSONResponse:
    _LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    hidden = IaasError(ErrorKind.INTERNAL, "an internal error; its trace is in the service's log under the request id")
    return JSONResponse(hidden.to_wire(), status_code=500)
