"""The first account of a new suite: made once, with the password of the installation or one that is printed once."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

from api_common.clients.accounts import AccountClient
from api_common.contract.account import NewUser, User
from api_common.contract.states import Role
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.passwords import Passwords, problem_of, random_password

_LOG = logging.getLogger(__name__)
RETRY_SECONDS = 1.0


class FirstAdministrator:
    """A thread that asks until db_proxy answers, and then ends. Ready when there is an administrator."""

    def __init__(
        self, accounts: AccountClient, passwords: Passwords, *, username: str, given: str, given_file: Path | None
    ) -> None:
        """The password comes from `given` or the file; without either it is made up, and must be changed."""
        self._accounts = accounts
        self._passwords = passwords
        self._username = username
        self._given = given
        self._file = given_file
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="first-administrator", daemon=True)
        self.problem: str | None = "the first administrator is not there yet"

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._stopping.set()

    def _run(self) -> None:
        made_up = random_password()
        new: NewUser | None = None
        while not self._stopping.is_set():
            try:
                given = self._password()
                new = new or self._new(given or made_up, must_change=not given)
                if self._accounts.ensure_administrator(new) and not given:
                    self._tell(made_up)
                self.problem = None
                return
            except IaasError as error:
                self.problem = error.message
                if not error.retryable:
                    _LOG.error("the first administrator cannot be made: %s", error.describe())
                self._stopping.wait(RETRY_SECONDS)

    def _new(self, password: str, *, must_change: bool) -> NewUser:
        if problem := None if must_change else problem_of(password, self._username):
            raise IaasError(ErrorKind.INVALID_REQUEST, f"FIRST_ADMIN_PASSWORD {problem}")
        user = User(username=self._username, role=Role.SUPER_ADMIN, must_change_password=must_change)
        return NewUser(user=user, password_hash=self._passwords.digest(password))

    def _password(self) -> str:
        if self._file is None:
            return self._given
        try:
            return self._file.read_text().strip()
        except OSError as error:
            raise IaasError(
                ErrorKind.UNAVAILABLE, f"FIRST_ADMIN_PASSWORD_FILE cannot be read: {error.strerror}"
            ) from error

    def _tell(self, password: str) -> None:
        """Beside the log, which is collected and kept; it must be changed at the first sign-in anyway."""
        text = f"The first administrator is {self._username!r} with the password {password!r}; change it at once."
        sys.stderr.write(f"\n*** {text} It is not shown again. ***\n\n")
        sys.stderr.flush()
