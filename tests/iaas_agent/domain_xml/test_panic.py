"""Definitions of before get what makes a panic seen, once, and keep their clock."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring, tostring

from iaas_agent.domain_xml.panic import with_panic

V1 = """<domain><clock offset='localtime'/><on_crash>restart</on_crash><devices><disk/></devices></domain>"""


def test_a_definition_of_v1() -> None:
    definition = fromstring(V1)
    assert with_panic(definition)
    assert definition.findtext("on_crash") == "preserve"
    assert [panic.get("model") for panic in definition.iterfind("devices/panic")] == ["isa"]
    assert definition.find("clock").get("offset") == "localtime"  # type: ignore[union-attr]
    text = tostring(definition)
    assert not with_panic(definition) and tostring(definition) == text


def test_one_that_says_nothing_of_crashes() -> None:
    definition = fromstring("<domain><devices/></domain>")
    assert with_panic(definition) and definition.findtext("on_crash") == "preserve"
