"""What is kept with a domain can be read back from it, and only from ours."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring, tostring

import pytest

from iaas_agent.domain_xml.metadata import NAMESPACE, add_metadata, read_metadata


def test_what_was_written_is_read() -> None:
    domain = Element("domain")
    add_metadata(domain, {"vm": {"cpus": 2}}, "a" * 32, 3)
    assert read_metadata(fromstring(tostring(domain))) == {"vm": {"cpus": 2}}
    ours = domain.find(f"metadata/{{{NAMESPACE}}}vm")
    assert ours is not None and ours.attrib == {"operation": "a" * 32, "fence": "3"}


@pytest.mark.parametrize(
    "xml", ["<domain/>", "<domain><metadata/></domain>", "<domain><metadata><vm/></metadata></domain>"]
)
def test_a_domain_of_somebody_else_has_none(xml: str) -> None:
    assert read_metadata(fromstring(xml)) is None


@pytest.mark.parametrize("text", ["", "{broken", "[1]"])
def test_broken_metadata_is_empty(text: str) -> None:
    xml = f'<domain><metadata><k:vm xmlns:k="{NAMESPACE}">{text}</k:vm></metadata></domain>'
    assert read_metadata(fromstring(xml)) == {}
