"""The environment of each service, and the secrets they share: made once, kept in the state folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from deploy.dev.certificates import Authority
from deploy.dev.config import AGENT, SERVICES, SuiteConfig

ADMINISTRATOR = "admin"
PROMETHEUS = "prometheus"


def make_secrets(config: SuiteConfig) -> None:
    """A token per service, a key for console tickets and the administrator's password, readable by us alone."""
    tokens = config.state / "secrets" / "tokens"
    tokens.mkdir(parents=True, exist_ok=True)
    os.chmod(config.state / "secrets", 0o700)
    for path in [
        *(tokens / name for name in (*SERVICES, PROMETHEUS)),
        _ticket_keys(config),
        admin_password_file(config),
    ]:
        if not path.exists():
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(32) + "\n")
    if config.tls and not config.tls_dir("iaas-core").exists():
        authority = Authority()
        for service in SERVICES:
            authority.issue(config.tls_dir(service), service)


def admin_password_file(config: SuiteConfig) -> Path:
    """Where the first administrator's first password is."""
    return config.state / "secrets" / "admin-password"


def inherited() -> dict[str, str]:
    """What every process needs of ours."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}


def environment(config: SuiteConfig, service: str, libvirt_uri: str, node: str = "") -> dict[str, str]:
    """The whole environment of a service, or of the agent of a node."""
    state = config.state
    common = {
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",  # threads share arenas: a third less memory per service
        "HOST_NAME": node or config.host_name,
        "HOST_IP": config.address(node),
        "BIND_ADDRESS": config.address(node),
        "PORT": str(config.ports[service]),
        "TLS_DIR": str(config.tls_dir(service)) if config.tls else "",
        "SERVICE_TOKENS_DIR": str(state / "secrets" / "tokens"),
        **{f"{name.upper().replace('-', '_')}_URL": config.url(name) for name in SERVICES if name != "iaas-novnc"},
    }
    own = _agent(config, libvirt_uri, node) if service == AGENT else _own(config, service)
    return {**inherited(), **common, **own, **config.overrides.get(service, {}), **config.overrides.get(node, {})}


def _agent(config: SuiteConfig, libvirt_uri: str, node: str) -> dict[str, str]:
    folder = config.folder(node)
    return {
        "DATA_ROOT": str(folder / "data"),
        "AGENT_STATE_DIR": str(folder / "agent"),
        "LIBVIRT_URI": libvirt_uri,
        "NETWORK_BRIDGE_TYPE": "Linux",
        "SYSTEM_DISK_MODE": "overlay",
        "AGENT_URL": config.url(AGENT, node),
        "VNC_LISTEN": config.address(node),
        "VNC_NODE": config.host_name,
        "NFS_NODE": config.host_name,
    }


def _own(config: SuiteConfig, service: str) -> dict[str, str]:
    state, node = config.state, config.host_name
    if service == "db-proxy":
        return {"DATABASE_URL": f"sqlite:///{state}/sqlite/kubeiaas.db"}
    if service == "image-operator":
        return {"IMAGES_DIR": str(config.images)}
    if service == "iaas-core":
        names = ("IAAS_CORE", "DB_PROXY", "RS_OPT", "IMG_OPT", "VNC")
        return {
            **{f"{name}_NODE_NAME": node for name in names},
            "DHCP_NODE_NAME": ",".join(config.hosts),
            "AGENT_NODE_NAME_LIST": ",".join(config.hosts),
            "NFS_IP": node,
            "NOVNC_URL": config.url("iaas-novnc"),
            "VNC_TICKET_KEY_FILE": str(_ticket_keys(config)),
            "TRUSTED_PROXIES": config.address() if config.console else "",
            "FIRST_ADMIN_NAME": ADMINISTRATOR,
            "FIRST_ADMIN_PASSWORD_FILE": str(admin_password_file(config)),
        }
    if service == "iaas-novnc":
        return {"VNC_TICKET_KEY_FILE": str(_ticket_keys(config)), "NOVNC_ROOT": "/usr/share/novnc"}
    return {}


def _ticket_keys(config: SuiteConfig) -> Path:
    return config.state / "secrets" / "vnc-ticket-keys"
