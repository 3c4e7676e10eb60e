"""From KubeIaaS 1.0 to this suite in place: its database, its files, and its VMs, which run on."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from api_common.contract.states import VolumeUsage
from api_common.volume_paths import provider_location
from tests.db_proxy.migrations.v1 import SCHEMA
from tests.helpers.guest import Guest
from tests.helpers.people import People
from tests.helpers.suite import RunningSuite, running_suite

HOST, SEGMENT = "aaaa0000aaaa0000aaaa0000aaaa0000", 66
RUNNING, STOPPING, BUILDING, HOMELESS = (digit * 32 for digit in "1234")
SYSTEM, STOPPED_SYSTEM, DATA = (digit * 32 for digit in "567")
MAC = "04:20:01:02:0A:0F"
IMAGE = "kubeiaas-guest.yaml"

DOMAIN = """<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>{uuid}</name><uuid>{uuid}</uuid>
  <memory>2097152</memory><currentMemory>1048576</currentMemory>
  <vcpu placement='static' current='1'>4</vcpu>
  <cpu><topology sockets='1' cores='4' threads='1'/></cpu>
  <os><type>hvm</type><bootmenu enable='yes'/></os>
  <features><acpi/><apic/><pae/></features>
  <clock offset='localtime'><timer name='pit' tickpolicy='delay'/><timer name='rtc' tickpolicy='catchup'/></clock>
  <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>restart</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    {disks}
    <controller type='usb' model='nec-xhci'/>
    {cards}
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <input type='tablet' bus='usb'/>
    <graphics type='vnc' port='-1' autoport='yes' listen='0.0.0.0' passwd='67111111'>
      <listen type='address' address='0.0.0.0'/></graphics>
  </devices>
</domain>"""
"""As v1 wrote it; the guest agent's channel is the test's own, to look inside."""
DISK = """<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='{file}'/>
    <target dev='{target}' bus='virtio'/></disk>"""
CARD = (
    """<interface type='bridge'><mac address='{mac}'/><source bridge='{bridge}'/><model type='virtio'/></interface>"""
)


class FromV1:
    """A machine on which v1 was used, and then this suite was put in its place."""

    def __init__(self, suite: RunningSuite) -> None:
        self.suite = suite
        self.data = suite.config.state / "data"
        self.address = f"{suite.config.subnet}.77"
        self.database = suite.config.state / "sqlite" / "kubeiaas.db"

    def disk(self, uuid: str, usage: VolumeUsage) -> Path:
        return self.data / provider_location(usage, uuid, ".img")

    def build(self) -> None:
        """What v1 left: files, domains, rows."""
        image = next(self.suite.config.images.glob("*.qcow2"))
        for uuid in (SYSTEM, STOPPED_SYSTEM):
            disk = self.disk(uuid, VolumeUsage.SYSTEM)
            disk.parent.mkdir(parents=True, exist_ok=True)
            disk.write_bytes(image.read_bytes())
        data = self.disk(DATA, VolumeUsage.DATA)
        data.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", data, "1G"], check=True)
        card = CARD.format(mac=MAC, bridge=self.suite.config.bridge)
        plugged = [(self.disk(SYSTEM, VolumeUsage.SYSTEM), "vda"), (data, "vdb")]
        self._define(RUNNING, plugged, card)
        self._define(STOPPING, [(self.disk(STOPPED_SYSTEM, VolumeUsage.SYSTEM), "vda")], "")
        self.suite.virsh("start", RUNNING)
        self._write_rows()

    def _define(self, uuid: str, disks: list[tuple[Path, str]], card: str) -> None:
        xml = self.suite.config.state / f"{uuid}.xml"
        shown = "".join(DISK.format(file=file, target=target) for file, target in disks)
        xml.write_text(DOMAIN.format(uuid=uuid, disks=shown, cards=card))
        self.suite.virsh("define", str(xml))

    def _write_rows(self) -> None:
        subnet, bridge, name = self.suite.config.subnet, self.suite.config.bridge, self.suite.config.host_name
        for left in self.database.parent.iterdir():
            left.unlink()
        with closing(sqlite3.connect(self.database)) as v1:
            v1.executescript(SCHEMA)
            v1.executescript(
                f"""
                ALTER TABLE ip_segment ADD COLUMN name varchar(255);
                CREATE TABLE device (id integer not null, bus varchar(255), dev varchar(255), host_uuid varchar(255),
                    instance_uuid varchar(255), name varchar(255), product varchar(255), status varchar(255),
                    type varchar(255), vendor varchar(255), primary key (id));
                UPDATE hibernate_sequence SET next_val = 90;
                INSERT INTO host (id, config, ip, name, role, status, uuid, vcpu, memory, storage) VALUES
                    (64, 'CentOS', '127.0.0.1', '{name}', '["dhcp","vnc","nfs"]', 'READY', '{HOST}', 64, 64, 900);
                INSERT INTO ip_segment (id, dns, gateway, ip_range_end, ip_range_start, netmask, type, host_uuid,
                    bridge, name) VALUES ({SEGMENT}, '', '{subnet}.1', '{subnet}.99', '{subnet}.70',
                    '255.255.255.0', 'PRIVATE', '{HOST}', '{bridge}', 'lan');
                INSERT INTO vm VALUES
                    (67, 1, 1690000000000, '无', 1, '{HOST}', '{IMAGE}', 1, 'runs', 'abc123', 'ACTIVE', '{RUNNING}',
                        '67111111', '0'),
                    (68, 1, '2023-05-06 07:08:09', NULL, 1, '{HOST}', '{IMAGE}', 1, 'was stopping', 'abc123',
                        'STOPPING', '{STOPPING}', '68222222', '1'),
                    (69, 1, 1690000000000, '', 1, '{HOST}', 'gone.yaml', 1, 'never built', 'abc123', 'BUILDING',
                        '{BUILDING}', NULL, NULL),
                    (70, 1, 1690000000000, '', 1, '', 'gone.yaml', 1, 'no host', 'abc123', 'ERROR', '{HOMELESS}',
                        NULL, NULL);
                """
            )
            rows = [(71, SYSTEM, "SYSTEM", RUNNING, "vda"), (72, STOPPED_SYSTEM, "SYSTEM", STOPPING, "vda")]
            rows.append((73, DATA, "DATA", RUNNING, "vdb"))
            for id_, uuid, usage, vm, target in rows:
                v1.execute(
                    "INSERT INTO volume (id, bus, create_time, format_type, host_uuid, instance_uuid, mount_point,"
                    " name, provider_location, size, status, usage_type, uuid) VALUES"
                    " (?, 'virtio', 1690000000000, 'QCOW2', ?, ?, ?, 'disk', ?, 1, 'ATTACHED', ?, ?)",
                    (id_, HOST, vm, target, provider_location(VolumeUsage(usage), uuid, ".img"), usage, uuid),
                )
            v1.execute(
                "INSERT INTO ip_used VALUES (74, 1690000000000, ?, ?, ?, ?, 'ATTACHED', 'PRIVATE', ?)",
                (RUNNING, self.address, SEGMENT, MAC, bridge),
            )
            v1.commit()


@pytest.fixture(scope="module")
def v1() -> Iterator[FromV1]:
    with running_suite() as suite:
        machine = FromV1(suite)
        for service in ("iaas-core", "iaas-agent", "db-proxy"):
            suite.suite.stop_service(service)
        machine.build()
        for service in ("db-proxy", "iaas-core", "iaas-agent"):
            suite.suite.start_service(service)
        suite.sign_in_again()
        yield machine


def test_running_vms_run_on_and_the_others_are_what_their_host_shows(v1: FromV1) -> None:
    api, before = v1.suite.api, v1.suite.virsh("domid", RUNNING)
    runs = api.wait_vm(RUNNING, lambda vm: vm.get("powerState") == "running")
    assert (runs["status"], runs["id"], runs["name"], runs["createTime"]) == ("ACTIVE", 67, "runs", 1690000000000)
    assert api.wait_vm(STOPPING, "STOPPED")["powerState"] == "stopped"
    assert api.wait_vm(BUILDING, "ERROR")["error"]
    assert v1.suite.virsh("domid", RUNNING) == before, "taken over without a restart"
    assert [vm["id"] for vm in api.get("/vm/query_all")] == [67, 68, 69, 70]
    assert len(list(v1.database.parent.glob("kubeiaas.db.*"))) >= 1, "v1's file lies beside it"
    (host,) = api.get("/host/query_all")
    assert (host["uuid"], host["status"]) == (HOST, "READY")


def test_what_v1_had_is_the_administrators_to_give(v1: FromV1) -> None:
    people = People(v1.suite)
    owner = people.person("MEMBER", people.group())
    assert owner.api.get("/vm/query_all") == [] and owner.api.get("/volume/query_all") == []
    v1.suite.api.post("/vm/change_owner", {"vmUuid": RUNNING, "userId": owner.id})
    assert [vm["uuid"] for vm in owner.api.get("/vm/query_all")] == [RUNNING]
    assert [volume["uuid"] for volume in owner.api.get("/volume/query_all")] == [DATA]


def test_a_vm_of_v1_is_used_like_any_other(v1: FromV1) -> None:
    api, body = v1.suite.api, {"vmUuid": RUNNING}
    guest = Guest(v1.suite, RUNNING)
    guest.wait_booted()
    guest.wait_address(v1.address)
    assert guest.disks().count("vdb") == 1
    shown, others = api.vm(RUNNING), api.get("/host/statistics")["used_mem"] - 2
    assert (shown["memory"], shown["domainMemory"]) == (1, 2), "v1's machine has what its balloon holds back"

    api.post("/volume/detach", {**body, "volumeUuid": DATA})
    assert "vdb" not in guest.disks()
    api.post("/volume/attach", {**body, "volumeUuid": DATA})
    guest.until(lambda: "vdb" in guest.disks())
    api.post("/vm/update", {**body, "cpus": 2})
    guest.until(lambda: guest.cpus() == 2)

    api.post("/vm/stop", body)
    api.wait_vm(RUNNING, "STOPPED")
    api.post("/vm/start", body)
    guest.wait_booted()
    guest.wait_address(v1.address)
    shown = api.vm(RUNNING)
    assert shown["vncPassword"] != "67111111" and shown["cpus"] == 2
    assert (shown["memory"], shown["domainMemory"]) == (1, 1), "what it was given and no more"
    assert api.get("/host/statistics")["used_mem"] == others + 1 and guest.memory_mib() < 1024
    definition = v1.suite.virsh("dumpxml", "--security-info", RUNNING)
    assert "0.0.0.0" not in definition and shown["vncPassword"] in definition


def test_what_v1_left_can_be_deleted(v1: FromV1) -> None:
    api = v1.suite.api
    for uuid in (HOMELESS, BUILDING, STOPPING, RUNNING):
        api.post("/vm/delete", {"vmUuid": uuid, "deleteType": "force"})
    assert api.get("/vm/query_all") == [] and v1.suite.domains() == []
    (kept,) = api.get("/volume/query_all")
    assert (kept["uuid"], kept["status"], kept["instanceUuid"]) == (DATA, "AVAILABLE", "")
    assert not v1.disk(SYSTEM, VolumeUsage.SYSTEM).exists() and v1.disk(DATA, VolumeUsage.DATA).exists()
    api.post("/volume/delete", {"volumeUuid": DATA})
    assert v1.suite.disk_files() == []
