"""Images and orders for storage tests."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from api_common.contract.agent_spec import ImageFileRef, PublishSpec, VolumeRef, VolumeSpec
from api_common.contract.states import ImageFormat, VolumeUsage
from api_common.identity import new_uuid

GIB = 1024**3


def make_image(root: Path, name: str, *, size: str = "64M", content: bytes = b"guest") -> Path:
    """A small qcow2 image in the catalogue, with some bytes in it."""
    folder = root / "images"
    folder.mkdir(exist_ok=True)
    raw = folder / f".{name}.raw"
    raw.write_bytes(content)
    path = folder / name
    subprocess.run(["qemu-img", "convert", "-O", "qcow2", raw, path], check=True)
    subprocess.run(["qemu-img", "resize", "-q", path, size], check=True)
    raw.unlink()
    return path


def spec(**fields: Any) -> VolumeSpec:
    """An order for a system disk of 1 GiB from the image."""
    defaults: dict[str, Any] = {
        "operation_uuid": new_uuid(),
        "fence": 1,
        "uuid": new_uuid(),
        "usage": VolumeUsage.SYSTEM,
        "size_gib": 1,
        "image_file": "debian.qcow2",
        "image_format": ImageFormat.QCOW2,
        "record": {"name": "web1"},
    }
    return VolumeSpec(**defaults | fields)


def data_spec(**fields: Any) -> VolumeSpec:
    """An order for an empty data disk."""
    return spec(**{"usage": VolumeUsage.DATA, "image_file": None, "image_format": None} | fields)


def ref(order: VolumeSpec, **fields: Any) -> VolumeRef:
    """The order to remove what another one made."""
    return VolumeRef(
        **{
            "operation_uuid": order.operation_uuid,
            "fence": order.fence,
            "uuid": order.uuid,
            "usage": order.usage,
            "suffix": order.suffix,
        }
        | fields
    )


def publish_spec(order: VolumeSpec, **fields: Any) -> PublishSpec:
    """The order to publish what another one made."""
    known = {"uuid": order.uuid, "usage": order.usage, "suffix": order.suffix}
    fresh = {"operation_uuid": new_uuid(), "fence": 1, "image_file": f"{new_uuid()}.qcow2"}
    return PublishSpec(**known | fresh | fields)


def published_ref(order: PublishSpec, **fields: Any) -> ImageFileRef:
    """The order to take that back."""
    known = {"operation_uuid": order.operation_uuid, "fence": order.fence, "image_file": order.image_file}
    return ImageFileRef(**known | fields)


def leftovers(root: Path) -> list[Path]:
    """Every unfinished file anywhere."""
    return [path for path in root.rglob("*.part")]
