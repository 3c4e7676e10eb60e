"""The suite's images for tests, built from this checkout where they are not in the cache yet."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

from deploy import images
from deploy.dev import console
from deploy.dev.config import default_cache
from tests.rules.sources import ROOT

_COPIED = re.compile(r"^(?:COPY|ADD) (?!--from)(?:--\S+ )*(.*) \S+$", re.MULTILINE)


def missing() -> str | None:
    """Why images cannot be built on this machine."""
    for program in ("buildah", "mmdebstrap"):
        if not shutil.which(program):
            return f"{program} is not installed"
    return console.missing_to_build()


def archives() -> list[Path]:
    """One per component that this checkout has; older ones of the same component leave the cache."""
    folder = default_cache() / "images"
    folder.mkdir(parents=True, exist_ok=True)
    builder = images.Builder("buildah", folder / "store")
    console.build(lambda text: None)
    found = []
    for component in images.components():
        archive = folder / f"{component}-{_digest(component)}.tar"
        if not archive.exists():
            reference = f"{images.REGISTRY}/{component}:{images.version()}"
            images.make(builder, component, reference, images.make_base(builder), images.authority())
            for old in folder.glob(f"{component}-*.tar"):
                old.unlink()
            builder.save(reference, archive)
        found.append(archive)
    return found


def _digest(component: str) -> str:
    """Of everything that its Dockerfile takes from the checkout."""
    dockerfile = ROOT / "deploy" / "docker" / f"{component}.Dockerfile"
    digest = hashlib.sha256(dockerfile.read_bytes())
    names = [name for line in _COPIED.findall(dockerfile.read_text()) for name in line.split()]
    for top in [*names, "deploy/docker/steps"]:
        for file in sorted([ROOT / top, *(ROOT / top).rglob("*")]):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
