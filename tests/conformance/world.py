"""What the checked suite holds: rows in every table, and VMs brought into the state that a call needs."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import httpx

from api_common.service_tokens import CALLER_HEADER
from deploy.dev import guest_image
from tests.helpers.suite import RunningSuite

UNKNOWN = "0123456789abcdef0123456789abcdef"
BROKEN_IMAGE = "broken.yaml"
RICH_IMAGE = "rich.yaml"
_RICH = """\
image:
  name: Rich
  description: "with drivers, 100% of a_b"
  filename: rich.qcow2
  spec: {vd_size: 1, format: qcow2, os_type: windows, os_arch: I386, os_mode: HVM}
child_images:
  - {uuid: drivers, filename: drivers.iso}
"""
DEVICE = {"type": "USB", "bus": "1", "dev": "4", "vendor": "0x1d6b", "product": "0x0104"}
_KERNEL_SAYS = {"busnum": "1", "devnum": "4", "idVendor": "1d6b", "idProduct": "0104", "product": "Gadget"}
_VERBS = {  # present status, wanted status -> what to do first
    ("STOPPED", "ACTIVE"): "start",
    ("STOPPED", "SUSPENDED"): "start",
    ("ACTIVE", "STOPPED"): "stop",
    ("ACTIVE", "SUSPENDED"): "suspend",
    ("SUSPENDED", "ACTIVE"): "resume",
    ("SUSPENDED", "STOPPED"): "resume",
}


def plug_in(folder: Path) -> None:
    """What the kernel's files say of one USB device, for an agent that looks for them in this folder."""
    device = folder / "1-1"
    device.mkdir(parents=True)
    for name, text in _KERNEL_SAYS.items():
        (device / name).write_text(text + "\n")


class World:
    """Rows of a simulated suite. `shown` is a running VM that no test changes; `worker` is for calls that do."""

    def __init__(self, suite: RunningSuite) -> None:
        self.suite = suite
        self.api = suite.api
        self.host: dict[str, Any] = self.api.get("/host/query_all")[0]
        self.other_host = self._register_other_host()
        self._numbers = itertools.count(1)
        self._spare: dict[str, str] = {}
        self._make_images()
        self.public = self.new_segment(type="PUBLIC")
        self.tiny = self._tiny_segment()
        self.shown: dict[str, Any] = suite.create("shown", description="50% of a_b", publicIpSegId=self.public["id"])
        self.idle = self.new_vm("STOPPED", name="idle", description="50 of axb", imageUuid=RICH_IMAGE, memory=3)
        self.worker = self.new_vm("ACTIVE", name="worker", cpus=2, memory=2)
        self.attached = self.attach(self.new_volume(name="on shown"), self.shown["uuid"])
        self.free = self.new_volume(name="free", description="100% of c_d")
        self.new_volume(name="another", description="100 of cxd")
        self._lose_device(self.shown["uuid"])

    # --- VMs ---

    def new_vm(self, status: str, **fields: Any) -> str:
        """The uuid of a fresh VM with this status."""
        vm = self.suite.create(**{"name": f"vm {next(self._numbers)}", **fields})
        return self.brought(vm["uuid"], status)

    def spare_vm(self) -> str:
        """A stopped VM to delete: made again when it was."""
        known = self._spare.get("vm")
        if not any(vm["uuid"] == known for vm in self.api.get("/vm/query_all")):
            self._spare["vm"] = self.new_vm("STOPPED")
        return self._spare["vm"]

    def vm_without_image(self) -> str:
        """A stopped VM whose image is gone from the catalogue."""
        if "orphan" not in self._spare:
            image = self.new_image()
            self._spare["orphan"] = self.new_vm("STOPPED", imageUuid=image)
            (self.suite.config.images / image).unlink()
        return self._spare["orphan"]

    def brought(self, uuid: str, status: str) -> str:
        """The same VM, once it has this status."""
        while True:
            vm = self.api.wait_vm(uuid, lambda vm: "operationUuid" not in vm)
            if vm["status"] == status:
                return uuid
            self.api.post(f"/vm/{_VERBS[vm['status'], status]}", {"vmUuid": uuid})

    def worker_in(self, status: str, **size: int) -> str:
        """The worker with this status and size; its size is changed while it is stopped."""
        if size:
            present = self.api.vm(self.brought(self.worker, "STOPPED"))
            for verb, fits in (("update", int.__gt__), ("reduce", int.__lt__)):
                change = {field: value for field, value in size.items() if fits(value, present[field])}
                if change:
                    self.api.post(f"/vm/{verb}", {"vmUuid": self.worker, **change})
        return self.brought(self.worker, status)

    def at_rest(self) -> None:
        """Nothing is being worked on."""
        self.api.until(
            lambda: self.api.get("/vm/query_all"), lambda vms: not any("operationUuid" in vm for vm in vms), 60
        )

    def with_screen(self) -> str:
        """The simulated driver has no screens, so we say as its agent would that this VM has one, until it reports."""
        uuid: str = self.shown["uuid"]
        report = {"uuid": uuid, "power": "running", "epoch": 10**6, "sequence": 1, "vncPort": "3"}
        body = {"hostUuid": self.host["uuid"], "domains": [report]}
        self.inner("iaas-core", "/internal/agent/report", body, caller="iaas-agent")
        return uuid

    # --- volumes and devices ---

    def new_volume(self, **fields: Any) -> str:
        """The uuid of a fresh data volume."""
        made = self.api.post("/volume/create", {"name": f"volume {next(self._numbers)}", "diskSize": 1, **fields})
        return str(made["uuid"])

    def spare_volume(self) -> str:
        """A free volume to delete or attach: made again when it was."""
        known = self._spare.get("volume")
        found = {volume["uuid"]: volume["status"] for volume in self.api.get("/volume/query_all")}
        if found.get(known) != "AVAILABLE":
            self._spare["volume"] = self.new_volume()
        return self._spare["volume"]

    def volume_of_worker(self) -> str:
        """A volume that the worker has."""
        mine = [v["uuid"] for v in self.api.vm(self.worker)["volumes"] if v["usageType"] == "DATA"]
        return mine[0] if mine else self.attach(self.spare_volume(), self.brought(self.worker, "STOPPED"))

    def attach(self, volume: str, vm: str) -> str:
        """The same volume, attached."""
        self.api.post("/volume/attach", {"vmUuid": vm, "volumeUuid": volume})
        return volume

    def worker_with_device(self, *, has: bool) -> str:
        """The worker, which has the device or has it not."""
        self.brought(self.worker, "STOPPED")
        if bool(self.api.vm(self.worker)["devices"]) != has:
            self.api.post(f"/device/{'attach' if has else 'detach'}", {"vmUuid": self.worker, **DEVICE})
        return self.worker

    def _lose_device(self, vm_uuid: str) -> None:
        """A row says that this VM has a device; the host does not show it, as if it had been pulled out."""
        row = {"name": "Gone ", "hostUuid": self.host["uuid"], "instanceUuid": vm_uuid, "status": "ATTACHED"}
        change = {"op": "create", "type": "device", "record": {**DEVICE, "dev": "9", **row}}
        self.inner("db-proxy", "/changes", {"changes": [change]}, caller="iaas-core")

    # --- other rows ---

    def segment_form(self, **fields: Any) -> dict[str, Any]:
        """A body for a segment that overlaps no other."""
        high, low = divmod(next(self._numbers), 256)
        net = f"10.{100 + high}.{low}"
        return {
            "name": "another",
            "hostUuid": self.host["uuid"],
            "type": "PRIVATE",
            "bridge": "br1",
            "ipRangeStart": f"{net}.10",
            "ipRangeEnd": f"{net}.99",
            "gateway": f"{net}.1",
            "netmask": "255.255.255.0",
            **fields,
        }

    def new_segment(self, **fields: Any) -> dict[str, Any]:
        """A fresh segment without addresses given out."""
        made: dict[str, Any] = self.api.post("/ip_segment/create_ip_segment", self.segment_form(**fields))
        return made

    def _tiny_segment(self) -> dict[str, Any]:
        """Its only address is the gateway's: none is ever free."""
        form = self.segment_form(name="tiny")
        only = {"ipRangeStart": form["gateway"], "ipRangeEnd": form["gateway"]}
        made: dict[str, Any] = self.api.post("/ip_segment/create_ip_segment", {**form, **only})
        return made

    def new_option(self) -> dict[str, Any]:
        """A fresh spec config."""
        option = {"type": "SYS_VOLUME", "value": "50", "description": "50G"}
        made: dict[str, Any] = self.api.post("/spec_config/create", option)
        return made

    def new_image(self) -> str:
        """The uuid of a fresh image that nobody uses."""
        name = f"image-{next(self._numbers)}"
        images = self.suite.config.images
        (images / f"{name}.qcow2").write_bytes((images / f"{guest_image.NAME}.qcow2").read_bytes())
        (images / f"{name}.yaml").write_text(guest_image.MANIFEST.replace(guest_image.NAME, name))
        return f"{name}.yaml"

    def folder_in_the_catalogue(self) -> str:
        """The name of an image that cannot be written."""
        (self.suite.config.images / "folder.yaml").mkdir(exist_ok=True)
        return "folder.yaml"

    def _make_images(self) -> None:
        """A file that is no image, and an image with everything that an image can have."""
        images = self.suite.config.images
        (images / "rich.qcow2").write_bytes((images / f"{guest_image.NAME}.qcow2").read_bytes())
        (images / "drivers.iso").write_bytes(b"\0" * 2048)
        (images / RICH_IMAGE).write_text(_RICH)
        (images / BROKEN_IMAGE).write_text("image: [")

    def _register_other_host(self) -> dict[str, Any]:
        """A host that can take no VMs and that nobody can reach."""
        facts = {"name": "other", "ip": "127.0.0.2", "agentUrl": "http://127.0.0.1:1", "problem": "libvirt is away"}
        self.inner("iaas-core", "/internal/agent/register", facts, caller="iaas-agent")
        return next(host for host in self.api.get("/host/query_all") if host["name"] == "other")

    def taken_range(self) -> dict[str, str]:
        """The addresses of a segment that is there."""
        return {key: self.public[key] for key in ("ipRangeStart", "ipRangeEnd", "gateway", "netmask")}

    def rows(self) -> dict[str, list[Any]]:
        """What the tables hold, as far as a refused request might change it."""
        shown = {
            "vm": ("uuid", "name", "status", "cpus", "memory"),
            "volume": ("uuid", "name", "status", "instanceUuid"),
            "ip_segment": ("id", "name", "bridge", "ipRangeStart", "ipRangeEnd"),
            "spec_config": ("id", "type", "value"),
            "host": ("uuid", "vCPU", "memory", "storage"),
        }
        return {
            table: [[row.get(key) for key in keys] for row in self.api.get(f"/{table}/query_all")]
            for table, keys in shown.items()
        }

    # --- behind the public API ---

    def service_headers(self, service: str) -> dict[str, str]:
        """What a service of this suite shows at the doors of the others."""
        token = (self.suite.config.state / "secrets" / "tokens" / service).read_text().strip()
        return {"Authorization": f"Bearer {token}", CALLER_HEADER: service}

    def inner(self, service: str, path: str, body: Any, *, caller: str) -> None:
        """A call between services."""
        headers, url = self.service_headers(caller), self.suite.config.url(service) + path
        response = httpx.post(url, json=body, headers=headers, timeout=30, trust_env=False)
        assert response.is_success, response.text
