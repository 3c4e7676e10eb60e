"""Addresses: the first free one of each segment, with a MAC that nobody has, given in the caller's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from sqlalchemy import JSON, String, cast, null, select, union_all

from api_common.addresses import free_addresses, make_mac, network_of
from api_common.contract.operation import KEPT_ADDRESSES, AddressRequest
from api_common.contract.states import IpAttach, IpType, ResourceType
from api_common.errors import ErrorKind, IaasError
from api_common.lifecycle.operation import OPEN
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import HOST, IP_SEGMENT, IP_USED, OPERATION

MAC_DRAWS = 32
"""How often a MAC is drawn before giving up; with 31 random bits a second draw is rare already."""


def allocate_addresses(unit: Unit, request: AddressRequest) -> list[Row]:
    """One address of each segment for a VM, in the order asked for; what it has of a segment already, it keeps."""
    had = unit.load_by(ResourceType.IP_USED, "instance_uuid", request.vm_uuid)
    given = {row["ip_segment_id"]: row for row in had}
    for segment_id in request.segment_ids:
        if segment_id not in given:
            segment = unit.get(ResourceType.IP_SEGMENT, str(segment_id))
            macs = {row["mac"] for row in given.values()}  # of this request: not in the table yet
            given[segment_id] = _give(unit, segment, request.vm_uuid, macs)
    unit.number()
    return [given[segment_id] for segment_id in request.segment_ids]


def _give(unit: Unit, segment: Row, vm_uuid: str, macs: set[str]) -> Row:
    return unit.add(
        ResourceType.IP_USED,
        {
            "ip": _free_address(unit, segment),
            "mac": _free_mac(unit, segment, macs),
            "type": segment["type"],
            "ip_segment_id": segment["id"],
            "bridge": segment["bridge"],
            "instance_uuid": vm_uuid,
            "status": IpAttach.DETACHED.value,
            "create_time": unit.now,
        },
    )


def _free_address(unit: Unit, segment: Row) -> str:
    try:
        found = next(free_addresses(segment["ip_range_start"], segment["ip_range_end"], _taken(unit, segment)), None)
    except ValueError:  # a range of v1 that is none
        found = None
    if found is None:
        name = segment["name"] or segment.key
        raise IaasError(
            ErrorKind.NO_CAPACITY, f"segment {name!r} has no free address", detail={"segmentId": segment["id"]}
        )
    return found


def _taken(unit: Unit, segment: Row) -> set[str]:
    """In use by the segment's rows, by guests whose rows are gone and which run on until their host is back, by hosts
    themselves, or as a gateway or DNS server; and what no machine can have. Bridges of hosts often share a wire, so
    what one host or segment has, no VM of another gets."""
    open_now = OPERATION.c.status.in_([status.value for status in OPEN])
    no_ip, no_list = cast(null(), String), cast(null(), JSON)
    kept = select(OPERATION.c.input[KEPT_ADDRESSES].label("kept"), no_ip.label("ip")).where(open_now)
    of_hosts = select(HOST.c.facts["addresses"], HOST.c.ip)
    used = select(no_list, IP_USED.c.ip).where(IP_USED.c.ip_segment_id == segment["id"])
    servers = [select(no_list, IP_SEGMENT.c[name]) for name in ("gateway", "dns")]
    taken = _nobodys(segment)
    found = unit.connection.execute(union_all(kept, of_hosts, used, *servers))  # one statement: creations are counted
    for addresses, address in found:
        taken.update(addresses or (), (address,))
    return taken


def _nobodys(segment: Row) -> set[str]:
    """A network's own address and its broadcast address; none for a segment of v1 with a netmask that is none."""
    try:
        network = network_of(segment["ip_range_start"] or "", segment["netmask"] or "")
    except IaasError:
        return set()
    return {str(network.network_address), str(network.broadcast_address)} if network.num_addresses > 2 else set()


def _free_mac(unit: Unit, segment: Row, taken: set[str]) -> str:
    for mac in _draw(segment):
        in_use = select(IP_USED.c.id).where(IP_USED.c.mac == mac)
        if mac not in taken and unit.connection.execute(in_use).first() is None:
            return mac
    raise IaasError(ErrorKind.NO_CAPACITY, f"no unused MAC address was found for segment {segment.key}")


def _draw(segment: Row) -> Iterator[str]:
    tag = IpType.PUBLIC.tag if segment["type"] == IpType.PUBLIC.value else IpType.PRIVATE.tag
    for _ in range(MAC_DRAWS):
        yield make_mac(segment["id"], tag, secrets.randbits(31))
