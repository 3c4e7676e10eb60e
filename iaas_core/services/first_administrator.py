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
UNKNOWN = "it is not known yet whether there is an administrator"


class FirstAdministrator:
    """A thread that asks until db_proxy answers, and again when the change feed is found anew: the database may be
    another one then. Ready when there is an administrator."""

    def __init__(
        self, accounts: AccountClient, passwords: Passwords, *, username: str, given: str, given_file: Path | None
    ) -> None:
        """The password comes from `given` or the file; without either it is made up, and must be changed."""
        self._accounts = accounts
        self._passwords = passwords
        self._username = username
        self._given = given
        self._file = given_file
        self._stopping = False
        self._due = threading.Event()
        self._due.set()
        self._followed = False
        self._thread = threading.Thread(target=self._run, name="first-administrator", daemon=True)
        self._told = False
        self.problem: str | None = UNKNOWN

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._stopping = True
        self._due.set()

    def followed(self, yes: bool) -> None:
        """Whether the change feed is followed."""
        if yes and not self._followed:
            self._due.set()
        if not yes:
            self.problem = UNKNOWN
        self._followed = yes

    def _run(self) -> None:
        made_up = random_password()
        new: NewUser | None = None
        while self._due.wait() and not self._stopping:
            self._due.clear()
            try:
                given = self._password()
                new = new or self._new(given or made_up, must_change=not given)
                if self._accounts.ensure_administrator(new) and not given and not self._told:
                    self._tell(made_up)
                self.problem = None
            except IaasError as error:
                self.problem = error.message
                if not error.retryable:
                    _LOG.error("the first administrator cannot be made: %s", error.describe())
                self._due.wait(RETRY_SECONDS)
                self._due.set()

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
        self._told = True
