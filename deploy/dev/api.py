"""Calls to a suite's public API in the name of its first administrator: for whoever prepares a suite."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from deploy.dev.config import DevError, SuiteConfig
from deploy.dev.environment import ADMINISTRATOR, admin_password_file

TIMEOUT_SECONDS = 30


class SignInRefusedError(DevError):
    """The password of the installation is not the administrator's any more."""


class SuiteApi:
    """Signs in when it is made."""

    def __init__(self, config: SuiteConfig) -> None:
        self._url = config.url("iaas-core")
        self._context = config.ssl_context("iaas-core")
        self.token: str | None = None
        body = {"username": ADMINISTRATOR, "password": password(config)}
        try:
            self.token = self.post("/user/login", body)["token"]
        except DevError as error:
            raise SignInRefusedError(f"{ADMINISTRATOR} cannot sign in with the first password: {error}") from error

    def get(self, path: str) -> Any:
        """`data` of the answer."""
        return self._call(urllib.request.Request(self._url + path))

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """`data` of the answer."""
        return self._call(urllib.request.Request(self._url + path, data=json.dumps(body).encode()))

    def _call(self, request: urllib.request.Request) -> Any:
        request.add_header("Content-Type", "application/json")
        request.add_header("Accept-Language", "en")
        if self.token is not None:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            opened = urllib.request.urlopen  # our own address  # nosec B310
            with opened(request, timeout=TIMEOUT_SECONDS, context=self._context) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as error:
            answer = _envelope(error)
        if answer["code"] != 200.0:
            raise DevError(f"{request.full_url} was refused: {answer.get('log') or answer['message']}")
        return answer["data"]


def password(config: SuiteConfig) -> str:
    """The administrator's first password, as the suite was made with it."""
    return admin_password_file(config).read_text().strip()


def _envelope(error: urllib.error.HTTPError) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.load(error)
        return answer
    except ValueError:
        return {"code": 0, "message": str(error)}
