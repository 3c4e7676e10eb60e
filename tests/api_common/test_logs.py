"""Log lines: one JSON object each, with the ids of the work they belong to."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api_common import logs
from api_common.context import bound

Read = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Read]:
    """Logging as a service sets it up; gives what was logged."""
    stream = io.StringIO()
    monkeypatch.setattr(logs.sys, "stdout", stream)
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    logs.setup("toy", "info")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers = handlers
    root.setLevel(level)


def test_a_line_has_text_facts_and_ids(lines: Read) -> None:
    with bound(request_id="r1", operation_id="o1", caller="iaas-core"):
        logging.getLogger("a.b").info("done: %s", "x", extra={"vm": "v1"})
    (line,) = lines()
    time = line.pop("time")
    assert time.endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "a.b",
        "message": "done: x",
        "vm": "v1",
        "service": "toy",
        "requestId": "r1",
        "operationId": "o1",
        "caller": "iaas-core",
    }


def test_ids_that_are_not_known_are_left_out(lines: Read) -> None:
    logging.getLogger("a").warning("line one\nline two")
    (line,) = lines()
    assert line["message"] == "line one\nline two"
    assert not {"requestId", "operationId", "caller"} & set(line)


def test_a_trace_stays_on_its_line(lines: Read) -> None:
    try:
        raise ValueError("inside")
    except ValueError:
        logging.getLogger("a").exception("failed")
    (line,) = lines()
    assert "ValueError: inside" in line["exc_info"]


def test_levels_hold_and_libraries_are_quiet(lines: Read) -> None:
    logging.getLogger("a").debug("not shown")
    logging.getLogger("httpx").info("not shown")
    logging.getLogger("uvicorn.error").info("shown", extra={"color_message": "\x1b[36mshown\x1b[0m"})
    shown = lines()
    assert [line["message"] for line in shown] == ["shown"]
    assert "color_message" not in shown[0], "uvicorn's text for terminals says everything twice"
