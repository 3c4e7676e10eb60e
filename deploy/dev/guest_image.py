"""The bundled guest: built once from Debian packages by `guest_image.sh`, kept in a cache, put into the catalogue."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from deploy.dev.config import DevError, SuiteConfig, default_cache

SCRIPT = Path(__file__).with_name("guest_image.sh")
NAME = "kubeiaas-guest"
UUID = f"{NAME}.yaml"
MANIFEST = f"""\
image:
  name: KubeIaaS guest
  description: "a small Linux for first steps; user root, password guest"
  filename: {NAME}.qcow2
  spec:
    vd_size: 1
    format: QCOW2
    os_type: LINUX
    os_arch: X86
    os_mode: HVM
"""


def build(say: Callable[[str], None] = lambda text: None) -> Path:
    """The image in the cache; built unless this version of the script built it before."""
    version = hashlib.sha256(SCRIPT.read_bytes()).hexdigest()[:16]
    image = default_cache() / f"guest-{version}.qcow2"
    if image.exists():
        return image
    say("building the guest image (half a minute)")
    image.parent.mkdir(parents=True, exist_ok=True)
    partial = image.with_suffix(f".{os.getpid()}")
    done = subprocess.run(["bash", str(SCRIPT), str(partial)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        partial.unlink(missing_ok=True)
        raise DevError(f"the guest image could not be built:\n{done.stderr.strip()[-800:]}")
    partial.replace(image)
    return image


def install(config: SuiteConfig, say: Callable[[str], None]) -> None:
    """Put the image into the suite's catalogue, disk first: a description without its disk is never seen."""
    disk, manifest = config.images / f"{NAME}.qcow2", config.images / UUID
    if manifest.exists() and disk.exists():
        return
    partial = disk.with_suffix(".partial")
    if config.simulated and config.guest_image is None:
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", str(partial), "1G"], check=True)
    else:
        shutil.copyfile(config.guest_image or build(say), partial)
    partial.replace(disk)
    draft = manifest.with_suffix(".partial")
    draft.write_text(MANIFEST)
    draft.replace(manifest)
