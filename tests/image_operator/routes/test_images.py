"""The routes through the client that iaas_core uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from image_operator.main import create_app
from image_operator.settings import ImageSettings
from tests.helpers.services import headers_of, write_tokens
from tests.helpers.small_disk import needs_mounts, small_disk
from tests.image_operator.conftest import TEXT


@pytest.fixture
def client(folder: Path, tmp_path: Path) -> Iterator[TestClient]:
    settings = ImageSettings(images_dir=folder, service_tokens_dir=write_tokens(tmp_path / "tokens"))
    client = TestClient(create_app(settings), raise_server_exceptions=False)
    client.headers.update(headers_of("iaas-core"))
    with client:
        yield client


def test_an_image_and_its_text(client: TestClient, put: Callable[..., Path]) -> None:
    path = put("a.yaml")
    answer = client.get("/images/a.yaml").json()
    assert (answer["uuid"], answer["status"], answer["vdSize"]) == ("a.yaml", "AVAILABLE", 20)
    assert client.get("/images/a.yaml/raw").json() == {"content": path.read_text()}


def test_unknown_images(client: TestClient) -> None:
    answer = client.get("/images/none.yaml")
    assert (answer.status_code, answer.json()["kind"]) == (404, "not_found")
    assert client.get("/images/none.yaml/raw").json() == {"content": None}


def test_the_catalogue_by_pages(client: TestClient, put: Callable[..., Path]) -> None:
    put("a.yaml")
    put("b.yaml", "image: [")
    answer = client.post("/images/query", json={"pageNum": 2, "pageSize": 1}).json()
    assert (answer["totalPages"], answer["totalElements"]) == (2, 2)
    assert [row["description"] for row in answer["content"]] == ["FILE PARSE ERROR!"]


@pytest.mark.parametrize("body", [{"pageNum": 0}, {"pageSize": -1}, {"pageNum": "x"}])
def test_pages_that_cannot_be(client: TestClient, body: dict[str, object]) -> None:
    answer = client.post("/images/query", json=body)
    assert (answer.status_code, answer.json()["detail"]["field"]) == (400, next(iter(body)))


@pytest.mark.parametrize(
    "name",
    ["..%2Fsecret.txt", "%2e%2e%2Fsecret.txt", "..%5Csecret.txt", "%2Fetc%2Fpasswd", "a.yaml%00", "..", "%2e%2e", "~"],
)
@pytest.mark.parametrize("tail", ["", "/raw"])
def test_no_name_leads_out_of_the_folder(client: TestClient, name: str, tail: str) -> None:
    answer = client.get(f"/images/{name}{tail}")
    assert "{name: secret}" not in answer.text and "root:" not in answer.text
    assert answer.status_code == 404 or answer.json() == {"content": None}


def test_nobody_but_iaas_core_may_ask(client: TestClient) -> None:
    for path in ("/images/a.yaml", "/images/a.yaml/raw"):
        assert client.get(path, headers=headers_of("iaas-agent")).status_code == 403
        assert client.get(path, headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.post("/images/query", json={}, headers=headers_of("db-proxy")).status_code == 403


@needs_mounts
def test_a_folder_that_cannot_be_written_says_so_to_everybody(folder: Path, tmp_path: Path) -> None:
    text = {"content": TEXT.format(filename="disk.qcow2")}
    settings = ImageSettings(images_dir=folder, service_tokens_dir=write_tokens(tmp_path / "tokens"))
    client = TestClient(create_app(settings), raise_server_exceptions=False, headers=headers_of("iaas-core"))
    with small_disk(folder) as disk:
        assert client.put("/images/a.yaml/raw", json=text).status_code == 200
        image = {**client.get("/images/a.yaml").json(), "status": "AVAILABLE", "problem": None}
        disk.read_only()
        for answer in (
            client.put("/images/a.yaml/raw", json=text),
            client.put("/images/a.yaml", json=image),
            client.post("/images/a.yaml/absent", json={}),
        ):
            told = answer.json()
            assert (answer.status_code, told["kind"]) == (507, "storage_failed")
            assert "mount it writable" in told["message"] and str(folder) not in told["message"]
        ready = client.get("/readyz")
        assert ready.status_code == 200, "it still answers what there is"
        assert "writable" in ready.json()["remarks"]["images_folder_writable"]
        disk.read_only(False)
        assert client.get("/readyz").json()["remarks"] == {"images_folder_writable": None}
        disk.fill()
        assert "is full" in client.put("/images/b.yaml/raw", json=text).json()["message"]
        assert client.post("/images/a.yaml/absent", json={}).status_code == 204, "what frees space needs none"
        assert [path.name for path in folder.iterdir()] == [".filler"]
