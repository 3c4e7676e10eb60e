"""What may be told to an agent: nothing that could be a path, a command or an XML trick gets through."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from api_common.contract.agent_spec import (
    DiskSpec,
    DomainSpec,
    EnsureBound,
    GraphicsSpec,
    HostDeviceSpec,
    NicSpec,
    VolumeSpec,
)

UUID = "0123456789abcdef0123456789abcdef"
DISK: dict[str, Any] = {"uuid": UUID, "usage": "SYSTEM", "format": "QCOW2", "target": "vda", "bus": "virtio"}
NIC: dict[str, Any] = {"mac": "00:30:01:02:0A:0F", "bridge": "br0"}
VOLUME: dict[str, Any] = {"operationUuid": UUID, "fence": 1, "uuid": UUID, "usage": "SYSTEM", "sizeGib": 20}
DOMAIN: dict[str, Any] = {
    "uuid": UUID,
    "osType": "LINUX",
    "cpus": 1,
    "maxCpus": 2,
    "memoryMib": 1024,
    "maxMemoryMib": 2048,
    "disks": [DISK],
    "nics": [NIC],
    "graphics": {"password": "12345678"},
}


def test_a_whole_vm_is_accepted() -> None:
    assert DomainSpec.model_validate(DOMAIN).disks[0].target == "vda"


@pytest.mark.parametrize(
    ("record", "good", "bad"),
    [
        (DomainSpec, DOMAIN, {"uuid": "../" + UUID[3:]}),
        (DomainSpec, DOMAIN, {"uuid": UUID.upper()}),
        (DomainSpec, DOMAIN, {"cpus": 0}),
        (DomainSpec, DOMAIN, {"memoryMib": 0}),
        (DiskSpec, DISK, {"target": "vda' bus='x"}),
        (DiskSpec, DISK, {"target": "vdaaa"}),
        (DiskSpec, DISK, {"bus": "nbd"}),
        (DiskSpec, DISK, {"suffix": "/../x"}),
        (DiskSpec, DISK, {"imageFile": "../etc/passwd"}),
        (DiskSpec, DISK, {"imageFile": "a/b"}),
        (NicSpec, NIC, {"mac": "00:30:01:02:0a:0f"}),
        (NicSpec, NIC, {"mac": "00:30:01:02:0A:0F\n"}),
        (NicSpec, NIC, {"bridge": "br0; id"}),
        (NicSpec, NIC, {"bridge": "a" * 16}),
        (VolumeSpec, VOLUME, {"sizeGib": 0}),
        (VolumeSpec, VOLUME, {"sizeGib": 10**6}),
        (VolumeSpec, VOLUME, {"imageFile": ".."}),
        (VolumeSpec, VOLUME, {"operationUuid": ""}),
        (GraphicsSpec, {"password": "x"}, {"password": ""}),
        (GraphicsSpec, {"password": "x"}, {"password": "123456789"}),
        (HostDeviceSpec, {"vendor": "0x1d6b", "product": "0x0002", "bus": 1, "dev": 1}, {"vendor": "1d6b"}),
        (EnsureBound, {"operationUuid": UUID, "fence": 1, "vmUuid": UUID, "bindings": []}, {"vmUuid": "x"}),
    ],
)
def test_anything_odd_is_refused(record: Any, good: dict[str, Any], bad: dict[str, Any]) -> None:
    record.model_validate(good)
    with pytest.raises(ValidationError):
        record.model_validate(good | bad)
