"""The screen of a domain that exists: port and password read from libvirt's XML, and others put into it.

The XML must have been asked for with its secrets: writing back one without them takes the password away (D38).
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from iaas_agent.domain_xml.element import parse, text_of

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


def set_screen(domain: Element, password: str, listen: str) -> bool:
    """Give a definition this password and listen address. Whether it had others.

    Domains of v1 listen on all interfaces (D45): from their next start on they do not.
    """
    graphics = _graphics(domain)
    if graphics is None:
        return False
    places = [(graphics, "listen"), *((place, "address") for place in graphics.iterfind("listen[@type='address']"))]
    changes = [_changed(graphics, "passwd", password), *(_changed(*place, listen) for place in places)]
    return any(changes)


def screen_with_password(xml: str, password: str) -> str | None:
    """Only `<graphics>` of a running domain, for a live update; null if it has this password already."""
    graphics = _graphics(parse(xml))
    if graphics is None or not _changed(graphics, "passwd", password):
        return None
    return text_of(graphics)


def _graphics(domain: Element) -> Element | None:
    return domain.find("devices/graphics[@type='vnc']")


def _changed(element: Element, attribute: str, value: str) -> bool:
    if element.get(attribute) == value:
        return False
    element.set(attribute, value)
    return True
