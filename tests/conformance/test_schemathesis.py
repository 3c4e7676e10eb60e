"""Requests that nobody thought of: schemathesis makes them from `/openapi.json`, alone and in chains along its links.

All its checks hold: no internal error, no answer that is not described, nothing wrong taken, nothing right refused.
Schemathesis runs as a program, so that its plugins stay out of this test run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.world import DEVICE, World, plug_in
from tests.helpers.suite import RunningSuite, running_suite

ROOT = Path(__file__).parents[2]
CONFIG = Path(__file__).with_name("schemathesis.toml")
SECONDS = 500


@pytest.fixture
def suite(tmp_path: Path) -> Iterator[RunningSuite]:
    """A suite of its own: what is left after thousands of requests suits no other test."""
    plug_in(tmp_path / "usb")
    often = {"SIGN_INS_PER_MINUTE": "1000000", "TICKETS_PER_MINUTE": "1000000"}
    overrides = {"iaas-agent": {"USB_DEVICES_DIR": str(tmp_path / "usb")}, "iaas-core": often}
    with running_suite("simulated", overrides=overrides) as suite:
        yield suite


def _rows(world: World) -> dict[str, list[Any]]:
    """What exists, by field; under `area.` where a field has its own meaning there."""
    get = world.api.get
    vms = [vm["uuid"] for vm in get("/vm/query_all")]
    hosts = [host["uuid"] for host in get("/host/query_all")]
    segments = [segment["id"] for segment in get("/ip_segment/query_all")]
    operations = get("/operation/page_query_all", page_num=1, page_size=10)["content"]
    here = [world.host["uuid"]]
    return {
        "vmUuid": vms,
        "vm.uuid": vms,
        "operation.uuid": [operation["uuid"] for operation in operations],
        "target_uuid": vms,
        "volumeUuid": [volume["uuid"] for volume in get("/volume/query_all")],
        "imageUuid": [image["uuid"] for image in get("/image/query_all")],
        "hostUuid": hosts,
        "host_uuid": hosts,
        "vm.hostUuid": here,
        "volume.hostUuid": here,
        "vm.ipSegmentId": [world.suite.segment],
        "vm.publicIpSegId": [world.public["id"]],
        "ipSegmentId": segments,
        "ip_segment_id": segments,
        "id": [option["id"] for option in get("/spec_config/query_all")],
        **{f"device.{key}": [DEVICE[key]] for key in ("bus", "dev", "vendor", "product")},
    }


@pytest.mark.timeout(SECONDS + 60)
def test_whatever_is_asked(suite: RunningSuite, tmp_path: Path) -> None:
    world, rows = World(suite), tmp_path / "rows.json"
    for status in ("ACTIVE", "STOPPED", "SUSPENDED") * 3:
        world.new_vm(status)
    rows.write_text(json.dumps(_rows(world)))
    command = [sys.executable, "-m", "schemathesis.cli", f"--config-file={CONFIG}", "run"]
    done = subprocess.run(
        [*command, "--header", f"Authorization: Bearer {suite.api.token}", f"{suite.api.url}/openapi.json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CONFORMANCE_ROWS": str(rows)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-4000:]
    assert all(phase in done.stdout for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"))
    assert suite.api.http.get("/readyz").status_code == 200
