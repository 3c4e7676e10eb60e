"""Pure IPv4 and MAC arithmetic, with v1's results where v1 was right.

Used by db_proxy (allocation), iaas_core (checks of segments) and the agent (dnsmasq ranges). No rows, no network.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Iterator

from api_common.errors import invalid

MAC_PATTERN = re.compile(r"^[0-9A-F]{2}(:[0-9A-F]{2}){5}$")
MAX_V1_SEGMENT_ID = 4095
"""The last segment id that v1's MAC prefix can hold; larger ids get a locally administered prefix."""
MAX_SEGMENT_ADDRESSES = 65536


def parse_address(field: str, text: str) -> ipaddress.IPv4Address:
    """A dotted quad, strictly; raises `invalid_request` naming `field`."""
    try:
        return ipaddress.IPv4Address(text)
    except ValueError:
        raise invalid(field, f"{text[:40]!r} is not an IPv4 address such as 192.168.1.10") from None


def network_of(address: str, netmask: str) -> ipaddress.IPv4Network:
    """The network an address lies in. The netmask must be contiguous ones (`invalid_request` otherwise)."""
    parse_address("netmask", netmask)
    try:
        network = ipaddress.IPv4Network(f"{address}/{netmask}", strict=False)
    except ValueError:
        raise invalid("netmask", f"{netmask!r} is not a contiguous netmask such as 255.255.255.0") from None
    if str(network.netmask) != netmask:  # the library also accepts host masks such as 0.0.0.255
        raise invalid("netmask", f"{netmask!r} is not a contiguous netmask such as 255.255.255.0")
    return network


def range_size(start: str, end: str) -> int:
    """Number of addresses from `start` to `end`, both included; 0 for a reversed or unreadable range (old rows)."""
    try:
        return max(0, int(ipaddress.IPv4Address(end)) - int(ipaddress.IPv4Address(start)) + 1)
    except ValueError:
        return 0


def range_slice(start: str, end: str, offset: int, count: int) -> list[str]:
    """`count` addresses of the range from position `offset` on, fewer at its end."""
    first = int(ipaddress.IPv4Address(start))
    size = range_size(start, end)
    return [str(ipaddress.IPv4Address(first + i)) for i in range(offset, min(size, offset + count))]


def free_addresses(start: str, end: str, taken: Collection[str]) -> Iterator[str]:
    """The addresses of a range that are not `taken` (which includes gateway and dns), ascending, as v1 walks them."""
    first = int(ipaddress.IPv4Address(start))
    for number in range(first, first + range_size(start, end)):
        address = str(ipaddress.IPv4Address(number))
        if address not in taken:
            yield address


def mac_prefix(segment_id: int, type_tag: int) -> str:
    """First two octets of a MAC of this segment; `type_tag` is 0 for PRIVATE and 1 for PUBLIC.

    v1's rule where the id fits into its 12 bits. Beyond, v1 overflowed into vendors' prefixes: there the locally
    administered bit is set instead, and uniqueness is left to the constraint in the database.
    """
    value = segment_id * 16 + type_tag
    if segment_id <= MAX_V1_SEGMENT_ID:
        return f"{(value & 0xFE00) >> 8:02X}:{value & 0xFF:02X}"
    return f"{((value >> 8) & 0xFC) | 0x02:02X}:{value & 0xFF:02X}"


def make_mac(segment_id: int, type_tag: int, random31: int) -> str:
    """A MAC address from a segment, its type and a random number of 31 bits (v1's form: upper case, colons)."""
    tail = (random31 & 0x7FFFFFFF).to_bytes(4, "big")
    return ":".join([mac_prefix(segment_id, type_tag), *(f"{octet:02X}" for octet in tail)])


def tap_name(mac: str) -> str:
    """The host-side device of a guest's network card, as v1 named it: `v_` and the MAC without colons."""
    return "v_" + mac.replace(":", "")
