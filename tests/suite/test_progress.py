"""A disk that takes long to copy: its operation says how far it is."""

from __future__ import annotations

import os

from tests.helpers.suite import RunningSuite

SIZE = 1536 * 1024 * 1024


def test_copying_a_large_image_shows_per_cent(suite: RunningSuite) -> None:
    manifest = (suite.config.images / "kubeiaas-guest.yaml").read_text()
    large = (
        manifest.replace("kubeiaas-guest.qcow2", "large.img").replace("QCOW2", "IMAGE").replace("size: 1", "size: 2")
    )
    disk = suite.config.images / "large.img"
    with disk.open("wb") as file:
        block = os.urandom(1024 * 1024)  # holes and zeros cost nothing
        for _ in range(SIZE // len(block)):
            file.write(block)
    (suite.config.images / "large.yaml").write_text(large)
    try:
        with suite.api.events() as events:
            made = suite.api.post("/vm/create", suite.form("large", imageUuid="large.yaml", diskSize=2))
            assert suite.api.wait_operation(made["operationUuid"], 240)["status"] == "done"
            told = [e["record"]["progress"] for e in events.events if e["key"] == made["operationUuid"]]
        between = [per_cent for per_cent in told if 0 < per_cent < 100]
        assert between and between == sorted(between), told
        suite.delete(made["uuid"])
    finally:
        disk.unlink()
        (suite.config.images / "large.yaml").unlink()
