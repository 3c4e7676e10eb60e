"""What five witnesses say of every VM and disk: the rows, libvirt, the disk files, DHCP and the quotas' sums.

Asked when nothing is under way. Each disagreement is a sentence; no sentence means that all is as the rows say.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.helpers.hosts import Host
from tests.helpers.suite import RunningSuite

KIB_PER_GIB = 1024 * 1024
POWER = {"ACTIVE": "running", "PAUSED": "paused", "STOPPED": "stopped", "SUSPENDED": "saved"}
"""A status at rest -> what the hypervisor must show."""
MARK_BYTES = 64 * 1024
Row = dict[str, Any]


@dataclass(frozen=True)
class Domain:
    """One domain as its host's libvirt has it."""

    power: str
    cpus: int
    memory_gib: float
    disks: frozenset[str]
    """The uuids of disks that have a file of their own."""


def disagreements(suite: RunningSuite, marks: dict[str, int] | None = None) -> list[str]:
    """All of them. `marks`: data volume -> the byte that was written to its beginning."""
    vms = suite.api.get("/vm/query_all")
    volumes = suite.api.get("/volume/query_all")
    found = [*_work(suite), *_holds([*vms, *volumes])]
    domains = {uuid: domain for host in suite.hosts.values() for uuid, domain in _domains(suite, host).items()}
    found += _domains_agree(vms, volumes, domains)
    found += _files_agree(suite, vms, volumes)
    found += _addresses_agree(suite, vms)
    found += _marks_agree(suite, volumes, marks or {})
    return found


def _work(suite: RunningSuite) -> Iterator[str]:
    for status in ("running", "undoing", "stuck"):
        page = suite.api.get("/operation/page_query_all", page_num=1, page_size=50, status=status)
        for row in page["content"]:
            if row["kind"] != "vm_cleanup":
                yield f"operation {row['kind']} {row['uuid']} is {status}: {row.get('error')}"


def _holds(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        if row.get("operationUuid"):
            yield f"{row['uuid']} is held by {row['operationUuid']}"
        if row["status"] not in (*POWER, "ERROR", "AVAILABLE", "ATTACHED"):
            yield f"{row['uuid']} rests in {row['status']}"


def _domains(suite: RunningSuite, host: Host) -> dict[str, Domain]:
    if suite.config.simulated:
        folder = host.folder / "agent" / "simulated"
        texts = {file.stem: file.read_text().partition("\n") for file in folder.glob("*.domain")}
        return {uuid: _read(xml, power) for uuid, (power, _, xml) in texts.items()}
    return {uuid: _read(host.virsh("dumpxml", "--inactive", uuid), _power(host, uuid)) for uuid in host.domains()}


def _power(host: Host, uuid: str) -> str:
    state = host.virsh("domstate", uuid)
    if state == "shut off":
        return "saved" if "yes" in _saved_line(host.virsh("dominfo", uuid)) else "stopped"
    return state


def _saved_line(told: str) -> str:
    return next((line for line in told.splitlines() if line.startswith("Managed save")), "")


def _read(xml: str, power: str) -> Domain:
    tree = ElementTree.fromstring(xml)
    vcpu = tree.find("vcpu")
    assert vcpu is not None
    files = [Path(source.get("file", "")) for source in tree.iterfind("devices/disk/source")]
    own = frozenset(file.stem for file in files if "volumes" in file.parts[-4:-3][0])
    return Domain(
        power=power,
        cpus=int(vcpu.get("current") or vcpu.text or 0),
        memory_gib=int(tree.findtext("currentMemory", "0")) / KIB_PER_GIB,
        disks=own,
    )


def _domains_agree(vms: list[Row], volumes: list[Row], domains: dict[str, Domain]) -> Iterator[str]:
    attached: dict[str, set[str]] = {}
    for volume in volumes:
        if volume["status"] == "ATTACHED":
            attached.setdefault(volume.get("instanceUuid") or "nobody", set()).add(volume["uuid"])
    placed = {vm["uuid"]: vm for vm in vms if vm.get("hostUuid")}
    for uuid in attached.keys() - placed.keys():
        yield f"volumes {attached[uuid]} are ATTACHED to {uuid}, which is on no host"
    for uuid in domains.keys() - placed.keys():
        yield f"domain {uuid} belongs to nobody"
    for uuid, vm in placed.items():
        domain = domains.get(uuid)
        if domain is None:
            if vm["status"] != "ERROR":
                yield f"VM {uuid} is {vm['status']} and has no domain"
            continue
        yield from _domain_agrees(vm, domain, attached.get(uuid, set()))


def _domain_agrees(vm: Row, domain: Domain, attached: set[str]) -> Iterator[str]:
    name = f"VM {vm['uuid']} ({vm['status']})"
    if POWER.get(vm["status"], domain.power) != domain.power:
        yield f"{name}: libvirt says {domain.power}"
    if (vm["cpus"], vm["memory"]) != (domain.cpus, domain.memory_gib):
        yield f"{name}: {vm['cpus']} vCPU, {vm['memory']} GiB; libvirt: {domain.cpus}, {domain.memory_gib}"
    own = {volume["uuid"] for volume in vm["volumes"] if volume["usageType"] == "SYSTEM"}
    if domain.disks != own | attached:
        yield f"{name}: disks {sorted(own | attached)}; libvirt: {sorted(domain.disks)}"


def _files_agree(suite: RunningSuite, vms: list[Row], volumes: list[Row]) -> Iterator[str]:
    system = {v["uuid"] for vm in vms for v in vm["volumes"] if v["usageType"] == "SYSTEM"}
    usable = system | {v["uuid"] for v in volumes if v["status"] in ("AVAILABLE", "ATTACHED")}
    known = usable | {v["uuid"] for v in volumes}
    files = set(suite.disk_files())
    for name in sorted(name for name in files if name.lstrip(".")[:32] not in known):
        yield f"file {name} belongs to nobody"
    for name in sorted(name for name in files if name.startswith(".")):
        yield f"file {name} was left half-made"
    there = {name[:32] for name in files if not name.endswith(".json")}
    for uuid in sorted(usable - there):
        yield f"volume {uuid} has no file"


def _addresses_agree(suite: RunningSuite, vms: list[Row]) -> Iterator[str]:
    wanted = {vm["uuid"]: {(ip["mac"], ip["ip"]) for ip in vm["ips"]} for vm in vms if vm.get("hostUuid")}
    bound: dict[str, set[tuple[str, str]]] = {}
    for host in suite.hosts.values():
        for file in (host.folder / "agent" / "dhcp").rglob("*"):
            if file.is_file() and len(file.name) == 32:
                bound[file.name] = {_binding(line) for line in file.read_text().splitlines()}
    for uuid in sorted(wanted.keys() | bound.keys()):
        if wanted.get(uuid, set()) != bound.get(uuid, set()):
            yield f"addresses of {uuid}: {wanted.get(uuid)}; DHCP: {bound.get(uuid)}"
    given = [ip["ip"] for vm in vms for ip in vm["ips"]]
    if len(given) != len(set(given)):
        yield f"an address is given twice: {sorted(given)}"
    used = sum(
        suite.api.get("/ip_segment/statistics_by_id", ip_segment_id=h.segment)["used"] for h in suite.hosts.values()
    )
    if used != len(given):
        yield f"{used} addresses are in use, VMs have {len(given)}"


def _binding(line: str) -> tuple[str, str]:
    parts = line.split(",")
    return parts[0], next(part for part in parts[1:] if part.count(".") == 3)


def _marks_agree(suite: RunningSuite, volumes: list[Row], marks: dict[str, int]) -> Iterator[str]:
    for volume in volumes:
        byte = marks.get(volume["uuid"])
        if byte is None or volume["status"] not in ("AVAILABLE", "ATTACHED"):
            continue
        file = _file_of(suite, volume["uuid"])
        told = _io(file, f"read -P {byte} 0 {MARK_BYTES}") if file is not None else None
        if told:
            yield f"volume {volume['uuid']} does not hold what was written to it: {told}"


def mark(suite: RunningSuite, uuid: str, byte: int) -> bool:
    """Write a byte many times to the beginning of a data volume that no guest has; whether that could be done."""
    file = _file_of(suite, uuid)
    return file is not None and not _io(file, f"write -P {byte} 0 {MARK_BYTES}")


def _file_of(suite: RunningSuite, uuid: str) -> Path | None:
    folders = [host.folder / "data" / "data-volumes" for host in suite.hosts.values()]
    return next((file for folder in folders for file in folder.rglob(f"{uuid}.*") if file.suffix != ".json"), None)


def _io(file: Path, command: str) -> str:
    """What went wrong, or nothing."""
    share = [] if command.startswith("write") else ["-r", "-U"]
    words = ["qemu-io", *share, "-f", "qcow2", "-c", command, str(file)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stderr + done.stdout if done.returncode or "failed" in done.stdout else ""
