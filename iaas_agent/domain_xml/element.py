"""The helpers of this room: a child element, escaped by the library, and libvirt's own XML read and written back."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, fromstring, tostring


def add(parent: Element, tag: str, text: object | None = None, **attributes: object) -> Element:
    """Append `<tag attributes>text</tag>`; attributes that are null are left out."""
    given = {name: str(value) for name, value in attributes.items() if value is not None}
    child = SubElement(parent, tag, given)
    if text is not None:
        child.text = str(text)
    return child


def parse(xml: str) -> Element:
    """XML that libvirt wrote, as elements."""
    return fromstring(xml)  # libvirt is trusted with everything else too  # nosec B314


def text_of(element: Element) -> str:
    """An element as libvirt takes it."""
    return tostring(element, encoding="unicode")
