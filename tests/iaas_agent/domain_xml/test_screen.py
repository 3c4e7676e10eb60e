"""Reading a domain's screen from libvirt's XML, and putting another password into it."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring, tostring

import pytest

from iaas_agent.domain_xml.domain import build_domain_xml
from iaas_agent.domain_xml.screen import Screen, read_screen, screen_with_password, set_screen
from tests.iaas_agent.domain_xml.specs import domain_spec, profile

OFF = build_domain_xml(domain_spec(), profile())
RUNNING = OFF.replace('port="-1"', 'port="5907"')
HOST = "10.0.0.7"
HEADLESS = "<domain><devices/></domain>"


@pytest.mark.parametrize(
    ("xml", "screen"),
    [(OFF, Screen(None, "s3cret89")), (RUNNING, Screen("7", "s3cret89")), (HEADLESS, Screen(None, None))],
)
def test_reading(xml: str, screen: Screen) -> None:
    assert read_screen(xml) == screen


def with_screen(xml: str, password: str) -> str | None:
    """A definition with another screen; null if it had this one."""
    domain = fromstring(xml)
    return tostring(domain, encoding="unicode") if set_screen(domain, password, HOST) else None


def test_a_definition_gets_another_password_and_keeps_everything_else() -> None:
    changed = with_screen(OFF, "new")
    assert changed is not None and read_screen(changed).password == "new"
    assert fromstring(changed).find("metadata/") is not None
    assert changed.replace('passwd="new"', 'passwd="s3cret89"').split() == OFF.split()


def test_a_screen_of_v1_stops_listening_everywhere() -> None:
    """D45."""
    changed = with_screen(OFF.replace(HOST, "0.0.0.0"), "s3cret89")
    assert changed is not None and changed.split() == OFF.split()


def test_a_live_update_is_the_screen_alone() -> None:
    changed = screen_with_password(RUNNING, "new")
    assert changed is not None
    graphics = fromstring(changed)
    assert (graphics.tag, graphics.get("port"), graphics.get("passwd")) == ("graphics", "5907", "new")


@pytest.mark.parametrize("xml", [OFF, HEADLESS])
def test_nothing_to_do(xml: str) -> None:
    assert with_screen(xml, "s3cret89") is None
    assert screen_with_password(xml, "s3cret89") is None
