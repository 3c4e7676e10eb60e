"""Tokens of services: whose are accepted, and how they are replaced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from api_common.errors import ErrorKind, IaasError
from api_common.service_tokens import SERVICE_NAMES, ServiceTokens
from tests.helpers.services import write_tokens


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tokens(tmp_path / "tokens")


def rewrite(path: Path, text: str, stamp: int) -> None:
    """A later version of a file, however coarse the file system's clock is."""
    path.write_text(text)
    os.utime(path, (stamp, stamp))


def test_each_service_has_its_own(folder: Path) -> None:
    tokens = ServiceTokens(folder)
    for name in SERVICE_NAMES:
        accepting = {other for other in SERVICE_NAMES if tokens.accepts(other, tokens.own(name))}
        assert accepting == {name}


@pytest.mark.parametrize("token", ["", " ", "token-of-iaas-cor", "TOKEN-OF-IAAS-CORE", "tökén", "token-of-iaas-core\n"])
def test_wrong_tokens_are_refused(folder: Path, token: str) -> None:
    assert not ServiceTokens(folder).accepts("iaas-core", token)


@pytest.mark.parametrize("name", ["", "stranger", "../tokens/iaas-core", "iaas-core/", "IAAS-CORE"])
def test_unknown_services_are_refused_whatever_they_send(folder: Path, name: str) -> None:
    (folder / "stranger").write_text("token-of-stranger\n")
    assert not ServiceTokens(folder).accepts(name, "token-of-stranger")
    assert not ServiceTokens(folder).accepts(name, "token-of-iaas-core")


def test_a_token_is_replaced_without_a_break(folder: Path) -> None:
    tokens = ServiceTokens(folder)
    assert tokens.own("iaas-core") == "token-of-iaas-core"
    rewrite(folder / "iaas-core", "new\n\n token-of-iaas-core \n", 1)
    assert tokens.own("iaas-core") == "new"
    assert tokens.accepts("iaas-core", "new") and tokens.accepts("iaas-core", "token-of-iaas-core")
    rewrite(folder / "iaas-core", "new\n", 2)
    assert not tokens.accepts("iaas-core", "token-of-iaas-core")


def test_a_file_that_is_gone_opens_nothing(folder: Path) -> None:
    tokens = ServiceTokens(folder)
    assert tokens.accepts("db-proxy", "token-of-db-proxy")
    (folder / "db-proxy").unlink()
    assert not tokens.accepts("db-proxy", "token-of-db-proxy")


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_there_is_no_open_mode(tmp_path: Path, text: str) -> None:
    (tmp_path / "iaas-core").write_text(text)
    for tokens in (ServiceTokens(None), ServiceTokens(tmp_path), ServiceTokens(tmp_path / "none")):
        assert not tokens.accepts("iaas-core", "")
        with pytest.raises(IaasError, match="SERVICE_TOKENS_DIR") as caught:
            tokens.own("iaas-core")
        assert caught.value.kind is ErrorKind.UNAVAILABLE
