"""image_operator as a whole: readiness, metrics, settings and its client over a real connection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api_common.clients.images import ImageClient
from api_common.clients.transport import Transport
from api_common.contract.image import ImageFilter
from api_common.errors import ErrorKind, IaasError
from api_common.service_tokens import ServiceTokens
from image_operator import __main__
from image_operator.main import create_app
from image_operator.settings import ImageSettings
from tests.helpers.services import METRICS, served, write_tokens


def test_readiness_names_the_setting_and_not_the_folder(tmp_path: Path) -> None:
    client = TestClient(create_app(ImageSettings(images_dir=tmp_path / "images")))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "IMAGES_DIR" in answer.json()["checks"]["images_folder"] and str(tmp_path) not in answer.text
    assert client.get("/healthz").status_code == 200
    (tmp_path / "images").mkdir()
    assert client.get("/readyz").status_code == 200


def test_metrics_count_images_and_survive_a_lost_folder(folder: Path, tmp_path: Path, put: Callable[..., Path]) -> None:
    tokens = write_tokens(tmp_path / "tokens")
    client = TestClient(create_app(ImageSettings(images_dir=folder, service_tokens_dir=tokens)))
    put("a.yaml")
    put("b.yaml", "image: [")
    told = client.get("/metrics", headers=METRICS).text
    assert 'iaas_images{status="AVAILABLE"} 1.0' in told and 'iaas_images{status="BROKEN"} 1.0' in told
    gone = TestClient(create_app(ImageSettings(images_dir=folder / "gone", service_tokens_dir=tokens)))
    lost = gone.get("/metrics", headers=METRICS)
    assert lost.status_code == 200 and "iaas_images{" not in lost.text


def test_the_client_of_iaas_core_understands_it(folder: Path, tmp_path: Path, put: Callable[..., Path]) -> None:
    path = put("a.yaml")
    tokens = write_tokens(tmp_path / "tokens")
    app = create_app(ImageSettings(images_dir=folder, service_tokens_dir=tokens, iaas_core_url="http://127.0.0.1:9"))
    with served(app) as url:
        transport = Transport(url, target="image-operator", caller="iaas-core", tokens=ServiceTokens(tokens))
        client = ImageClient(transport)
        assert client.image("a.yaml").name == "Debian 12"
        assert client.images(ImageFilter(keywords="Debian")).total_elements == 1
        assert client.raw("a.yaml").content == path.read_text()
        assert client.raw("b.yaml").content is None
        with pytest.raises(IaasError) as caught:
            client.image("b.yaml")
        assert caught.value.kind is ErrorKind.NOT_FOUND
        transport.close()


def test_it_starts_with_its_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IMAGES_DIR", str(tmp_path))
    monkeypatch.setenv("PORT", "19093")
    started: list[object] = []
    monkeypatch.setattr(__main__, "serve", lambda *arguments: started.extend(arguments))
    __main__.main()
    service, settings, make_app = started
    assert (service, settings.port, settings.images_dir) == ("image-operator", 19093, tmp_path)
    assert make_app().title == "image-operator"
