"""The contract itself: complete, covered by cases, and matched by what the suite says of itself (`/openapi.json`)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.client import Caller
from tests.conformance.contract import Contract, Endpoint, contract
from tests.conformance.failures import FAILS
from tests.conformance.recipes import SUCCEEDS, arguments
from tests.conformance.variants import variants
from tests.conformance.world import World

Json = dict[str, Any]
ENDPOINTS = list(contract().endpoints.values())
KINDS = {"int": "integer", "time": "integer", "float": "number", "string": "string", "uuid": "string"}
RECORDS = {
    "SingleMsg": "MessageReply",
    "Content": "RawImageReply",
    "VncUrl": "VncUrlReply",
    **{
        name: f"{name}Reply"
        for name in ("Vm", "PowerReason", "Volume", "Image", "Host", "IpSegment", "IpUsed", "SpecConfig", "Device")
    },
}
MAPS = [name for name in contract().maps if name != "ServiceMap"]


@pytest.fixture(scope="module")
def described(caller: Caller) -> Json:
    found: Json = caller.http.get("/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def schemas(described: Json) -> Json:
    found: Json = described["components"]["schemas"]
    return found


def test_it_has_64_endpoints(rules: Contract) -> None:
    assert len(rules.endpoints) == 64
    assert len({(e.method, e.path) for e in ENDPOINTS}) == 64


def test_the_suite_has_these_endpoints_and_no_others_untold(rules: Contract, described: Json) -> None:
    has = {f"{method.upper()} {path}" for path, methods in described["paths"].items() for method in methods}
    wanted = {f"{endpoint.method} {endpoint.path}" for endpoint in ENDPOINTS}
    assert not wanted - has, "missing endpoints"
    assert not has - wanted - set(rules.added_endpoints), "endpoints that additions.yaml does not name"


def test_what_is_added_beside_the_description_is_there(rules: Contract, caller: Caller, described: Json) -> None:
    for added in rules.added_endpoints:
        method, path = added.split()
        if path not in described["paths"]:
            assert caller.http.request(method, path).status_code in (200, 401), added


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.id)
def test_every_field_has_its_cases(world: World, endpoint: Endpoint) -> None:
    assert set(arguments(endpoint.id, world)) == set(endpoint.fields), "the recipe names every field"
    assert {variant.field for variant in variants(endpoint)} == set(endpoint.fields)
    assert (endpoint.id in SUCCEEDS) == bool(endpoint.fields)


def test_every_case_is_of_the_contract(rules: Contract) -> None:
    declared = {(endpoint.id, failure.when) for endpoint in ENDPOINTS for failure in endpoint.failures}
    assert set(FAILS) <= declared and set(SUCCEEDS) <= set(rules.endpoints)


def test_deviations_name_a_defect(rules: Contract) -> None:
    for endpoint in ENDPOINTS:
        for failure in endpoint.failures:
            assert {failure.v1, failure.now} <= set(rules.codes)
            assert failure.v1 == failure.now or failure.defect, (endpoint.id, failure.when)


@pytest.mark.parametrize("form", contract().forms)
def test_a_form_has_its_fields(rules: Contract, schemas: Json, form: str) -> None:
    fields, schema = rules.forms[form], schemas[form]
    assert set(schema["properties"]) == set(fields) | set(rules.added_requests.get(form, []))
    assert set(schema["required"]) == {name for name, field in fields.items() if field.required}


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if e.method == "GET"], ids=lambda endpoint: endpoint.id)
def test_a_query_has_its_parameters(described: Json, endpoint: Endpoint) -> None:
    told = described["paths"][endpoint.path]["get"].get("parameters", [])
    asked = {p["name"]: p["required"] for p in told if p.get("in") == "query"}
    added = dict.fromkeys(contract().added_queries.get(endpoint.id, []), False)
    assert asked == {name: field.required for name, field in endpoint.fields.items()} | added


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_has_its_fields(rules: Contract, schemas: Json, name: str) -> None:
    fields = rules.objects[name] | rules.added_fields.get(name, {})
    properties = schemas[RECORDS[name]]["properties"]
    assert set(properties) == set(fields)
    for field, kind in fields.items():
        assert _fits(rules, kind, properties[field]), (field, kind, properties[field])


@pytest.mark.parametrize("name", MAPS)
def test_a_map_has_its_keys(rules: Contract, schemas: Json, name: str) -> None:
    schema = schemas[name]
    keys = {key: kind for key, kind in rules.maps[name].items() if key != "*"}
    assert set(schema["properties"]) == set(schema["required"]) == set(keys)
    for key, kind in keys.items():
        assert _fits(rules, kind, schema["properties"][key]), key


@pytest.mark.parametrize("name", contract().enums)
def test_an_enumeration_has_its_words(rules: Contract, schemas: Json, name: str) -> None:
    assert set(schemas[name]["enum"]) == set(rules.enums[name])


def _fits(rules: Contract, kind: str, schema: Json) -> bool:
    """Whether a described field is of the contract's type."""
    head, _, rest = kind.partition(" ")
    if head == "list":
        return schema.get("type") == "array" and _fits(rules, rest, schema["items"])
    if head == "lower" or kind.startswith("="):
        return bool(schema.get("type") == "string")
    if kind in KINDS:
        words = ("PowerState", "ReasonCode")  # closed sets of words
        return schema.get("type") == KINDS[kind] or schema.get("$ref", "").endswith(words)
    record = rules.shapes.get(kind, {}).get("of", kind)
    known = {RECORDS.get(record, record), "ChildImageReply" if kind == "ChildImage" else ""}
    return str(schema.get("$ref", "")).rpartition("/")[2] in known
