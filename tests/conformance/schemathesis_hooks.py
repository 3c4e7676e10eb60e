"""What schemathesis is told of this API beside its description; loaded by it, see `test_schemathesis.py`.

v1 answers HTTP 200 to everything it handles, and the verdict stands in `code`. Schemathesis judges by HTTP status, so
the verdict is told to it again as one, in answers and in the description alike. Generated uuids, ids and addresses mean
nothing to the suite: those of a right form are replaced by ones that do, so that requests get beyond the forms.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.openapi.checks import RejectedPositiveData

Json = dict[str, Any]
ROWS: dict[str, list[Any]] = json.loads(Path(os.environ["CONFORMANCE_ROWS"]).read_text())
"""Values that exist, by `field` or `area.field`."""
SUCCESS, INTERNAL = 200.0, 500.0
LARGEST_ID = 2**53
MEANT = ("value", "password", "newPassword", "ipRangeStart", "ipRangeEnd", "gateway", "netmask", "dns", "name")
"""Fields whose texts must make sense together, be hard to guess, or hold letters of all scripts and no symbols: no
schema says that."""
_FORMS = {
    "uuid": re.compile(r"[0-9a-f]{32}"),
    "imageUuid": re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*"),
    "bus": re.compile(r"[0-9]{1,3}"),
    "dev": re.compile(r"[0-9]{1,3}"),
    "vendor": re.compile(r"0x[0-9A-Fa-f]{4}"),
    "product": re.compile(r"0x[0-9A-Fa-f]{4}"),
}
_ADDRESS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){3}")
_OPTIONS = {"VM_COMPUTE": "2,4", "SYS_VOLUME": "20", "DATA_VOLUME": "30", "VM_STATUS": "ACTIVE"}


@schemathesis.hook
def before_load_schema(context: HookContext, raw_schema: Json) -> None:
    """200 is success alone; failures answer 400, 404 or 409. An internal error (500) may not be, so it is not told."""
    for path in raw_schema["paths"].values():
        for operation in path.values():
            answered = operation["responses"]["200"].get("content", {}).get("application/json", {})
            if "oneOf" in answered.get("schema", {}):
                answered["schema"], failure = answered["schema"]["oneOf"]
                failed = {"description": "failure", "content": {"application/json": {"schema": failure}}}
                operation["responses"] |= {"400": failed, "404": failed, "409": failed}


@schemathesis.hook
def after_call(context: HookContext, case: Case, response: Response) -> None:
    """The verdict as HTTP status."""
    if response.status_code != 200 or "application/json" not in response.headers.get("content-type", []):
        return
    try:
        envelope = json.loads(response.content)
    except ValueError:
        return
    code = envelope.get("code", SUCCESS) if isinstance(envelope, dict) else SUCCESS
    if code == INTERNAL:
        response.status_code = 500
    elif code != SUCCESS:
        response.status_code = {"not_found": 404, "invalid_request": 400}.get(envelope["kind"], 409)


@schemathesis.hook
def map_body(context: HookContext, body: Any) -> Any:
    """Values that exist, ranges and options that make sense."""
    if not isinstance(body, dict):
        return body
    body = _with_rows(context, body)
    if _ADDRESS.fullmatch(str(body.get("ipRangeStart"))) and _ADDRESS.fullmatch(str(body.get("gateway"))):
        body |= _range(str(body))
    if isinstance(body.get("value"), str) and body.get("type") in _OPTIONS and len(body["value"]) % 3:
        body["value"] = _OPTIONS[body["type"]]
    return body


@schemathesis.hook
def map_query(context: HookContext, query: Json) -> Json:
    """Values that exist."""
    return _with_rows(context, query) if query else query


@schemathesis.hook
def filter_failure(context: HookContext, failure: Failure, case: Case, response: Response) -> bool:
    """What no schema can say: which texts make sense together, and that empty texts are nulls."""
    if isinstance(failure, RejectedPositiveData):
        return json.loads(response.content)["detail"]["field"] not in MEANT
    if isinstance(failure, AcceptedNegativeData) and isinstance(case.body, dict):
        return "" not in case.body.values()
    return True


def _with_rows(context: HookContext, given: Json) -> Json:
    area = context.operation.path.split("/")[1] if context.operation else ""
    return {key: _existing(ROWS.get(f"{area}.{key}") or ROWS.get(key), key, value) for key, value in given.items()}


def _existing(rows: list[Any] | None, key: str, value: Any) -> Any:
    """One of the rows instead of a value that could be one; the same one for the same value."""
    if not rows:
        return value
    if isinstance(value, str) and isinstance(rows[0], str) and _FORMS.get(key, _FORMS["uuid"]).fullmatch(value):
        return rows[sum(value.encode()) % len(rows)]
    if type(value) is int and type(rows[0]) is int and 0 < value <= LARGEST_ID:
        return rows[value % len(rows)]
    return value


def _range(seed: str) -> Json:
    """Ten addresses in one of a few thousand networks, so that most ranges overlap no other."""
    high, low = divmod(sum(seed.encode()) * 7919 % 4096, 256)
    net = f"10.{200 + high}.{low}"
    start, end, gateway = f"{net}.10", f"{net}.19", f"{net}.1"
    return {"ipRangeStart": start, "ipRangeEnd": end, "gateway": gateway, "netmask": "255.255.255.0"}
