"""Serial console, guest agent, randomness and balloon: what v1's VMs lacked."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from iaas_agent.domain_xml.element import add

GUEST_AGENT = "org.qemu.guest_agent.0"


def add_channels(parent: Element) -> None:
    """A serial port with `virsh console`, and the channel that a guest agent listens on."""
    serial = add(parent, "serial", type="pty")
    add(serial, "target", port=0)
    console = add(parent, "console", type="pty")
    add(console, "target", type="serial", port=0)
    channel = add(parent, "channel", type="unix")
    add(channel, "target", type="virtio", name=GUEST_AGENT)


def add_helpers(parent: Element) -> None:
    """The balloon carries memory changes; the random source lets guests boot without waiting for noise."""
    balloon = add(parent, "memballoon", model="virtio")
    add(balloon, "stats", period=10)
    rng = add(parent, "rng", model="virtio")
    add(rng, "backend", "/dev/urandom", model="random")
