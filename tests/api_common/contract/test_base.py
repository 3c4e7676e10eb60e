"""Records on the wire: names, tolerance, and that they cannot be changed by accident."""

from __future__ import annotations

import importlib
import pkgutil
from enum import StrEnum

import pytest
from pydantic import BaseModel, ValidationError

from api_common import contract
from api_common.contract import states
from api_common.contract.base import WireModel
from api_common.contract.host import Host


class Toy(WireModel):
    toy_name: str
    size: int | None = None


def records() -> list[type[BaseModel]]:
    modules = [
        importlib.import_module(f"{contract.__name__}.{info.name}") for info in pkgutil.iter_modules(contract.__path__)
    ]
    return [
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, BaseModel) and thing.__module__ == module.__name__
    ]


def test_wire_names_are_camel_case_and_absence_is_null() -> None:
    assert Toy(toy_name="a").to_wire() == {"toyName": "a", "size": None}


def test_readers_accept_both_names_and_ignore_what_is_new() -> None:
    assert Toy.model_validate({"toyName": "a", "news": 1}) == Toy.model_validate({"toy_name": "a"})


def test_records_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Toy(toy_name="a").size = 5  # type: ignore[misc]


def test_v1_writes_vcpu_in_its_own_way() -> None:
    assert Host(uuid="h", vcpu=4).to_wire()["vCPU"] == 4
    assert Host.model_validate({"uuid": "h", "vCPU": 4}).vcpu == 4


@pytest.mark.parametrize("record", records(), ids=lambda record: record.__name__)
def test_every_record_is_a_wire_record(record: type[BaseModel]) -> None:
    assert issubclass(record, WireModel)
    assert record.model_config.get("frozen") and record.model_config.get("extra") == "ignore"


@pytest.mark.parametrize(
    "words",
    [
        thing
        for thing in vars(states).values()
        if isinstance(thing, type) and issubclass(thing, StrEnum) and thing is not StrEnum
    ],
    ids=lambda words: words.__name__,
)
def test_words_are_spelled_as_they_are_named(words: type[StrEnum]) -> None:
    assert all(word.value.upper() == word.name for word in words)
