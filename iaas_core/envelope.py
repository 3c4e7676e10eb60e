"""The v1 envelope `{data, message, log, code}`: the only place where it is made.

A handled request answers HTTP 200 and the verdict stands in `code`; 401, 403, 404, 405 and 5xx of a broken service
keep their HTTP status but carry the envelope too. The message is Chinese, as in v1, unless the request prefers English.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api_common.errors import ErrorKind, IaasError, invalid
from api_common.web.error_handlers import from_validation
from iaas_core.envelope_codes import DEFAULT_FAILURES, HTTP_OF_KIND, Code, FailureCodes

_LOG = logging.getLogger(__name__)
F = TypeVar("F", bound=Callable[..., Any])
RETRY_AFTER = "retryAfterSeconds"
"""In an error's detail: too much was asked, and when to ask again."""
_KIND_OF_HTTP = {404: ErrorKind.NOT_FOUND, 408: ErrorKind.TIMED_OUT}


def failing(work: Code = Code.WORK_ERROR, unknown: Code = Code.ARGS_ERROR) -> Callable[[F], F]:
    """Say at a route which codes its failures have."""

    def mark(endpoint: F) -> F:
        endpoint.failure_codes = FailureCodes(work, unknown)  # type: ignore[attr-defined]
        return endpoint

    return mark


def ok(request: Request, data: Any, warnings: Sequence[str] = ()) -> Response:
    """Success. `data` is an answer of `forms/replies`, a list of them, or a plain mapping."""
    return _write(request, Code.SUCCESS, data=_plain(data), warnings=warnings)


def from_error(request: Request, error: IaasError) -> Response:
    """A failure: the route's code for its kind; message for the user, `log` for the administrator."""
    route = request.scope.get("route")
    codes: FailureCodes = getattr(getattr(route, "endpoint", None), "failure_codes", DEFAULT_FAILURES)
    if error.kind is ErrorKind.INTERNAL:
        _LOG.error("%s %s: %s", request.method, request.url.path, error.describe(), exc_info=error)
    else:
        _LOG.info("%s %s: %s", request.method, request.url.path, error.describe())
    wait = error.detail.get(RETRY_AFTER)
    response = _write(
        request,
        codes.of(error.kind) if wait is None else Code.TOO_MANY_REQUESTS,
        status=HTTP_OF_KIND.get(error.kind, 200) if wait is None else 429,
        log=_reason(error),
        kind=error.kind,
        detail=error.detail,
    )
    if error.kind is ErrorKind.UNAUTHENTICATED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    return response


def answer_to(request: Request, error: Exception) -> Response:
    """The answer to whatever went wrong while a request was worked on."""
    return from_error(request, _translate(request, error))


def install_envelope(app: FastAPI, methods: Mapping[str, Collection[str]]) -> None:
    """Answer every failure of the public API in the envelope. Inner routes (`/internal`) keep the inner form.

    `methods` are those of each path: the framework knows no better than the first route of a path.
    """
    inner = dict(app.exception_handlers)

    async def on_error(request: Request, error: Exception) -> Response:
        if request.url.path.startswith("/internal/"):
            handler: Any = inner.get(type(error)) or inner[Exception]
            answered: Response = handler(request, error)
            return answered
        return answer_to(request, error)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if request.url.path.startswith("/internal/"):
            handled: Response = inner[HTTPException](request, error)
            return handled
        if error.status_code == 400:  # a body that is not even text
            return from_error(request, invalid("body", str(error.detail)))
        kind = _KIND_OF_HTTP.get(error.status_code, ErrorKind.INVALID_REQUEST)
        code = Code.INTERNAL_ERROR if error.status_code >= 500 else Code.ARGS_ERROR
        response = _write(request, code, status=error.status_code, log=str(error.detail), kind=kind)
        response.headers.update(error.headers or {})
        if error.status_code == 405 and (known := methods.get(request.scope["path"])):
            response.headers["allow"] = ", ".join(sorted(known))
        return response

    for kind in (IaasError, RequestValidationError, Exception):
        app.add_exception_handler(kind, on_error)
    app.add_exception_handler(HTTPException, on_http)


def _translate(request: Request, error: Exception) -> IaasError:
    if isinstance(error, IaasError):
        return error
    if isinstance(error, RequestValidationError):
        return from_validation(error)
    _LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return IaasError(ErrorKind.INTERNAL, "an internal error; its trace is in the log under the request id")


def _reason(error: IaasError) -> str:
    """What went wrong, in a sentence. Where it went wrong is for the log stream: it names inner addresses."""
    return error.message


def _write(
    request: Request,
    code: Code,
    *,
    data: Any = None,
    status: int = 200,
    log: str | None = None,
    kind: ErrorKind | None = None,
    detail: Mapping[str, Any] | None = None,
    warnings: Sequence[str] = (),
) -> Response:
    text = code.value.english if prefers_english(request) else code.value.chinese
    body: dict[str, Any] = {"data": data, "message": text, "code": code.value.number}
    if warnings:
        body["warnings"] = list(warnings)
    if kind is not None:
        body = {"data": None, "message": text, "log": log or text, "code": code.value.number, "kind": kind.value}
        if detail:
            body["detail"] = detail
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Response(content, status_code=status, media_type="application/json")


def prefers_english(request: Request) -> bool:
    """Which of the two languages the answer's message is in."""
    return request.headers.get("accept-language", "").strip().lower().startswith("en")


def _plain(data: Any) -> Any:
    if isinstance(data, BaseModel):
        return data.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(data, list):
        return [_plain(item) for item in data]
    return data
