"""`python -m iaas_core reset-password <user>`: for the day when the last administrator's password is lost.

Whoever can run it has iaas-core's token already. The new password is printed and must be changed.
"""

from __future__ import annotations

import sys

from api_common.clients.accounts import AccountClient
from api_common.clients.transport import Transport
from api_common.contract.account import PasswordChange, UserFilter
from api_common.errors import IaasError
from api_common.service_tokens import ServiceTokens
from iaas_core.auth.passwords import Passwords, random_password
from iaas_core.settings import CoreSettings


def reset_password(settings: CoreSettings, username: str) -> int:
    """Print a new password; 1 with a sentence when that cannot be done."""
    tokens = ServiceTokens(settings.service_tokens_dir, settings.tls_dir)
    transport = Transport(settings.db_proxy_url, target="db-proxy", caller="iaas-core", tokens=tokens, connections=1)
    try:
        accounts = AccountClient(transport)
        user = next((user for user in accounts.users(UserFilter()).content if user.username == username), None)
        if user is None or user.id is None:
            sys.stderr.write(f"there is no user {username!r}\n")
            return 1
        password = random_password()
        accounts.set_password(user.id, PasswordChange(password_hash=Passwords().digest(password), must_change=True))
    except IaasError as error:
        sys.stderr.write(f"the password was not changed: {error.describe()}\n")
        return 1
    finally:
        transport.close()
    sys.stdout.write(f"{password}\n")
    return 0
