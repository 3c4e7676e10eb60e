"""`<graphics>` and `<video>`: the screen, on the node's own address, with a password."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from api_common.contract.agent_spec import GraphicsSpec
from iaas_agent.domain_xml.element import add


def add_graphics(parent: Element, spec: GraphicsSpec, listen: str) -> None:
    """VNC; libvirt chooses the port."""
    graphics = add(parent, "graphics", type="vnc", port=-1, autoport="yes", listen=listen, passwd=spec.password)
    add(graphics, "listen", type="address", address=listen)
    video = add(parent, "video")
    add(video, "model", type="vga", vram=16384, heads=1)
