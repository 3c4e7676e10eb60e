"""v1's codes and their texts: the only table of them. Routes say which of their failures gets which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from api_common.errors import ErrorKind


@dataclass(frozen=True)
class CodeText:
    """A number of v1 and its message in both languages; v1 sent the Chinese one."""

    number: float
    chinese: str
    english: str


class Code(Enum):
    """v1's codes by v1's names."""

    SUCCESS = CodeText(200.0, "业务处理成功", "processed")
    WORK_ERROR = CodeText(202.0, "业务处理失败", "processing failed")
    VM_DELETE_ERROR = CodeText(202.01, "虚拟机删除失败", "VM delete failed")
    VM_MODIFY_ERROR = CodeText(202.02, "虚拟机修改CPU/内存失败", "VM CPU/memory change failed")
    VM_START_ERROR = CodeText(202.03, "虚拟机启动失败", "VM start failed")
    VM_STOP_ERROR = CodeText(202.04, "虚拟机停止失败", "VM stop failed")
    VM_REBOOT_ERROR = CodeText(202.05, "虚拟机重启失败", "VM reboot failed")
    VM_SUSPEND_ERROR = CodeText(202.06, "虚拟机暂停失败", "VM suspend failed")
    VM_RESUME_ERROR = CodeText(202.07, "虚拟机恢复失败", "VM resume failed")
    PUBLISH_IMAGE_ERROR = CodeText(202.08, "云镜像发布失败", "image publish failed")
    VOLUME_DELETE_ERROR = CodeText(202.11, "云硬盘删除失败", "volume delete failed")
    VOLUME_ATTACH_ERROR = CodeText(202.12, "云硬盘挂载失败", "volume attach failed")
    VOLUME_DETACH_ERROR = CodeText(202.13, "云硬盘卸载失败", "volume detach failed")
    IMAGE_SAVE_ERROR = CodeText(203.01, "云镜像保存失败", "image save failed")
    IMAGE_DELETE_ERROR = CodeText(203.02, "云镜像删除失败", "image delete failed")
    DEVICE_ATTACH_ERROR = CodeText(204.01, "设备挂载失败", "device attach failed")
    DEVICE_DETACH_ERROR = CodeText(204.02, "设备卸载失败", "device detach failed")
    UNAUTHENTICATED = CodeText(401.0, "未登录或登录已失效", "not signed in")
    ARGS_ERROR = CodeText(402.0, "验参失败", "argument validation failed")
    FORBIDDEN = CodeText(403.0, "没有权限", "not allowed")
    TOO_MANY_REQUESTS = CodeText(429.0, "请求过于频繁", "too many requests")
    INTERNAL_ERROR = CodeText(500.0, "内部错误", "internal error")


@dataclass(frozen=True)
class FailureCodes:
    """What a route answers: `work` when it could not be done, `unknown` when what it names is not there."""

    work: Code = Code.WORK_ERROR
    unknown: Code = Code.ARGS_ERROR

    def of(self, kind: ErrorKind) -> Code:
        """The code of a failure."""
        if kind is ErrorKind.NOT_FOUND:
            return self.unknown
        return _ALWAYS.get(kind, self.work)


_ALWAYS = {
    ErrorKind.INVALID_REQUEST: Code.ARGS_ERROR,
    ErrorKind.UNAUTHENTICATED: Code.UNAUTHENTICATED,
    ErrorKind.FORBIDDEN: Code.FORBIDDEN,
    ErrorKind.INTERNAL: Code.INTERNAL_ERROR,
}
"""Whatever the route."""


DEFAULT_FAILURES = FailureCodes()
HTTP_OF_KIND: dict[ErrorKind, int] = {ErrorKind.UNAUTHENTICATED: 401, ErrorKind.FORBIDDEN: 403}
"""Failures that v1 did not know and that are not answered with HTTP 200."""
