"""Requests whose description is not what their functions let the framework guess."""

from __future__ import annotations

from typing import Any

from api_common.contract.states import AuditOutcome, IpType, OperationStatus, Role, SpecType
from iaas_core.openapi.texts import EVENTS

Json = dict[str, Any]
_TOO_OFTEN = "too often, or after too many failures: `Retry-After` says when to come again"
_TEXT = {"schema": {"type": "string"}}

DESCRIPTIONS: dict[str, str] = {
    "event_stream": EVENTS,
    "vm_test": "Answers the five letters `hello`, as v1 did: no envelope, and no JSON for all its content type.",
}

RESPONSES: dict[str, Json] = {
    "vm_test": {"200": {"description": "hello", "content": {"application/json": {"example": "hello"}}}},
    "event_stream": {
        "200": {"description": "server-sent events, without end", "content": {"text/event-stream": _TEXT}}
    },
    "metrics": {
        "200": {"description": "metrics in Prometheus' text form", "content": {"text/plain": _TEXT}},
        "401": {"description": "the caller shows no token of Prometheus"},
    },
    "healthz": {"200": {"description": "alive"}},
    "readyz": {
        "200": {"description": "can work"},
        "503": {"description": "cannot work: `checks` names what is missing"},
    },
    **{key: {"429": {"description": _TOO_OFTEN}} for key in ("user_change_password", "event_ticket", "vm_vnc_url")},
    "user_login": {
        "401": {"description": "the user name or the password is wrong"},
        "429": {"description": _TOO_OFTEN},
    },
    "service_register": {"401": {"description": "the caller shows no token of a service of this suite"}},
}

READINESS: Json = {
    "type": "object",
    "description": "`checks` holds null for what is well, else a sentence",
    "properties": {
        "status": {"type": "string", "enum": ["ready", "not ready"]},
        "service": {"type": "string"},
        "checks": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
    },
    "required": ["status", "service", "checks"],
}

_OUTCOMES = {"type": "string", "enum": ["", *map(str, AuditOutcome)]}

SCHEMAS: dict[tuple[str, str], Json] = {
    ("ip_segment_statistics_by_id", "ip_segment_id"): {"type": "integer", "minimum": -(2**53), "maximum": 2**53},
    ("audit_page_query_all", "outcome"): _OUTCOMES,
    ("operation_page_query_all", "status"): {"type": "string", "enum": ["", *map(str, OperationStatus)]},
    ("user_page_query_all", "role"): {"type": "string", "enum": ["", *map(str, Role)]},
    ("ip_segment_query_all_by_host_and_type", "type"): {"type": "string", "enum": [str(word) for word in IpType]},
    ("spec_config_query_all_by_type", "type"): {"type": "string", "enum": [str(word) for word in SpecType]},
}
"""Of parameters: they are read as texts, to take words in any case and to answer as v1 did."""
