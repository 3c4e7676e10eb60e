"""The way to the API server: found as every Kubernetes program finds it, and its failures in the suite's own kinds.

`mirror` and `pods` build on it. Objects are plain JSON as the API has them: newer fields need no newer library.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import urllib3.exceptions
from kubernetes import config
from kubernetes.client import ApiClient, Configuration, CoreV1Api, VersionApi
from kubernetes.client.exceptions import ApiException
from kubernetes.config import ConfigException

from api_common.errors import ErrorKind, IaasError

_LOG = logging.getLogger(__name__)
Object = dict[str, Any]
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
CONNECTIONS = 64

_KINDS = {
    400: ErrorKind.INVALID_REQUEST,
    401: ErrorKind.FORBIDDEN,
    403: ErrorKind.FORBIDDEN,
    404: ErrorKind.NOT_FOUND,
    409: ErrorKind.CONFLICT,
    422: ErrorKind.INVALID_REQUEST,
}


class Connection:
    """One API server. `core` has the calls; pass them to `ask` and `watch`, which raise :class:`IaasError` only."""

    def __init__(self, kubeconfig: str = "") -> None:
        """`kubeconfig` names a file, or several as in KUBECONFIG; empty: the pod's own account."""
        settings = Configuration()
        try:
            if kubeconfig:
                config.load_kube_config(config_file=kubeconfig, client_configuration=settings, persist_config=False)
            else:
                config.load_incluster_config(client_configuration=settings)
        except (ConfigException, OSError) as error:
            raise SystemExit(f"no way to the Kubernetes API: {error}; correct KUBECONFIG or leave it empty") from None
        settings.connection_pool_maxsize = CONNECTIONS
        settings.retries = 0
        self._api = ApiClient(settings)
        self.core = CoreV1Api(self._api)

    def close(self) -> None:
        """Give the connections back."""
        self._api.close()

    def ask(self, call: Callable[..., Any], *arguments: Any, **options: Any) -> Object:
        """The object that one call answers."""
        with _translated():
            answer = call(
                *arguments, _preload_content=False, _request_timeout=(CONNECT_SECONDS, ANSWER_SECONDS), **options
            )
            decoded: Object = json.loads(answer.data)
            return decoded

    def watch(self, call: Callable[..., Any], resource_version: str, seconds: int, **options: Any) -> Watch:
        """The events after a version, for so many seconds; `gone` of the result tells a version that is too old."""
        with _translated():
            answer = call(
                watch=True,
                resource_version=resource_version,
                allow_watch_bookmarks=True,
                timeout_seconds=seconds,
                _preload_content=False,
                _request_timeout=(CONNECT_SECONDS, seconds + ANSWER_SECONDS),
                **options,
            )
        return Watch(answer)

    def can_resize(self) -> bool:
        """Whether running pods can change their size."""
        resources = self.ask(self.core.get_api_resources)["resources"]
        return any(resource["name"] == "pods/resize" for resource in resources)

    def version(self) -> str:
        """The API server's version."""
        return str(self.ask(VersionApi(self._api).get_code)["gitVersion"])


class Watch:
    """Events as they come. `close` ends it from another thread."""

    def __init__(self, response: urllib3.HTTPResponse) -> None:
        self._response = response
        self._closed = False

    def __iter__(self) -> Iterator[Object]:
        rest = b""
        with _translated():
            for chunk in self._chunks():
                *lines, rest = (rest + chunk).split(b"\n")
                for line in filter(None, lines):
                    yield json.loads(line)

    def close(self) -> None:
        """Let the reader go at once."""
        self._closed = True
        with suppress(OSError, ValueError):  # it has just ended
            self._response.shutdown()

    def _chunks(self) -> Iterator[bytes]:
        try:
            yield from self._response.stream(None)
        except (urllib3.exceptions.HTTPError, OSError, ValueError):
            if not self._closed:
                raise
        finally:
            self._response.close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ApiException as error:
        raise _refusal(error) from error
    except urllib3.exceptions.TimeoutError as error:
        raise IaasError(ErrorKind.TIMED_OUT, "Kubernetes did not answer in time", trail=[str(error)]) from error
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise IaasError(ErrorKind.UNAVAILABLE, "Kubernetes cannot be reached", trail=[str(error)]) from error


def _refusal(error: ApiException) -> IaasError:
    status = error.status or 0
    try:
        told = str(json.loads(error.body or "{}").get("message") or error.reason)
    except ValueError:
        told = str(error.reason)
    if status == 410:
        return IaasError(ErrorKind.NOT_FOUND, told, detail={"expired": True})
    kind = _KINDS.get(status, ErrorKind.UNAVAILABLE)
    detail = {"status": status}
    return IaasError(kind, f"Kubernetes refuses: {told}", detail=detail)
