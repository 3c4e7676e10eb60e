"""The description of the public API says what the services do; what they do is checked in `tests/conformance`."""

from __future__ import annotations

import importlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from api_common.errors import ErrorKind
from iaas_core.envelope_codes import Code
from iaas_core.forms.base import Form
from iaas_core.openapi import document, examples
from iaas_core.openapi.links import links
from tests.rules.applications import application

Json = dict[str, Any]
FORMS = ("account", "device", "host", "image", "network", "operation", "spec_config", "vm", "volume")


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Json:
    return application("iaas_core", tmp_path_factory.mktemp("core")).openapi()


@pytest.fixture(scope="module")
def operations(described: Json) -> dict[str, Json]:
    return {operation["operationId"]: operation for path in described["paths"].values() for operation in path.values()}


@pytest.fixture(scope="module")
def enveloped(operations: dict[str, Json]) -> dict[str, Json]:
    outside = ("vm_test", "event_stream", "healthz", "readyz", "metrics")
    return {key: operation for key, operation in operations.items() if key not in outside}


def _forms() -> dict[str, type[Form]]:
    modules = [importlib.import_module(f"iaas_core.forms.{name}") for name in FORMS]
    found = (thing for module in modules for thing in vars(module).values() if isinstance(thing, type))
    return {form.__name__: form for form in found if issubclass(form, Form) and form is not Form}


def _everything(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _everything(item)
    elif isinstance(value, list):
        for item in value:
            yield from _everything(item)


def test_every_request_has_a_name_of_its_own(described: Json, operations: dict[str, Json]) -> None:
    assert len(operations) == sum(len(path) for path in described["paths"].values())
    assert {"vm_create", "vm_test", "ip_segment_create", "service_query", "host_set_node_resource"} <= set(operations)


def test_every_request_says_what_it_is(described: Json, operations: dict[str, Json]) -> None:
    told = {tag["name"] for tag in described["tags"]}
    for key, operation in operations.items():
        assert operation["summary"] and set(operation["tags"]) <= told, key
        assert "422" not in operation["responses"], key
        assert all(response["description"] for response in operation["responses"].values()), key


def test_an_answer_is_success_or_failure(enveloped: dict[str, Json]) -> None:
    for key, operation in enveloped.items():
        success, failure = operation["responses"]["200"]["content"]["application/json"]["schema"]["oneOf"]
        assert success["$ref"].endswith("Envelope") and failure["$ref"].endswith("/Failure"), key
        assert ("413" in operation["responses"]) == ("requestBody" in operation), key


def test_a_request_names_its_codes(enveloped: dict[str, Json]) -> None:
    assert "202.01 (VM delete failed)" in enveloped["vm_delete"]["description"]
    assert "203.02" in enveloped["image_delete"]["description"]
    assert all("402.0" in op["description"] and "500.0" in op["description"] for op in enveloped.values())


def test_failures_list_every_code_and_kind(described: Json) -> None:
    failure = described["components"]["schemas"]["Failure"]["properties"]
    codes = [code for code in Code if code is not Code.SUCCESS]
    assert all(f"* {code.value.number} {code.value.chinese}" in failure["code"]["description"] for code in codes)
    assert set(failure["kind"]["enum"]) == set(ErrorKind)


def test_answers_hold_no_nulls(described: Json) -> None:
    for name, schema in described["components"]["schemas"].items():
        if not name.endswith("Form") and name != "Failure":
            assert '"null"' not in json.dumps(schema), name


def test_limits_are_those_of_json_schema(described: Json) -> None:
    for part in _everything(described):
        assert not {"ge", "le", "gt", "lt"} & set(part), part
        if part.get("type") == "integer":
            assert all(type(part[limit]) is int for limit in ("minimum", "maximum") if limit in part), part


def test_schemas_and_their_examples_hold(described: Json) -> None:
    schemas = described["components"]["schemas"]
    for part in _everything(described):
        if isinstance(part.get("pattern"), str):
            re.compile(part["pattern"])  # for clients in Python too
    for name, schema in schemas.items():
        jsonschema_rs.meta.validate(schema)
        if "example" in schema:
            whole = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
            jsonschema_rs.validator_for(whole).validate(schema["example"])


def test_no_two_records_share_a_name(described: Json) -> None:
    schemas = described["components"]["schemas"]
    titles = Counter(schema.get("title", name) for name, schema in schemas.items())
    assert titles.most_common(1)[0][1] == 1
    used = {part["$ref"].rpartition("/")[2] for part in _everything(described) if "$ref" in part}
    assert used - set(schemas) == {"AcceptLanguage", "IdempotencyKey", "RequestId"}
    assert not [name for name in schemas if "_" in name]


def test_two_records_of_one_title_are_told() -> None:
    same = {"title": "Same", "type": "object"}
    with pytest.raises(ValueError, match="Same"):
        document.completed({"info": {}, "paths": {}, "components": {"schemas": {"A": same, "B": dict(same)}}}, {}, 1000)


def test_every_form_has_an_example_that_it_takes() -> None:
    forms = _forms()
    assert set(examples.FORMS) == set(forms)
    for name, form in forms.items():
        form.model_validate(examples.FORMS[name])


def test_every_parameter_has_an_example(operations: dict[str, Json]) -> None:
    for key, operation in operations.items():
        for parameter in operation.get("parameters", []):
            assert "$ref" in parameter or "example" in parameter, (key, parameter["name"])
    used = {(key, p.get("name")) for key, operation in operations.items() for p in operation.get("parameters", [])}
    assert set(examples.EXCEPTIONS) <= used


def test_links_lead_to_requests_and_fields(described: Json, operations: dict[str, Json]) -> None:
    schemas = described["components"]["schemas"]
    for source, targets in links().items():
        assert operations[source]["responses"]["200"]["links"] == targets
        for target in targets.values():
            operation = operations[target["operationId"]]
            names = {parameter.get("name") for parameter in operation.get("parameters", [])}
            assert set(target.get("parameters", {})) <= names, target
            if "requestBody" in target:
                form = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
                assert set(target["requestBody"]) <= set(schemas[form]["properties"]), target
