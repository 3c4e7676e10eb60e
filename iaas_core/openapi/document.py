"""Completes the framework's description: names, failures, headers, examples, links; and removes what is not true of us.

The framework thinks that bad requests answer 422 and that absent values are sent as null. Neither is so here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from api_common.errors import ErrorKind
from iaas_core.auth.permissions import Access, Rule
from iaas_core.envelope_codes import DEFAULT_FAILURES, Code, FailureCodes
from iaas_core.forms.base import KEY_HEADER, KEY_PATTERN
from iaas_core.forms.replies import Failure
from iaas_core.openapi import examples, exceptions, texts
from iaas_core.openapi.links import links

Json = dict[str, Any]
_REF = "#/components/schemas/"
_FAILED = {"application/json": {"schema": {"$ref": f"{_REF}Failure"}}}
_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "`en...`: `message` in English instead of Chinese",
    "schema": {"type": "string"},
    "example": "en",
}
_KEY = {
    "name": KEY_HEADER,
    "in": "header",
    "required": False,
    "description": "the same key again within a day gets the same answer, or the same operation; nothing is done twice",
    "schema": {"type": "string", "pattern": KEY_PATTERN},
    "example": "3f0c9a52-7d1e-4a08-9d8e-0f6f6c1b2a77",
}
_REQUEST_ID = {"description": "names this request in the logs of all services", "schema": {"type": "string"}}


class Route(Protocol):
    """What is looked at of a route."""

    name: str
    tags: list[Any]


def operation_id(route: Route) -> str:
    """`vm_create`: the tag and the function's name, without saying the tag twice. Clients name their methods so."""
    tag = str(route.tags[0]) if route.tags else "health"
    name = route.name.removesuffix(f"_{tag}").removeprefix(f"{tag}_")
    return name if tag == "health" else f"{tag}_{name}"


def completed(found: Json, endpoints: Mapping[str, Any], max_page_size: int) -> Json:
    """The framework's description with all that it does not know. `endpoints` are the functions by operation id."""
    document: Json = _with_short_names(found)
    document["info"]["description"] = texts.DESCRIPTION
    document["tags"] = texts.TAGS
    schemas: Json = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Failure"] = _failure_schema()
    for name, schema in schemas.items():
        _complete_schema(name, schema)
    document["components"]["parameters"] = {"AcceptLanguage": _LANGUAGE}
    document["components"]["securitySchemes"] = {"token": texts.TOKEN}
    document["components"]["headers"] = {"RequestId": _REQUEST_ID}
    document["components"]["parameters"]["IdempotencyKey"] = _KEY
    for operation in _operations(document):
        for parameter in operation.get("parameters", []):
            _complete_parameter(operation["operationId"], parameter, max_page_size)
        _complete_operation(operation, endpoints.get(operation["operationId"]))
    for operation in _changing(document):
        if _is_keyed(getattr(endpoints.get(operation["operationId"]), "rule", None)):
            operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IdempotencyKey"})
    return document


def _operations(document: Json) -> Iterator[Json]:
    for methods in document["paths"].values():
        yield from methods.values()


def _changing(document: Json) -> Iterator[Json]:
    return (methods["post"] for methods in document["paths"].values() if "post" in methods)


def _is_keyed(rule: Rule | None) -> bool:
    """As the guard decides: who is known, and what is noted."""
    known = rule is not None and rule.access not in (Access.OPEN, Access.SERVICE)
    return known and rule is not None and rule.audited is not False


def _with_short_names(found: Json) -> Json:
    """Generic records are called by their titles: `VmPageEnvelope` instead of `Envelope_PageReply_VmReply__`."""
    schemas = found["components"]["schemas"]
    names = {_REF + name: _REF + schema.get("title", name) for name, schema in schemas.items()}

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: names[item] if key == "$ref" else renamed(item) for key, item in value.items()}
        return [renamed(item) for item in value] if isinstance(value, list) else value

    if twice := {name for name, count in Counter(names.values()).items() if count > 1}:
        raise ValueError(f"records of the API that share a title: {twice}")
    document: Json = renamed(found)
    document["components"]["schemas"] = {
        names[_REF + name].removeprefix(_REF): schema for name, schema in document["components"]["schemas"].items()
    }
    return document


# --- records ---


def _failure_schema() -> Json:
    schema = Failure.model_json_schema()
    schema.pop("$defs")
    codes = [code for code in Code if code is not Code.SUCCESS]
    properties = schema["properties"]
    properties["data"] = {"type": "null"}
    properties["kind"] = {
        "type": "string",
        "enum": [str(kind) for kind in ErrorKind],
        "description": properties["kind"]["description"],
    }
    properties["code"]["description"] = texts.code_table(codes)
    schema["required"] = ["data", *schema["required"]]
    schema["example"] = texts.failure_example()
    return schema


def _complete_schema(name: str, schema: Json) -> None:
    is_form = name.endswith("Form")
    if is_form:
        schema["example"] = examples.FORMS[name]
    for field in schema.get("properties", {}).values():
        field.pop("title", None)
        _with_whole_limits(field)
        if not is_form:
            _without_null(field)


def _without_null(field: Json) -> None:
    """Answers leave absent values out; none is sent as null."""
    kinds = [kind for kind in field.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) == 1:
        field.pop("anyOf")
        field.pop("default", None)
        field.update(kinds[0])


def _with_whole_limits(field: Json) -> None:
    """The framework writes limits of whole numbers as decimals."""
    for kind in (field, *field.get("anyOf", [])):
        if kind.get("type") == "integer":
            kind.update({limit: int(kind[limit]) for limit in ("minimum", "maximum") if limit in kind})


# --- requests ---


def _complete_operation(operation: Json, endpoint: Any) -> None:
    key, responses = operation["operationId"], operation["responses"]
    responses.pop("422", None)
    if key in exceptions.DESCRIPTIONS:
        operation["description"] = exceptions.DESCRIPTIONS[key]
    content = responses["200"].get("content", {}).get("application/json", {})
    if str(content.get("schema", {}).get("$ref", "")).endswith("Envelope"):
        _complete_enveloped(operation, content, endpoint)
    _complete_access(operation, getattr(endpoint, "rule", None))
    for status, response in exceptions.RESPONSES.get(key, {}).items():
        default = {"content": _FAILED} if status in ("401", "429") else {}
        responses[status] = {**responses.get(status, default), **response}
    if key == "readyz":
        for response in responses.values():
            response["content"] = {"application/json": {"schema": exceptions.READINESS}}
    for response in responses.values():
        response["headers"] = {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}}


def _complete_access(operation: Json, rule: Rule | None) -> None:
    """Who may ask, and how those who may not are answered."""
    if rule is None or rule.access in (Access.OPEN, Access.SERVICE):
        operation["security"] = []
        return
    operation["security"] = [{"token": []}]
    operation["description"] = "\n\n".join(filter(None, (operation.get("description"), texts.who(rule))))
    refusals = {"401": "no token, or one that is good no more", "403": "signed in, and not allowed"}
    for status, description in refusals.items():
        operation["responses"][status] = {"description": description, "content": _FAILED}


def _complete_enveloped(operation: Json, content: Json, endpoint: Any) -> None:
    """Success or failure in one answer; which codes a failure has, the route says."""
    codes: FailureCodes = getattr(endpoint, "failure_codes", DEFAULT_FAILURES)
    told = list(dict.fromkeys([codes.work, codes.unknown, Code.ARGS_ERROR, Code.INTERNAL_ERROR]))
    operation["description"] = texts.failures(told)
    operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/AcceptLanguage"})
    content["schema"] = {"oneOf": [content["schema"], {"$ref": f"{_REF}Failure"}]}
    success = operation["responses"]["200"]
    success["description"] = "success, or a failure: `code` tells"
    if found := links().get(operation["operationId"]):
        success["links"] = found
    if "requestBody" in operation:
        operation["responses"]["413"] = {"description": "the body is larger than 1 MiB", "content": _FAILED}


def _complete_parameter(operation: str, parameter: Json, max_page_size: int) -> None:
    name, schema = parameter["name"], parameter["schema"]
    schema.pop("title", None)
    schema.pop("description", None)
    _without_null(schema)
    _with_whole_limits(schema)
    if name == "page_size":
        schema["maximum"] = max_page_size
    parameter["schema"] = exceptions.SCHEMAS.get((operation, name)) or schema
    example = examples.EXCEPTIONS.get((operation, name), examples.PARAMETERS.get(name))
    if example is not None:
        parameter["example"] = example
