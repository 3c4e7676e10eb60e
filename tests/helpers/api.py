"""A small client of the public API for tests and the benchmark: envelopes unpacked, states waited for on the stream."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx

Event = dict[str, Any]


class ApiError(AssertionError):
    """The answer's code was not 200."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__(json.dumps(body, ensure_ascii=False))
        self.code = body["code"]
        self.body = body


class Api:
    """Calls to one iaas_core."""

    def __init__(self, url: str, token: str | None = None, verify: ssl.SSLContext | bool = True) -> None:
        self.url = url
        self.token = token or ""
        self.verify = verify
        headers = {"Accept-Language": "en", **({"Authorization": f"Bearer {token}"} if token else {})}
        self.http = httpx.Client(base_url=url, timeout=90, headers=headers, verify=verify, trust_env=False)

    def close(self) -> None:
        self.http.close()

    def raw(self, method: str, path: str, body: Any = None, **options: Any) -> dict[str, Any]:
        """The whole envelope, whatever its code."""
        response = self.http.request(method, path, json=body, **options)
        decoded: dict[str, Any] = response.json()
        return decoded

    def get(self, path: str, **params: Any) -> Any:
        """`data` of a successful answer."""
        return self._data(self.raw("GET", path, params=params))

    def post(self, path: str, body: dict[str, Any] | None = None, *, headers: dict[str, str] | None = None) -> Any:
        """`data` of a successful answer."""
        return self._data(self.raw("POST", path, body or {}, headers=headers))

    def refused(self, path: str, body: dict[str, Any], *, code: float) -> dict[str, Any]:
        """The envelope of a request that must be refused with this code."""
        answer = self.raw("POST", path, body)
        assert answer["code"] == code, answer
        return answer

    def vm(self, uuid: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get("/vm/query_by_uuid", uuid=uuid)
        return found

    def operation(self, uuid: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get("/operation/query_by_uuid", uuid=uuid)
        return found

    def wait_vm(self, uuid: str, want: Callable[[dict[str, Any]], bool] | str, seconds: float = 90) -> dict[str, Any]:
        """The VM once it is as wanted (a status, or a predicate of its detail)."""
        test = (lambda vm: vm["status"] == want) if isinstance(want, str) else want
        return self.until(lambda: self.vm(uuid), test, seconds)

    def wait_operation(self, uuid: str, seconds: float = 90) -> dict[str, Any]:
        """An operation once it has ended."""
        return self.until(lambda: self.operation(uuid), lambda o: o["status"] in ("done", "undone", "stuck"), seconds)

    @contextmanager
    def events(self, last_id: int | None = None) -> Iterator[EventLog]:
        """Everything the event stream says while the block runs."""
        log = EventLog(self, last_id)
        try:
            yield log
        finally:
            log.close()

    def _data(self, body: dict[str, Any]) -> Any:
        if body["code"] != 200.0:
            raise ApiError(body)
        return body.get("data")

    def until(self, ask: Callable[[], Any], test: Callable[[Any], bool], seconds: float) -> Any:
        """What `ask` gives, once it passes the test."""
        deadline = time.monotonic() + seconds
        while True:
            seen = ask()
            if test(seen):
                return seen
            assert time.monotonic() < deadline, f"not reached in {seconds} s; last seen: {seen}"
            time.sleep(0.05)


class EventLog:
    """A thread that reads the stream; `wait` blocks until an event passes."""

    def __init__(self, api: Api, last_id: int | None) -> None:
        self.events: list[Event] = []
        self._more = threading.Condition()
        self._closing = False
        timeout = httpx.Timeout(30, read=60)
        self._http = httpx.Client(
            base_url=api.url, headers=api.http.headers, timeout=timeout, verify=api.verify, trust_env=False
        )
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._read, args=(last_id,), daemon=True)
        self._thread.start()
        assert self._ready.wait(20), "the event stream did not open"

    def close(self) -> None:
        """Ends the connection below the thread that reads, which two threads must not share with TLS."""
        self._closing = True
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._http.close()

    def wait(self, test: Callable[[Event], bool], seconds: float = 60) -> Event:
        """The first event, seen or to come, that passes; with `at`, when it came (monotonic seconds)."""
        deadline = time.monotonic() + seconds
        looked = 0
        with self._more:
            while True:
                for event in self.events[looked:]:
                    if test(event):
                        return event
                looked = len(self.events)
                left = deadline - time.monotonic()
                assert left > 0, f"no such event in {seconds} s; last: {self.events[-3:]}"
                self._more.wait(left)

    def wait_status(self, uuid: str, status: str, seconds: float = 60) -> Event:
        """The event that shows a VM with this status."""
        return self.wait(
            lambda e: e["type"] == "vm" and e["key"] == uuid and e["record"].get("status") == status, seconds
        )

    def _read(self, last_id: int | None) -> None:
        headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
        try:
            with self._http.stream("GET", "/event/stream", headers=headers) as response:
                self._socket = response.extensions["network_stream"].get_extra_info("socket")
                event_id = 0
                for line in response.iter_lines():
                    if line.startswith(":"):
                        self._ready.set()
                    elif line.startswith("id: "):
                        event_id = int(line[4:])
                    elif line.startswith("data: "):
                        event = {**json.loads(line[6:]), "id": event_id, "at": time.monotonic()}
                        with self._more:
                            self.events.append(event)
                            self._more.notify_all()
        except (httpx.HTTPError, RuntimeError, OSError):
            if not self._closing:
                raise
