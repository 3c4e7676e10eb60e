"""What the description of the API says in words: of the whole, of its parts, and of single requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from iaas_core.auth.permissions import Access, Rule
from iaas_core.envelope_codes import Code

DESCRIPTION = """\
Virtual machines, disks, images and networks on Kubernetes nodes.

**Answers.** Every handled request answers HTTP 200 with `{data, message, code}`. `code` 200.0 is success and `data`
the answer; any other `code` is a failure with `data` null, `log` (what went wrong, in a sentence), `kind` (what a
caller can do about it) and sometimes `detail`. A value that is absent has no key. `message` is Chinese, or English when
`Accept-Language` begins with `en`. Unknown paths (404), wrong methods (405) and bodies over 1 MiB (413) keep their
HTTP status and carry a failure too, and so do requests without a token that is good (401), without the rights (403)
and those that come too often (429, with `Retry-After`).

**Signing in.** `POST /user/login` answers a token for the header `Authorization: Bearer <token>`; programs use keys of
`/user/api_key/create` in the same place. Members see and change their own VMs and volumes, leaders those of their
group, super administrators everything; what is not theirs is answered like what does not exist. Images, segments,
options, hosts and services are readable by all and changed by super administrators.

**Requests.** Bodies are JSON. Unknown keys are ignored, a slash at the end of a path too. Whole numbers may come as
texts, decimals are cut off, an empty text is null.

**Long work** is an operation: its uuid is in the answer as `operationUuid`, its progress under `/operation` and in the
event stream. Requests that change a running VM answer when their operation has ended, 50 s at most.

**The same again.** With an `Idempotency-Key` a request whose answer was lost can be sent again: within a day the same
key gets the same answer, or the same operation, and nothing is done twice. Refusals are not remembered, secrets are
not repeated, and another request under the same key is refused.

**Units.** Memory and disks in GiB, CPUs in cores, times in epoch milliseconds."""

TAGS: list[dict[str, str]] = [
    {"name": "vm", "description": "virtual machines: create, power, size, screen, delete"},
    {"name": "volume", "description": "data volumes; system disks come and go with their VM"},
    {"name": "image", "description": "the catalogue: a YAML file and a disk file per image"},
    {"name": "device", "description": "USB devices of hosts, passed through to VMs"},
    {"name": "host", "description": "hosts, their limits, and what they hold"},
    {"name": "ip_segment", "description": "address ranges of hosts, and the addresses given out of them"},
    {"name": "service", "description": "which services are alive on which node"},
    {"name": "spec_config", "description": "option lists of the console"},
    {"name": "operation", "description": "long requests: what they are at, how they ended, retry and cancel"},
    {"name": "event", "description": "changes as they happen"},
    {"name": "user", "description": "signing in, accounts, keys for programs"},
    {"name": "user_group", "description": "groups of users, and the most that each may have"},
    {"name": "audit", "description": "who did what, from where, and how it ended"},
    {"name": "health", "description": "for Kubernetes and Prometheus; without envelope"},
]

TOKEN: dict[str, Any] = {"type": "http", "scheme": "bearer", "description": "of a sign-in, or a key"}
_WHO = {
    Access.USER: "For everybody who has signed in",
    Access.LEADER: "For group leaders and super administrators",
    Access.ADMINISTRATOR: "For super administrators",
}


def who(rule: Rule) -> str:
    """Who may ask."""
    return _WHO[rule.access] + (", not with a key." if rule.session_only else ".")


EVENTS = """\
One event per change of a VM, volume, image, segment, option, host, service, operation, user or group, in order and
once:

    id: 1207
    event: vm
    data: {"kind":"changed","type":"vm","key":"<uuid>","revision":7,"time":1700000000000,"record":{...}}

`kind` is created, changed or removed; `record` holds the row without secrets. A reader that comes back with the last
`id` it saw gets what it missed; `event: reset` tells that this is no longer kept: read the lists anew. Comments
(`: still here`) keep the connection open."""


def code_table(codes: Sequence[Code]) -> str:
    """Number and both texts of each code."""
    return "\n".join(f"* {code.value.number} {code.value.chinese} ({code.value.english})" for code in codes)


def failures(codes: list[Code]) -> str:
    """The codes with which one request fails."""
    return "Fails with " + ", ".join(f"{code.value.number} ({code.value.english})" for code in codes) + "."


def failure_example() -> dict[str, Any]:
    """A failure as it is sent."""
    code = Code.ARGS_ERROR.value
    log = "vmUuid: String should match pattern '^[0-9a-f]{32}$'"
    return {
        "data": None,
        "message": code.chinese,
        "log": log,
        "code": code.number,
        "kind": "invalid_request",
        "detail": {"field": "vmUuid"},
    }
