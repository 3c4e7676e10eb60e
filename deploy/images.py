"""`python -m deploy.images`: builds the suite's images from `deploy/docker` with docker, podman or buildah.

Where no registry is reachable, `--base packages` makes the base image from Debian's packages (mmdebstrap) first. With
`--output` every image is also written as an archive that `docker load` and `ctr images import` read.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.dev import console
from deploy.dev.config import DevError

ROOT = Path(__file__).resolve().parents[1]
DOCKERFILES = ROOT / "deploy" / "docker"
REGISTRY = "registry.cn-beijing.aliyuncs.com/kubeiaas"
"""v1's; `images:` in deploy/base/kustomization.yaml says the same."""
OWN_BASE = "localhost/kubeiaas-base:12"
_SUITE = "bookworm"
_LEFT_OUT = ("doc", "man", "locale", "info")


class ImageError(Exception):
    """Something that whoever builds can mend; the text says how."""


@dataclass(frozen=True)
class Builder:
    """One of the three programs, as they differ."""

    tool: str
    store: Path | None = None

    @property
    def _command(self) -> list[str]:
        own = ["--root", f"{self.store}/images", "--runroot", f"{self.store}/run"] if self.store else []
        return [self.tool, *own]

    def build(self, folder: Path, reference: str, arguments: Sequence[str]) -> None:
        """One image. buildah works without a daemon and without namespaces of its own, so inside containers too."""
        alone = ["build", "--isolation", "chroot", "--layers"] if self.tool == "buildah" else ["build"]
        _run([*self._command, *alone, "--network", "host", "--tag", reference, *arguments, str(folder)])

    def has(self, reference: str) -> bool:
        """Whether the image is there."""
        look = ["inspect", "--type", "image"] if self.tool == "buildah" else ["image", "inspect"]
        return subprocess.run([*self._command, *look, reference], capture_output=True, check=False).returncode == 0

    def save(self, reference: str, archive: Path) -> None:
        """The image as an archive in docker's form."""
        archive.unlink(missing_ok=True)
        match self.tool:
            case "docker":
                _run(["docker", "save", "-o", str(archive), reference])
            case "podman":
                _run([*self._command, "save", "--format", "docker-archive", "-o", str(archive), reference])
            case _:
                _run([*self._command, "push", "-q", reference, f"docker-archive:{archive}:{reference}"])


def components() -> list[str]:
    """What has a Dockerfile."""
    return sorted(path.name.removesuffix(".Dockerfile") for path in DOCKERFILES.glob("*.Dockerfile"))


def version() -> str:
    """The suite's version, the tag of its images."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def labels(component: str) -> dict[str, str]:
    """What an image tells of itself."""
    prefix = "org.opencontainers.image"
    return {
        f"{prefix}.title": component,
        f"{prefix}.version": version(),
        f"{prefix}.licenses": "Apache-2.0",
        f"{prefix}.revision": _git("describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"),
        f"{prefix}.created": _git("log", "-1", "--format=%cI"),
    }


def find_tool() -> str:
    """The first of the three that works."""
    for tool in ("docker", "podman", "buildah"):
        if shutil.which(tool) and subprocess.run([tool, "info"], capture_output=True, check=False).returncode == 0:
            return tool
    raise ImageError("docker, podman or buildah is needed (and its daemon, if it has one); apt install buildah")


def make_base(builder: Builder) -> str:
    """A Debian without its manuals, from packages alone."""
    if builder.has(OWN_BASE):
        return OWN_BASE
    if not shutil.which("mmdebstrap"):
        raise ImageError("a base from packages needs mmdebstrap: apt install mmdebstrap")
    with tempfile.TemporaryDirectory() as folder:
        without = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in _LEFT_OUT]
        _run(["mmdebstrap", "--quiet", "--variant=apt", *without, _SUITE, f"{folder}/base.tar"])
        (Path(folder) / "Dockerfile").write_text("FROM scratch\nADD base.tar /\n")
        builder.build(Path(folder), OWN_BASE, [])
    return OWN_BASE


def make(builder: Builder, component: str, reference: str, base: str | None, authority: Path | None) -> None:
    """One component's image. The console's files are built before, on this machine."""
    if component == "console":
        console.build(lambda text: print(f"images: {text}", flush=True))
    arguments = ["--file", str(DOCKERFILES / f"{component}.Dockerfile")]
    arguments += ["--build-arg", f"STEPS={_steps()}"]  # buildah's cache does not see what a step mounts
    arguments += ["--build-arg", f"BASE={base}"] if base else []
    arguments += ["--secret", f"id=authority,src={authority}"] if authority else []
    for name, value in labels(component).items():
        arguments += ["--label", f"{name}={value}"]
    builder.build(ROOT, reference, arguments)


def authority() -> Path | None:
    """The certificate that pip is told to trust on this machine, if any."""
    given = os.environ.get("PIP_CERT")
    return Path(given) if given else None


def main(arguments: Sequence[str]) -> int:
    """0 when every image asked for was built."""
    options = _options(arguments)
    try:
        builder = Builder(options.tool or find_tool(), options.store)
        base = make_base(builder) if options.base == "packages" else options.base
        for component in options.only or components():
            reference = f"{options.registry}/{component}:{options.tag}"
            make(builder, component, reference, base, options.authority)
            if options.output:
                options.output.mkdir(parents=True, exist_ok=True)
                builder.save(reference, options.output / f"{component}.tar")
            print(f"images: {reference}", flush=True)
    except (ImageError, DevError) as error:
        print(f"images: {error}", file=sys.stderr)
        return 1
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.images", description=__doc__)
    parser.add_argument("--tool", choices=("docker", "podman", "buildah"))
    parser.add_argument("--base", help="base image instead of Debian's; `packages`: make one")
    parser.add_argument("--registry", default=REGISTRY)
    parser.add_argument("--tag", default=version())
    parser.add_argument("--only", action="append", choices=components(), help="one component; may be repeated")
    parser.add_argument("--output", type=Path, help="folder for archives")
    parser.add_argument("--store", type=Path, help="folder for podman's or buildah's images instead of its own")
    parser.add_argument("--authority", type=Path, default=authority(), help="certificate that pip must trust")
    return parser.parse_args(arguments)


def _run(command: Sequence[str], cwd: Path = ROOT) -> None:
    done = subprocess.run(list(command), cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        told = "\n".join(done.stdout.decode(errors="replace").splitlines()[-25:])
        raise ImageError(f"`{' '.join(command)}` failed:\n{told}")


def _steps() -> str:
    texts = [path.read_bytes() for path in sorted((DOCKERFILES / "steps").iterdir()) if path.is_file()]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()[:16]


def _git(*arguments: str) -> str:
    if shutil.which("git") is None:  # the checkout may have come by other means
        return "unknown"
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
