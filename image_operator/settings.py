"""Settings of image_operator. Names of v1 are kept; see `deploy/README.md` for the whole table."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from api_common.settings import ServiceSettings


class ImageSettings(ServiceSettings):
    """What image_operator needs to know beside the common settings."""

    port: int = Field(9093, ge=0, le=65535, description="port to listen on")
    images_dir: Path = Field(Path("/host-images"), description="folder of the YAML and disk files of images")
