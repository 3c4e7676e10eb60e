"""Keys for programs: they may what their user may, until they expire or are deleted."""

from __future__ import annotations

from api_common.clients.accounts import AccountClient
from api_common.clock import Clock
from api_common.contract.account import Credential, NewCredential
from api_common.contract.states import CredentialKind
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.callers import Caller
from iaas_core.auth.tokens import digest_of, new_token
from iaas_core.forms.account import CreateApiKeyForm
from iaas_core.forms.account_replies import ApiKeyReply, NewApiKeyReply
from iaas_core.forms.replies import MessageReply

MOST_KEYS = 50
MS_PER_DAY = 86_400_000


class ApiKeys:
    """`/user/api_key/...`: everybody's own."""

    def __init__(self, accounts: AccountClient, clock: Clock) -> None:
        self._accounts = accounts
        self._clock = clock

    def create(self, form: CreateApiKeyForm, caller: Caller) -> NewApiKeyReply:
        """A key; its token is answered once and not kept."""
        token = new_token(CredentialKind.API_KEY)
        lasts = form.days * MS_PER_DAY
        about = self._clock.now_ms() + lasts  # db_proxy's clock has the last word
        key = Credential(kind=CredentialKind.API_KEY, user_id=_user_id(caller), name=form.name, expires_at=about)
        new = NewCredential(credential=key, digest=digest_of(token), lasts_ms=lasts, most=MOST_KEYS)
        made = self._accounts.add_credential(new)
        return NewApiKeyReply(**_reply(made).model_dump(), key=token)

    def all(self, caller: Caller) -> list[ApiKeyReply]:
        """The caller's keys, expired ones too, without their tokens."""
        return [_reply(key) for key in self._accounts.api_keys(_user_id(caller))]

    def delete(self, key_id: int, caller: Caller) -> MessageReply:
        """The key opens nothing any more."""
        self._accounts.remove_credential(_user_id(caller), key_id)
        return MessageReply()


def _user_id(caller: Caller) -> int:
    if caller.user_id is None:
        raise IaasError(ErrorKind.WRONG_STATE, "nobody has signed in: keys belong to accounts")
    return caller.user_id


def _reply(key: Credential) -> ApiKeyReply:
    return ApiKeyReply(**key.model_dump(include=set(ApiKeyReply.model_fields)))
