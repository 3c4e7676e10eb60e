"""Mutual TLS between services, where an administrator wants it: contexts made of the files of one folder.

Each service has a certificate for its own name (`iaas-core`, `db-proxy`, ...) by an authority of the suite's own.
Names are compared with the service that is meant, not with addresses: agents are reached by theirs. What a certificate
opens is decided in `web/service_token`.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

CERTIFICATE, KEY, AUTHORITY = "tls.crt", "tls.key", "ca.crt"
"""As a Kubernetes secret of certificates has them."""


def server_context(folder: Path) -> ssl.SSLContext:
    """For a port: callers may show a certificate (probes and browsers have none); one that is must be good."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.verify_mode = ssl.CERT_OPTIONAL
    return _loaded(context, folder)


def client_context(folder: Path) -> ssl.SSLContext:
    """For calls: shows the own certificate, and takes only answers of the service that is meant."""
    return _loaded(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), folder)


def names_of(ssl_object: Any) -> frozenset[str]:
    """The services that the other side's certificate is for; none without a certificate, or without TLS."""
    certificate = ssl_object.getpeercert() if ssl_object is not None else None
    return frozenset(name for kind, name in (certificate or {}).get("subjectAltName", ()) if kind == "DNS")


def _loaded(context: ssl.SSLContext, folder: Path) -> ssl.SSLContext:
    """Ends the process with a clear text when the files cannot be used."""
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for name in (CERTIFICATE, KEY, AUTHORITY):
        if not (folder / name).is_file():
            raise SystemExit(
                f"TLS_DIR: there is no file {folder / name}; put it there, or unset TLS_DIR for plain HTTP"
            )
    try:
        context.load_cert_chain(folder / CERTIFICATE, folder / KEY)
        context.load_verify_locations(folder / AUTHORITY)
    except (ssl.SSLError, OSError) as error:
        raise SystemExit(f"TLS_DIR: the files in {folder} cannot be used: {error}") from None
    return context
