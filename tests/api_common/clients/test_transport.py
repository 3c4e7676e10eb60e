"""One connection to one service, against a real server: what arrives there, and what each failure becomes here."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response

from api_common.clients.transport import Transport
from api_common.context import PATIENCE, bound
from api_common.contract.base import WireModel
from api_common.errors import ErrorKind, IaasError
from api_common.service_tokens import ServiceTokens
from api_common.settings import ServiceSettings
from api_common.web.app import build_app
from tests.helpers.services import served, write_tokens


class Toy(WireModel):
    toy_name: str
    size: int | None = None


class Answers:
    """What the server was asked, and a gate that keeps slow answers back until the test is over."""

    def __init__(self) -> None:
        self.headers: list[dict[str, str]] = []
        self.bodies: list[Any] = []
        self.queries: list[str] = []
        self.over = threading.Event()


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    answers = Answers()
    yield answers
    answers.over.set()


@pytest.fixture(scope="module")
def url(answers: Answers) -> Iterator[str]:
    with served(toy_service(answers)) as url:
        yield url
        answers.over.set()


def toy_service(answers: Answers) -> FastAPI:
    app = build_app("toy", ServiceSettings(), description="", checks={})

    @app.api_route("/echo", methods=["GET", "POST"])
    async def echo(request: Request) -> Any:
        answers.headers.append(dict(request.headers))
        answers.queries.append(request.url.query)
        body = await request.body()
        answers.bodies.append(body)
        return {"toyName": "echo", "later": "fields are ignored"}

    @app.get("/fails/{kind}")
    def fail(kind: ErrorKind) -> None:
        raise IaasError(kind, "as asked", detail={"n": 1}, trail=["agent GET /inner"])

    @app.get("/slow")
    def slow() -> None:
        answers.over.wait(20)

    @app.get("/nothing", status_code=204)
    def nothing() -> None:
        return None

    @app.get("/page")
    def page(status: int) -> Response:
        return Response("<html>proxy</html>", status_code=status)

    return app


@pytest.fixture
def tokens(tmp_path: Path) -> ServiceTokens:
    return ServiceTokens(write_tokens(tmp_path))


@contextmanager
def transport_to(url: str, tokens: ServiceTokens, **options: Any) -> Iterator[Transport]:
    transport = Transport(url, target="toy", caller="iaas-core", tokens=tokens, **options)
    yield transport
    transport.close()


@pytest.fixture
def transport(url: str, tokens: ServiceTokens) -> Iterator[Transport]:
    with transport_to(url, tokens) as transport:
        yield transport


def failure(transport: Transport, method: str, path: str, **options: Any) -> IaasError:
    with pytest.raises(IaasError) as caught:
        transport.call(method, path, **options)
    return caught.value


def test_records_go_out_with_wire_names_and_come_in_tolerantly(transport: Transport, answers: Answers) -> None:
    got = transport.fetch(Toy, "POST", "/echo", body=Toy(toy_name="a"), params={"a": 1, "left_out": None})
    assert got == Toy(toy_name="echo")
    assert answers.bodies[-1] == b'{"toyName":"a","size":null}'
    assert answers.queries[-1] == "a=1"


def test_the_caller_and_the_ids_of_the_work_are_sent_on(transport: Transport, answers: Answers) -> None:
    with bound(request_id="r-1", operation_id="o-1", caller="iaas-agent"):
        transport.call("GET", "/echo")
    sent = answers.headers[-1]
    assert (sent["x-service-name"], sent["authorization"]) == ("iaas-core", "Bearer token-of-iaas-core")
    assert (sent["x-request-id"], sent["x-operation-id"], sent["x-caller"]) == ("r-1", "o-1", "iaas-agent")
    transport.call("GET", "/echo")
    assert not {"x-request-id", "x-operation-id", "x-caller", "content-type"} & set(answers.headers[-1])


@pytest.mark.parametrize("kind", ErrorKind)
def test_errors_are_rebuilt_with_their_trail(transport: Transport, kind: ErrorKind) -> None:
    error = failure(transport, "GET", f"/fails/{kind.value}")
    assert (error.kind, error.message, error.detail) == (kind, "as asked", {"n": 1})
    assert error.trail == ["agent GET /inner", f"toy GET /fails/{kind.value}"]


def test_an_answer_without_content_is_none(transport: Transport) -> None:
    assert transport.call("GET", "/nothing") is None


@pytest.mark.parametrize("status", [404, 500, 502, 302])
def test_a_strangers_page_is_internal(transport: Transport, status: int) -> None:
    error = failure(transport, "GET", "/page", params={"status": status})
    assert (error.kind, error.trail) == (ErrorKind.INTERNAL, ["toy GET /page"])


def test_an_unknown_path_is_never_a_missing_row(transport: Transport) -> None:
    assert failure(transport, "GET", "/no/such/path").kind is ErrorKind.INTERNAL
    assert failure(transport, "DELETE", "/echo").kind is ErrorKind.INTERNAL


@pytest.mark.parametrize("path", ["/page?status=200", "/ids", "/nothing"])
def test_an_answer_of_another_form_is_internal(transport: Transport, path: str) -> None:
    with pytest.raises(IaasError) as caught:
        transport.fetch(Toy, "GET", path)
    assert caught.value.kind is ErrorKind.INTERNAL


def test_a_late_answer_is_of_unknown_outcome(transport: Transport) -> None:
    error = failure(transport, "GET", "/slow", timeout_seconds=0.05)
    assert error.kind is ErrorKind.TIMED_OUT
    assert "may have happened" in error.message
    assert error.trail == ["toy GET /slow: ReadTimeout"]


def test_a_refused_connection_is_unavailable(tokens: ServiceTokens) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with transport_to(f"http://127.0.0.1:{port}", tokens) as transport:
        error = failure(transport, "POST", "/echo")
    assert (error.kind, error.retryable) == (ErrorKind.UNAVAILABLE, True)
    assert error.message == "toy cannot be reached; is it running?"


@pytest.mark.parametrize("address", ["", "nonsense", "ftp://127.0.0.1", "http://no-such-host.invalid"])
def test_an_address_that_is_none_is_unavailable(tokens: ServiceTokens, address: str) -> None:
    with transport_to(address, tokens) as transport:
        assert failure(transport, "GET", "/echo").kind is ErrorKind.UNAVAILABLE


def test_without_a_token_nothing_is_sent(url: str) -> None:
    with transport_to(url, ServiceTokens(None)) as transport:
        assert "SERVICE_TOKENS_DIR" in failure(transport, "GET", "/echo").message


class Dying:
    """A server that closes each connection after reading one request, except for the ones it is told to answer."""

    def __init__(self, *, answer_from: int) -> None:
        self.requests = 0
        self._answer_from = answer_from
        self._server = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def stop(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(20)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                self.requests += 1
                if self.requests >= self._answer_from:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n7")


@contextmanager
def dying(answer_from: int) -> Iterator[Dying]:
    server = Dying(answer_from=answer_from)
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("method", "repeatable", "repeated"),
    [
        ("GET", None, True),
        ("PUT", None, True),
        ("DELETE", None, True),
        ("POST", None, False),
        ("POST", True, True),
        ("PUT", False, False),
    ],
)
def test_a_lost_connection_is_tried_once_more_where_that_is_harmless(
    tokens: ServiceTokens, method: str, repeatable: bool | None, repeated: bool
) -> None:
    with dying(answer_from=2) as server, transport_to(server.url, tokens) as transport:
        if repeated:
            assert transport.call(method, "/x", repeatable=repeatable) == 7
        else:
            assert failure(transport, method, "/x", repeatable=repeatable).kind is ErrorKind.TIMED_OUT
        assert server.requests == (2 if repeated else 1)


def test_a_connection_lost_twice_is_of_unknown_outcome(tokens: ServiceTokens) -> None:
    with dying(answer_from=3) as server, transport_to(server.url, tokens) as transport:
        assert failure(transport, "GET", "/x").kind is ErrorKind.TIMED_OUT
        assert server.requests == 2


def test_a_shut_port_is_waited_for_as_long_as_the_request_allows(tmp_path: Path) -> None:
    """The service comes back while the call waits; without patience, or after it, the refusal is told at once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    patient, hasty = (
        Transport(
            f"http://127.0.0.1:{port}",
            target="toy",
            caller="iaas-core",
            tokens=ServiceTokens(write_tokens(tmp_path / str(is_patient))),
            patient=is_patient,
        )
        for is_patient in (True, False)
    )
    token = PATIENCE.set(time.monotonic() + 30)
    try:
        with pytest.raises(IaasError, match="cannot be reached"):
            hasty.call("GET", "/")
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(copy_context().run, patient.call, "POST", "/")
            with socket.create_server(("127.0.0.1", port)) as back:
                connection = back.accept()[0]
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ntrue")
                assert answer.result(20) is True
                connection.close()
        PATIENCE.set(time.monotonic())
        with pytest.raises(IaasError, match="cannot be reached"):
            patient.call("GET", "/")
    finally:
        PATIENCE.reset(token)
        patient.close()
        hasty.close()
