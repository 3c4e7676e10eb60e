"""How far a VM can grow while it runs. Decided when it is made, and anew whenever it is given a size while it is off.

The room costs next to nothing until it is used: memory in it does not exist, and neither do vCPUs (decision 0006).
"""

from __future__ import annotations

from api_common.clients.db import DbProxyClient
from api_common.contract.states import SpecType
from iaas_core.forms.spec_config import compute

LEAST_CPUS = 16
LEAST_MEMORY_GIB = 16
"""v1's floors: so far any VM can grow."""
TIMES = 4
"""And to so many times its memory."""
LARGEST_GIB = 512
"""A processor's addresses have an end, and guests make room for what they are told may come."""


def most_cpus(db: DbProxyClient, cpus: int) -> int:
    """The vCPUs up to which a VM of this size can grow: also to any option that is offered."""
    options = [compute(option.value) for option in db.spec_configs(SpecType.VM_COMPUTE)]
    return max([cpus, LEAST_CPUS, *(option[0] for option in options if option is not None)])


def most_memory(memory: int) -> int:
    """The same of memory, in GiB."""
    return max(memory, min(max(LEAST_MEMORY_GIB, memory * TIMES), LARGEST_GIB))
