"""A database of v1 after years of use and misuse: hundreds of rows in every table, with all that SQLite let pass."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from api_common.contract.states import (
    DeviceStatus,
    DeviceType,
    HostStatus,
    IpAttach,
    IpType,
    SpecType,
    VmStatus,
    VolumeFormat,
    VolumeStatus,
    VolumeUsage,
)
from tests.db_proxy.migrations.v1 import FIRST_START, v1_database

HUGE_ID = 2**31 - 2
"""Leaves the sequence one more id of 32 bits."""
TEXTS = (
    *(
        None,
        "",
        " ",
        "null",
        "NULL",
        "无",
        "云主机-测试-01",
        "100%_done",
        "a\\b'c\"d;--",
        "tab\tline\r\nend",
        "\u202e\x00\x7f",
    ),
    *("x" * 10_240, "长" * 3_000, "\U0001f5a5", "0", "-1", "1e3", "true", "[]", "{}", "00123", " padded "),
)
TIMES = (
    *(None, 0, 1, -1, 1_690_000_000, 1_690_000_000_123, 2**62, 1_690_000_000_000.5, "", "yesterday"),
    *("2023-05-06 07:08:09", "2023-05-06 07:08:09.123", "2023-05-06", "0000-00-00 00:00:00", "9999-12-31 23:59:59"),
)
NUMBERS = (None, 0, 1, 2, 20, 2048, -1, 2**31 - 1, 2**40, 1.5, "many", "")
ADDRESSES = (None, "", "10.1.0.2", "10.1.0.3", "10.0.0.300", "fe80::1", "not an address", "%", "10.1.0.2 ")
MACS = (None, "", "00:10:00:00:00:01", "00:10:0a:0b:0c:0d", "001000000001", "x")
MOUNT_POINTS = (None, "", "vda", "vdb", "hda", "vd", "vdb")


class OddDatabase:
    """Draws rows; the same seed draws the same ones."""

    def __init__(self, seed: int, count: int = 200) -> None:
        self._draw = random.Random(seed)
        self._count = count
        ids = self._draw.sample(range(64, 64 + 40 * count), 9 * count - 1)
        self._ids = iter([HUGE_ID, *ids])
        self.hosts, self.vms, self.volumes = (self._uuids(n) for n in (count // 10, count, count))
        self.segments = self._draw.sample(range(1, 64), 20)

    def write(self, path: Path, sequence: str = "UPDATE hibernate_sequence SET next_val = 9") -> Path:
        """Make the file. By default the sequence has fallen behind the ids in use, as after somebody's import."""
        v1_database(path, FIRST_START, sequence)
        with closing(sqlite3.connect(path)) as connection:
            for table, one in self._tables().items():
                rows = [one() for _ in range(self._count)]
                names = list(rows[0])
                marks = ", ".join("?" * (len(names) + 1))
                connection.executemany(
                    f"INSERT INTO {table} (id, {', '.join(names)}) VALUES ({marks})",
                    [(next(self._ids), *row.values()) for row in rows],
                )
            connection.executemany(
                "INSERT INTO ip_segment (id, gateway, dns, ip_range_start, ip_range_end, type, host_uuid, bridge)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [(id_, *self._some(ADDRESSES, 4), "PRIVATE", self._host(), "br0") for id_ in self.segments],
            )
            connection.commit()
        return path

    def _tables(self) -> dict[str, Callable[[], dict[str, Any]]]:
        return {
            "vm": self._vm,
            "volume": self._volume,
            "host": self._host_row,
            "ip_segment": self._segment,
            "ip_used": self._address,
            "device": self._device,
            "spec_config": lambda: self._texts("value", "description") | {"type": self._word(SpecType)},
            "image": lambda: (
                self._texts("description", "directory", "format", "name", "os_arch", "os_mode", "os_type", "status")
                | self._texts("parent_image_uuid", "uuid")
                | {"min_disk": self._one(NUMBERS), "min_mem": self._one(NUMBERS), "size": self._one(NUMBERS)}
            ),
        }

    def _vm(self) -> dict[str, Any]:
        return {
            "uuid": self._one(self.vms),
            **{name: self._one(NUMBERS) for name in ("cpus", "memory", "disk_size")},
            **self._texts("name", "description", "password", "image_uuid", "vnc_password", "vnc_port"),
            "create_time": self._one(TIMES),
            "status": self._word(VmStatus),
            "host_uuid": self._host(),
        }

    def _volume(self) -> dict[str, Any]:
        return {
            "uuid": self._one(self.volumes),
            "instance_uuid": self._one([*self.vms, None, ""]),
            "mount_point": self._one(MOUNT_POINTS),
            "host_uuid": self._host(),
            "size": self._one(NUMBERS),
            "create_time": self._one(TIMES),
            "status": self._word(VolumeStatus),
            "usage_type": self._word(VolumeUsage),
            "format_type": self._word(VolumeFormat),
            **self._texts("name", "description", "image_uuid", "provider_location", "bus"),
        }

    def _host_row(self) -> dict[str, Any]:
        return {
            "uuid": self._one(self.hosts),
            "name": self._one(["node1", "node2", "节点", *TEXTS]),
            "ip": self._one(ADDRESSES),
            "status": self._word(HostStatus),
            "role": self._one(['["dhcp","vnc"]', "[]", "dhcp", None, ""]),
            **{name: self._one(NUMBERS) for name in ("vcpu", "memory", "storage")},
            **self._texts("config"),
        }

    def _segment(self) -> dict[str, Any]:
        ends = ("gateway", "dns", "netmask", "ip_range_start", "ip_range_end")
        return {
            **{name: self._one(ADDRESSES) for name in ends},
            "type": self._word(IpType),
            "host_uuid": self._host(),
            **self._texts("name", "bridge"),
        }

    def _address(self) -> dict[str, Any]:
        return {
            "ip": self._one(ADDRESSES),
            "mac": self._one(MACS),
            "ip_segment_id": self._one([*self.segments, None, 0, 999_999_999]),
            "instance_uuid": self._one([*self.vms, None, ""]),
            "status": self._word(IpAttach),
            "type": self._word(IpType),
            "create_time": self._one(TIMES),
            **self._texts("bridge"),
        }

    def _device(self) -> dict[str, Any]:
        return {
            **{name: self._one(["1", "2", None]) for name in ("bus", "dev", "vendor", "product")},
            "type": self._word(DeviceType),
            "status": self._word(DeviceStatus),
            "host_uuid": self._host(),
            "instance_uuid": self._one([*self.vms, None]),
            **self._texts("name"),
        }

    def _host(self) -> str | None:
        return self._one([*self.hosts, None, "", "gone"])

    def _texts(self, *names: str) -> dict[str, Any]:
        return {name: self._one(TEXTS) for name in names}

    def _word(self, words: Any) -> Any:
        return self._one([*(word.value for word in words), None, "", "active", "FLYING", " ACTIVE", 7])

    def _uuids(self, count: int) -> list[str | None]:
        """Fewer than there are rows, so that several share one."""
        uuids = [f"{self._draw.getrandbits(128):032x}" for _ in range(count)]
        return [*uuids, uuids[0].upper(), "", None, "../x", "null", "%"]

    def _one(self, choices: Sequence[Any]) -> Any:
        return self._draw.choice(choices)

    def _some(self, choices: Sequence[Any], count: int) -> list[Any]:
        return self._draw.choices(choices, k=count)
