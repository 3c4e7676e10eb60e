"""One HTTP connection pool to one other service: tokens, ids, time limits and errors.

The typed clients beside this file build on it; nothing else in the suite uses httpx. A refused connection is
`unavailable` (nothing happened), a lost or late answer is `timed_out` (it may have happened). Calls that may be
repeated are sent once more when a kept connection turns out to be dead.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from api_common.clock import SYSTEM_CLOCK
from api_common.context import CALLER, OPERATION_ID, PATIENCE, REQUEST_ID, REQUEST_KEY
from api_common.errors import ErrorKind, IaasError
from api_common.service_tokens import CALLER_HEADER, REQUEST_KEY_HEADER, ServiceTokens
from api_common.tls import client_context

M = TypeVar("M")
REQUEST_ID_HEADER = "X-Request-Id"
OPERATION_ID_HEADER = "X-Operation-Id"
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 1.0
"""Between two looks whether a port is open again; how long exactly is left to chance, so that not all come at once."""


class Transport:
    """Calls to one service (`target`) at `base_url`, made in the name of service `caller`."""

    def __init__(
        self,
        base_url: str,
        *,
        target: str,
        caller: str,
        tokens: ServiceTokens,
        timeout_seconds: float = 20,
        connections: int = 64,
        patient: bool = False,
    ) -> None:
        """`patient` calls wait for a service whose port is shut, for as long as the request that they are for allows
        (`PATIENCE`): it is being restarted."""
        self._target = target
        self._caller = caller
        self._tokens = tokens
        self._timeout = timeout_seconds
        self._patient = patient
        self._extensions = {"sni_hostname": target} if tokens.tls_dir else {}
        self._http = httpx.Client(
            base_url=base_url,
            verify=client_context(tokens.tls_dir) if tokens.tls_dir else True,
            timeout=httpx.Timeout(timeout_seconds, connect=min(5.0, timeout_seconds), pool=timeout_seconds),
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            trust_env=False,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def call(
        self,
        method: str,
        path: str,
        *,
        body: BaseModel | None = None,
        params: Mapping[str, Any] | None = None,
        timeout_seconds: float | None = None,
        repeatable: bool | None = None,
        keyed: bool = False,
    ) -> Any:
        """The decoded JSON of a successful answer; every other outcome is an :class:`IaasError`.

        `repeatable` defaults to true for all but POST. It concerns dead connections only; answers are never repeated.
        `keyed` calls are what a request with an idempotency key is about: the key goes with them.
        """
        again = method != "POST" if repeatable is None else repeatable
        headers = self._headers(body is not None, keyed=keyed)
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return self._sent(method, path, body, params, timeout_seconds, headers, again=again)
            except IaasError as error:
                refused = isinstance(error.__cause__, httpx.ConnectError)
                if not (self._patient and refused and _is_time_left(pause)):
                    raise
            SYSTEM_CLOCK.sleep(pause * random.uniform(0.5, 1))  # nosec B311
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _sent(
        self,
        method: str,
        path: str,
        body: BaseModel | None,
        params: Mapping[str, Any] | None,
        timeout_seconds: float | None,
        headers: Mapping[str, str],
        *,
        again: bool,
    ) -> Any:
        try:
            return self._once(method, path, body, params, timeout_seconds, headers)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError, httpx.CloseError) as error:
            if not again:
                raise self._lost(method, path, error) from error
        try:
            return self._once(method, path, body, params, timeout_seconds, headers)
        except httpx.TransportError as error:
            raise self._lost(method, path, error) from error

    def fetch(self, model: type[M] | Any, method: str, path: str, **options: Any) -> M:
        """Like :meth:`call`, validated as `model` (a record, or a type such as `list[Record]`)."""
        adapter: TypeAdapter[M] = _adapter(model)
        answer = self.call(method, path, **options)
        try:
            return adapter.validate_python(answer)
        except ValidationError as error:
            hop = f"{self._target} {method} {path}"
            raise IaasError(ErrorKind.INTERNAL, f"{self._target} answered something unexpected", trail=[hop]) from error

    def _once(
        self,
        method: str,
        path: str,
        body: BaseModel | None,
        params: Mapping[str, Any] | None,
        timeout_seconds: float | None,
        headers: Mapping[str, str],
    ) -> Any:
        content = None if body is None else body.model_dump_json(by_alias=True).encode()
        try:
            response = self._http.request(
                method,
                path,
                content=content,
                params={k: v for k, v in params.items() if v is not None} if params else None,
                headers=headers,
                timeout=timeout_seconds or httpx.USE_CLIENT_DEFAULT,
                extensions=self._extensions,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise IaasError(
                ErrorKind.UNAVAILABLE,
                f"{self._target} cannot be reached; is it running?",
                trail=[f"{self._target} {method} {path}: {error}"],
            ) from error
        except httpx.TimeoutException as error:
            raise self._lost(method, path, error) from error
        return self._decode(response, f"{self._target} {method} {path}")

    def _decode(self, response: httpx.Response, hop: str) -> Any:
        try:
            decoded = response.json() if response.content else None
        except ValueError:
            decoded = response.text[:200]
        if response.is_success:
            return decoded
        raise IaasError.from_wire(decoded, hop=hop)

    def _lost(self, method: str, path: str, error: Exception) -> IaasError:
        return IaasError(
            ErrorKind.TIMED_OUT,
            f"{self._target} did not answer in time; what was asked may have happened",
            trail=[f"{self._target} {method} {path}: {type(error).__name__}"],
        )

    def _headers(self, has_body: bool, *, keyed: bool) -> dict[str, str]:
        headers = {
            "Authorization": f"Bearer {self._tokens.own(self._caller)}",
            CALLER_HEADER: self._caller,
        }
        if has_body:
            headers["Content-Type"] = "application/json"
        if request_id := REQUEST_ID.get():
            headers[REQUEST_ID_HEADER] = request_id
        if operation_id := OPERATION_ID.get():
            headers[OPERATION_ID_HEADER] = operation_id
        if keyed and (request_key := REQUEST_KEY.get()):
            headers[REQUEST_KEY_HEADER] = request_key
        if caller := CALLER.get():
            headers["X-Caller"] = caller
        return headers


def _is_time_left(pause: float) -> bool:
    return SYSTEM_CLOCK.monotonic() + pause < PATIENCE.get()


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(model: Any) -> TypeAdapter[Any]:
    found = _ADAPTERS.get(model)
    if found is None:
        found = _ADAPTERS[model] = TypeAdapter(model)
    return found
