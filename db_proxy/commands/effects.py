"""What a command did for a request with an idempotency key, noted in the command's own transaction.

So that the work and the knowledge of it are there together or not at all, whoever dies when. A try whose key somebody
else took over meanwhile is refused with everything it wanted to write.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, update

from api_common.contract.base import WireModel
from api_common.contract.changes import ChangeResult
from api_common.contract.operation import Operation, StartedOperation
from api_common.errors import ErrorKind, IaasError
from db_proxy.tables import REQUEST_KEY


def note_effect(connection: Connection, request_key: str, answer: object) -> None:
    """`request_key` is the name of the try and the key, as the caller's header has them."""
    claim, _, key = request_key.partition(" ")
    ours = (REQUEST_KEY.c.key == key) & (REQUEST_KEY.c.claim == claim)
    if not connection.execute(update(REQUEST_KEY).where(ours).values(effect=_effect(answer))).rowcount:
        raise IaasError(ErrorKind.CONFLICT, "another request with this Idempotency-Key was quicker; send it again")


def _effect(answer: object) -> dict[str, Any]:
    match answer:
        case StartedOperation():
            return {"operationUuid": answer.operation.uuid}
        case Operation():
            return {"operationUuid": answer.uuid}
        case ChangeResult():
            return {"row": answer.created[0]} if answer.created else {}
        case WireModel():
            return {"row": answer.to_wire()}
    return {}
