"""A database as KubeIaaS 1.0 leaves it after some use: its own SQL, odd values included."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE hibernate_sequence (next_val bigint);
CREATE TABLE image (id integer not null, description varchar, directory varchar, format varchar, min_disk integer,
    min_mem integer, name varchar, os_arch varchar, os_mode varchar, os_type varchar, parent_image_uuid varchar,
    size float, status varchar, uuid varchar, primary key (id));
CREATE TABLE vm (id integer not null, cpus integer, create_time timestamp, description varchar, disk_size integer,
    host_uuid varchar, image_uuid varchar, memory integer, name varchar, password varchar, status varchar,
    uuid varchar, vnc_password varchar, vnc_port varchar, primary key (id));
CREATE TABLE volume (id integer not null, bus varchar, create_time timestamp, description varchar,
    format_type varchar, host_uuid varchar, image_uuid varchar, instance_uuid varchar, mount_point varchar,
    name varchar, provider_location varchar, size integer, status varchar, usage_type varchar, uuid varchar,
    primary key (id));
CREATE TABLE "spec_config" ("id" INTEGER NOT NULL, "type" TEXT, "value" TEXT, "description" TEXT, PRIMARY KEY ("id"));
CREATE TABLE "ip_segment" ("id" integer NOT NULL, "dns" varchar, "gateway" varchar, "ip_range_end" varchar,
    "ip_range_start" varchar, "netmask" varchar, "type" varchar, "host_uuid" varchar, "bridge" varchar,
    PRIMARY KEY ("id"));
CREATE TABLE "ip_used" ("id" integer NOT NULL, "create_time" timestamp, "instance_uuid" varchar, "ip" varchar,
    "ip_segment_id" integer, "mac" varchar, "status" varchar, "type" varchar, "bridge" varchar, PRIMARY KEY ("id"));
CREATE TABLE "host" ("id" integer NOT NULL, "config" varchar, "ip" varchar, "name" varchar, "role" varchar,
    "status" varchar, "uuid" varchar, "vcpu" integer, "memory" integer, "storage" integer, PRIMARY KEY ("id"));
INSERT INTO hibernate_sequence VALUES (64), (64), (64), (64), (64), (64);
INSERT INTO spec_config VALUES (1, 'VM_COMPUTE', '2,2', 'small'), (23, 'VNC_DOMAIN', '', 'address');
"""
"""What v1 delivers (options shortened)."""

FIRST_START = """
ALTER TABLE ip_segment ADD COLUMN name varchar(255);
CREATE TABLE device (id integer not null, bus varchar(255), dev varchar(255), host_uuid varchar(255),
    instance_uuid varchar(255), name varchar(255), product varchar(255), status varchar(255), type varchar(255),
    vendor varchar(255), primary key (id));
"""
"""What v1's ORM adds when it starts."""

USE = f"""{FIRST_START}
UPDATE hibernate_sequence SET next_val = 80;
INSERT INTO host (id, config, ip, name, role, status, uuid, vcpu, memory, storage)
    VALUES (64, 'CentOS', '10.0.0.1', 'node1', '["dhcp"]', 'READY', 'h1', 8, 16, 500);
INSERT INTO ip_segment (id, dns, gateway, ip_range_end, ip_range_start, netmask, type, host_uuid, bridge, name)
    VALUES (65, '', '10.1.0.1', '10.1.0.9', '10.1.0.1', '255.255.255.0', 'PRIVATE', 'h1', 'br0', 'lan');
INSERT INTO vm VALUES
    (66, 2, 1690000000000, 'first', 20, 'h1', 'i.yaml', 4, 'one', 'abc123', 'ACTIVE', 'vm1', 'pw', '0'),
    (70, 2, '2023-05-06 07:08:09', NULL, 20, '', 'i.yaml', 4, 'two', 'abc123', 'FLYING', 'vm2', NULL, NULL),
    (71, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (72, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO volume (id, uuid, instance_uuid, mount_point, status, size, create_time)
    VALUES (67, 'vol1', 'vm1', 'vda', 'ATTACHED', 20, 1690000000001), (73, 'vol2', '', '', 'AVAILABLE', 5, 7),
           (74, 'vol3', '', '', 'AVAILABLE', 5, 7);
INSERT INTO ip_used VALUES
    (68, 1690000000002, 'vm1', '10.1.0.2', 65, '00:10:00:00:00:01', 'ATTACHED', 'PRIVATE', 'br0'),
    (69, 1690000000003, 'vm2', '10.1.0.3', 65, '00:10:00:00:00:02', 'ATTACHED', 'PRIVATE', 'br0');
INSERT INTO device (id, type, bus, dev, vendor, product, host_uuid, status, instance_uuid)
    VALUES (75, 'USB', '001', '002', '0x1', '0x2', 'h1', 'ATTACHED', 'vm1');
"""

DUPLICATES = """
INSERT INTO ip_used VALUES (76, 5, 'vm2', '10.1.0.2', 65, '00:10:00:00:00:01', 'ATTACHED', 'PRIVATE', 'br0');
"""
"""What v1's races could leave: one address and one MAC twice."""

Columns = Mapping[str, Sequence[str]]


def v1_database(path: Path, *scripts: str) -> Path:
    """A database file of v1 with these scripts run on top of what it delivers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        for script in (SCHEMA, *scripts):
            connection.executescript(script)
    return path


def columns(path: Path) -> Columns:
    """The columns of every table, in order."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')] for table in tables}


def dump(path: Path, shape: Columns | None = None) -> dict[str, list[str]]:
    """All rows by table as text that shows each value's kind; of the columns in `shape`, or of all there are."""
    shape = columns(path) if shape is None else shape
    with closing(sqlite3.connect(path)) as connection:
        return {table: sorted(map(repr, _rows(connection, table, names))) for table, names in shape.items()}


def _rows(connection: sqlite3.Connection, table: str, names: Sequence[str]) -> list[tuple[Any, ...]]:
    return connection.execute(f'SELECT {", ".join(names)} FROM "{table}"').fetchall()
