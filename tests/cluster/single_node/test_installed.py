"""`kubectl apply -k deploy/overlays/single-node` on an empty cluster of one node, and pods that go while a VM runs."""

from __future__ import annotations

import json
import re
import sqlite3

from tests.cluster.single_node.installed import DEPLOYMENTS, Installed
from tests.helpers.guest import Guest
from tests.rules.sources import ROOT

DNSMASQ = "/usr/local/kubeiaas/agent/dhcp/dnsmasq.pid"


def test_a_node_becomes_a_host_by_itself(installed: Installed) -> None:
    host = installed.wait_host()
    assert host["name"] == "node1" and set(json.loads(host["role"])) == {"dhcp", "vnc", "nfs"}
    checks = {check["key"]: check for check in host["checks"]}
    assert set(checks) == {"dir", "kvm", "libvirt", "dhcp", "mnt"}
    assert all(check["ok"] for key, check in checks.items() if key != "kvm"), checks
    results = (installed.host.data / "workdir" / "log" / "prepare_result.log").read_text().splitlines()
    assert "libvirt=success" in results
    page = installed.api.get("/service/query_service")
    assert page["node1"]["iaas-core"] == page["node1"]["iaas-agent"] == page["node1"]["Libvirt"] == "ACTIVE", page


def test_the_console_has_everything_on_one_origin(installed: Installed) -> None:
    page = installed.seen_from_core("http://front-web/vms")
    assert page.startswith("200 ") and "<script" in page
    assert installed.seen_from_core("http://front-web/api/readyz").startswith("200 ")
    assert installed.seen_from_core("http://front-web/api/internal/beat").startswith("404 ")
    assert installed.seen_from_core("http://iaas-novnc:8787/vnc.html").startswith("200 ")


def test_the_manuals_copy_of_the_database(installed: Installed) -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()
    (program,) = re.findall(r'"(import sqlite3; .*?)"', manual)
    installed.kubectl.ours("exec", "deploy/db-proxy", "-c", "db-proxy", "--", "python3", "-c", program)
    copy = sqlite3.connect(installed.host.data / "sqlite" / "backup.db")
    assert copy.execute("SELECT count(*) FROM host").fetchone() == (1,)
    copy.close()


def test_a_second_apply_changes_no_secret(installed: Installed) -> None:
    before = installed.secret("iaas-service-tokens", "iaas-core")
    installed.apply()
    assert installed.secret("iaas-service-tokens", "iaas-core") == before
    assert len(before.strip()) > 30


def test_a_vm_outlives_every_pod(installed: Installed) -> None:
    vm = installed.create("lives-on")
    uuid, address = vm["uuid"], vm["ips"][0]["ip"]
    guest = Guest(installed, uuid)
    guest.wait_booted()
    guest.wait_address(address)
    boot = guest.read("/proc/sys/kernel/random/boot_id")
    qemu, dnsmasq = installed.host.pid_of(f"/run/libvirt/qemu/{uuid}.pid"), installed.host.pid_of(DNSMASQ)
    assert "kubepods" not in installed.host.control_groups(dnsmasq)

    old = installed.pods("iaas-agent")[0]["metadata"]["name"]
    installed.kubectl.ours("delete", "pod", old)
    assert installed.host.pid_of(DNSMASQ) == dnsmasq, "DHCP must go on while there is no agent"
    assert guest.read("/proc/sys/kernel/random/boot_id") == boot
    installed.wait_ready()
    installed.wait_host()
    assert installed.host.pid_of(DNSMASQ) == dnsmasq, "the next agent must take over what runs"

    for app in DEPLOYMENTS:
        installed.kubectl.ours("delete", "pod", "-l", f"app={app}", "--wait=false")
    installed.wait_ready()
    shown = installed.api.until(
        lambda: installed.api.raw("GET", "/vm/query_by_uuid", params={"uuid": uuid}),
        lambda told: told["code"] == 200.0,
        60,
    )["data"]
    assert (shown["status"], shown["powerState"]) == ("ACTIVE", "running")
    assert installed.host.pid_of(f"/run/libvirt/qemu/{uuid}.pid") == qemu
    assert guest.read("/proc/sys/kernel/random/boot_id") == boot and guest.addresses() == [address]

    installed.wait_host()
    installed.api.post("/vm/delete", {"vmUuid": uuid, "deleteType": "force"})
    assert installed.virsh("list", "--all", "--name") == ""
