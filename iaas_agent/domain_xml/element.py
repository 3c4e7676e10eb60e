"""The one helper of the builders: a child element with attributes and text, escaped by the library."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement


def add(parent: Element, tag: str, text: object | None = None, **attributes: object) -> Element:
    """Append `<tag attributes>text</tag>`; attributes that are null are left out, a trailing `_` is cut off."""
    given = {name.rstrip("_"): str(value) for name, value in attributes.items() if value is not None}
    child = SubElement(parent, tag, given)
    if text is not None:
        child.text = str(text)
    return child
