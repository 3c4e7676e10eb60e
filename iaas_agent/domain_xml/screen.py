"""The screen of a domain that exists: port and password read from libvirt's XML, and another password put into it.

The XML must have been asked for with its secrets: writing back one without them takes the password away (D38).
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, tostring

from iaas_agent.domain_xml.element import parse

VNC_BASE_PORT = 5900


@dataclass(frozen=True)
class Screen:
    """`display`: the VNC display number as text, v1's `vncPort`; null while the domain is off."""

    display: str | None = None
    password: str | None = None


def read_screen(xml: str) -> Screen:
    """Where a domain's screen is."""
    graphics = _graphics(parse(xml))
    if graphics is None:
        return Screen()
    port = int(graphics.get("port", "-1"))
    return Screen(str(port - VNC_BASE_PORT) if port >= VNC_BASE_PORT else None, graphics.get("passwd"))


def definition_with_password(xml: str, password: str) -> str | None:
    """The whole definition with this password; null if it has it already."""
    domain = parse(xml)
    return tostring(domain, encoding="unicode") if _changed(_graphics(domain), password) else None


def screen_with_password(xml: str, password: str) -> str | None:
    """Only `<graphics>` of a running domain, for a live update; null if it has this password already."""
    graphics = _graphics(parse(xml))
    if graphics is None or not _changed(graphics, password):
        return None
    return tostring(graphics, encoding="unicode")


def _graphics(domain: Element) -> Element | None:
    return domain.find("devices/graphics[@type='vnc']")


def _changed(graphics: Element | None, password: str) -> bool:
    if graphics is None or graphics.get("passwd") == password:
        return False
    graphics.set("passwd", password)
    return True
