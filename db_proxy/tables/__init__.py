"""The tables: v1's under v1's names with columns of ours beside v1's, and our own. Rows only, no rules."""

from db_proxy.tables.account import CREDENTIAL, IMAGE_OWNER, SIGN_IN_FAILURE, USER_ACCOUNT, USER_GROUP
from db_proxy.tables.audit import AUDIT, AUDIT_END
from db_proxy.tables.catalogue import DEVICE, IMAGE, IMAGE_LEAVING, SPEC_CONFIG
from db_proxy.tables.event import EVENT
from db_proxy.tables.host import HOST
from db_proxy.tables.installation import INSTALLATION
from db_proxy.tables.network import IP_SEGMENT, IP_USED
from db_proxy.tables.operation import OPERATION, OPERATION_STEP
from db_proxy.tables.removed_host import REMOVED_HOST
from db_proxy.tables.request import REQUEST_KEY
from db_proxy.tables.schema import METADATA
from db_proxy.tables.sequence import FENCE, HIBERNATE_SEQUENCE
from db_proxy.tables.service import SERVICE_BEAT
from db_proxy.tables.vm import VM
from db_proxy.tables.volume import VOLUME

__all__ = [
    "AUDIT",
    "AUDIT_END",
    "CREDENTIAL",
    "DEVICE",
    "EVENT",
    "FENCE",
    "HIBERNATE_SEQUENCE",
    "HOST",
    "IMAGE",
    "IMAGE_LEAVING",
    "IMAGE_OWNER",
    "INSTALLATION",
    "IP_SEGMENT",
    "IP_USED",
    "METADATA",
    "OPERATION",
    "OPERATION_STEP",
    "REMOVED_HOST",
    "REQUEST_KEY",
    "SERVICE_BEAT",
    "SIGN_IN_FAILURE",
    "SPEC_CONFIG",
    "USER_ACCOUNT",
    "USER_GROUP",
    "VM",
    "VOLUME",
]
