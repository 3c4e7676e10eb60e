"""JSON log lines with service, request id, operation id and caller, on standard output.

`setup()` is called once by each service's start. Log calls give facts as `extra={...}`, not formatted into the text.
"""

from __future__ import annotations

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

from api_common.context import CALLER, OPERATION_ID, REQUEST_ID


class _ContextFilter(logging.Filter):
    """Adds the service and the ids of the present thread of work to each record."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def filter(self, record: logging.LogRecord) -> bool:
        record.service = self._service
        record.__dict__.pop("color_message", None)  # uvicorn's text for terminals, which says everything twice
        for name, variable in (("requestId", REQUEST_ID), ("operationId", OPERATION_ID), ("caller", CALLER)):
            if value := variable.get():
                setattr(record, name, value)
        return True


def setup(service: str, level: str) -> None:
    """Send all logging to standard output as one JSON object per line."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        JsonFormatter(
            "{levelname}{name}{message}",
            style="{",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
        )
    )
    handler.addFilter(_ContextFilter(service))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for noisy in ("httpx", "httpcore", "uvicorn.access", "alembic", "websockets"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
