"""Address ranges: checked before they are stored (D18–D22), and told to the DHCP server of their host."""

from __future__ import annotations

import ipaddress
import logging
from typing import Any

from api_common.addresses import (
    MAX_SEGMENT_ADDRESSES,
    network_of,
    parse_address,
    range_size,
    range_slice,
)
from api_common.contract.changes import Create, Expect, Remove, SetFields
from api_common.contract.envelope import total_pages
from api_common.contract.network import IpSegment, IpSegmentView
from api_common.contract.states import IpType, ResourceType
from api_common.errors import ErrorKind, IaasError, invalid, not_found
from iaas_core.auth.callers import Caller
from iaas_core.forms.network import CreateIpSegmentForm, EditIpSegmentForm
from iaas_core.forms.replies import IpSegmentReply, IpUsedReply, MessageReply, PageReply
from iaas_core.services.looks import look_again, same
from iaas_core.services.present import ip_reply, segment_reply
from iaas_core.steps.doors import Doors

_LOG = logging.getLogger(__name__)


class Segments:
    """`/ip_segment/...`."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    # --- queries ---

    def all(self) -> list[IpSegmentReply]:
        """All segments, with their hosts' names and how full they are."""
        own = self._own_addresses()
        return [_full_reply(view, own) for view in self._doors.db.segments()]

    def of_host(self, host_uuid: str, type_: IpType) -> list[IpSegmentReply]:
        """What the form for a new VM offers."""
        views = (view.segment for view in self._doors.db.segments())
        return [segment_reply(s) for s in views if s.host_uuid == host_uuid and s.type is type_]

    def one(self, segment_id: int) -> IpSegmentReply:
        """One segment."""
        return _full_reply(self._view(segment_id), self._own_addresses())

    def statistics(self) -> dict[str, int]:
        """Addresses by type: all of the ranges, and those given out."""
        views = self._doors.db.segments()
        result: dict[str, int] = {}
        for type_ in IpType:
            mine = [view for view in views if view.segment.type is type_]
            result[f"{type_.lower()}_total"] = sum(_size(view.segment) for view in mine)
            result[f"{type_.lower()}_used"] = sum(view.used for view in mine)
        return result

    def statistics_of(self, segment_id: int) -> dict[str, int]:
        """Addresses of one segment."""
        view = self._view(segment_id)
        return {"total": _size(view.segment), "used": view.used}

    def addresses(self, segment_id: int, page_num: int, page_size: int, caller: Caller) -> PageReply[IpUsedReply]:
        """Every address of the range in order; those given out with their VM's name."""
        segment = self._view(segment_id).segment
        total = _size(segment)
        start, end = segment.ip_range_start or "", segment.ip_range_end or ""
        shown = range_slice(start, end, (page_num - 1) * page_size, page_size) if total else []
        used = {ip.ip: ip for ip in self._doors.db.segment_addresses(segment_id, caller.scope)}
        rows = [ip_reply(used[address]) if address in used else IpUsedReply(ip=address) for address in shown]
        return PageReply(content=rows, total_pages=total_pages(total, page_size), total_elements=total)

    # --- changes ---

    @look_again
    def create(self, form: CreateIpSegmentForm) -> IpSegmentReply:
        """A new segment on a host that exists."""
        wanted = IpSegment(**_fields(form))
        self._check(wanted, None)
        record = Create(type=ResourceType.IP_SEGMENT, record=wanted.to_wire())
        created = self._doors.db.apply([_on_host(wanted), record]).created[0]
        segment = IpSegment.model_validate(created)
        self._tell_host(segment.host_uuid)
        return segment_reply(segment)

    @look_again
    def edit(self, form: EditIpSegmentForm) -> IpSegmentReply:
        """Replace all fields; what would make an address in use wrong is refused (D20)."""
        view = self._view(form.ip_segment_id)
        before = view.segment
        fields = _fields(form)
        fields["dns"] = (before.dns or "") if form.dns is None else form.dns
        wanted = IpSegment(id=before.id, **fields)
        self._check(wanted, before.id)
        if view.used:
            self._check_in_use(before, wanted)
        wire = wanted.model_dump(mode="json", by_alias=True, exclude={"id", "revision"})
        change = SetFields(type=ResourceType.IP_SEGMENT, key=str(before.id), fields=wire, revision=before.revision)
        self._doors.db.apply([_on_host(wanted), change])
        for host in {before.host_uuid, wanted.host_uuid}:
            self._tell_host(host)
        return segment_reply(wanted)

    @look_again
    def delete(self, segment_id: int) -> MessageReply:
        """Refused while addresses are in use (D19)."""
        view = self._view(segment_id)
        if view.used:
            raise IaasError(
                ErrorKind.WRONG_STATE, f"{view.used} addresses of this segment are in use; delete their VMs first"
            )
        gone = Remove(type=ResourceType.IP_SEGMENT, key=str(segment_id))
        self._doors.db.apply([same(view.segment), gone])
        self._tell_host(view.segment.host_uuid)
        return MessageReply()

    # --- helpers ---

    def _own_addresses(self) -> list[str]:
        """What hosts have themselves. They share wires, so it matters to every segment."""
        facts = [load.host.facts for load in self._doors.db.hosts()]
        return sorted({address for told in facts if told is not None for address in told.addresses})

    def _view(self, segment_id: int) -> IpSegmentView:
        found = self._doors.db.segments([segment_id])
        if not found:
            raise not_found("segment", segment_id)
        return found[0]

    def _check(self, wanted: IpSegment, own_id: int | None) -> None:
        start = parse_address("ipRangeStart", wanted.ip_range_start or "")
        end = parse_address("ipRangeEnd", wanted.ip_range_end or "")
        gateway = parse_address("gateway", wanted.gateway or "")
        if wanted.dns:
            parse_address("dns", wanted.dns)
        network = network_of(str(start), wanted.netmask or "")
        if network.num_addresses < 4:
            raise invalid("netmask", "leaves no room for guests; use a network of at least four addresses")
        if end < start:
            raise invalid("ipRangeEnd", "is below ipRangeStart")
        for field, address in (("ipRangeEnd", end), ("gateway", gateway)):
            if address not in network:
                raise invalid(field, f"{address} is outside {network}, the network of ipRangeStart")
        for field, address in (("ipRangeStart", start), ("ipRangeEnd", end), ("gateway", gateway)):
            if address in (network.network_address, network.broadcast_address):
                raise invalid(field, f"{address} is the network's own or its broadcast address")
        if start.is_multicast or start.is_loopback or start.is_unspecified:
            raise invalid("ipRangeStart", f"{start} cannot be a guest's address")
        if int(end) - int(start) >= MAX_SEGMENT_ADDRESSES:
            raise invalid("ipRangeEnd", f"a segment has at most {MAX_SEGMENT_ADDRESSES} addresses")
        self._check_neighbours(wanted, start, end, own_id)

    def _check_neighbours(
        self, wanted: IpSegment, start: ipaddress.IPv4Address, end: ipaddress.IPv4Address, own_id: int | None
    ) -> None:
        """No address may be given out twice, whichever host and bridge: hosts' bridges often share a wire (D22)."""
        if wanted.host_uuid not in {load.host.uuid for load in self._doors.db.hosts()}:
            raise IaasError(ErrorKind.WRONG_STATE, f"hostUuid: there is no host {wanted.host_uuid!r}")
        for view in self._doors.db.segments():
            other = view.segment
            if other.id == own_id or not _size(other):
                continue
            first = parse_address("ipRangeStart", other.ip_range_start or "")
            last = parse_address("ipRangeEnd", other.ip_range_end or "")
            if start <= last and first <= end:
                raise invalid("ipRangeStart", f"the range overlaps segment {other.id} ({other.name})")

    def _check_in_use(self, before: IpSegment, wanted: IpSegment) -> None:
        for field in ("host_uuid", "bridge", "type", "netmask"):
            if getattr(before, field) != getattr(wanted, field):
                raise IaasError(
                    ErrorKind.WRONG_STATE, f"{field} cannot change while addresses of this segment are in use"
                )
        start = int(parse_address("ipRangeStart", wanted.ip_range_start or ""))
        end = int(parse_address("ipRangeEnd", wanted.ip_range_end or ""))
        assert before.id is not None
        for ip in self._doors.db.segment_addresses(before.id):
            if not start <= int(parse_address("ip", ip.ip)) <= end:
                raise IaasError(ErrorKind.WRONG_STATE, f"address {ip.ip} is in use and outside the new range")

    def _tell_host(self, host_uuid: str | None) -> None:
        """A host that is away learns it when it registers again."""
        if not host_uuid:
            return
        segments = [view.segment for view in self._doors.db.segments() if view.segment.host_uuid == host_uuid]
        try:
            self._doors.agents.of(host_uuid).set_segments(segments)
        except IaasError as error:
            _LOG.warning("host %s did not take its segments: %s", host_uuid, error.describe())


def _on_host(segment: IpSegment) -> Expect:
    """The host that was looked at is still there."""
    return Expect(type=ResourceType.HOST, key=segment.host_uuid or "")


def _full_reply(view: IpSegmentView, own_addresses: list[str]) -> IpSegmentReply:
    reply = segment_reply(view.segment, view.host_name)
    reply.total, reply.used = _size(view.segment), view.used
    reply.host_addresses = [address for address in own_addresses if _is_in(view.segment, address)] or None
    return reply


def _is_in(segment: IpSegment, address: str) -> bool:
    return range_size(segment.ip_range_start or "", address) > 0 and range_size(address, segment.ip_range_end or "") > 0


def _size(segment: IpSegment) -> int:
    return range_size(segment.ip_range_start or "", segment.ip_range_end or "")


def _fields(form: CreateIpSegmentForm) -> dict[str, Any]:
    fields = form.model_dump(exclude={"ip_segment_id"})
    return {**fields, "dns": form.dns or ""}
