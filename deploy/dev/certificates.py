"""An authority and a certificate for each service: what `docs/operations.md` does by hand, for tests."""

from __future__ import annotations

import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api_common.tls import AUTHORITY, CERTIFICATE, KEY

_DAY = datetime.timedelta(days=1)


class Authority:
    """Signs certificates; lives as long as the object."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("KubeIaaS test authority")
        now = datetime.datetime.now(datetime.UTC)
        builder = _builder(self._name, self._name, self._key, now - _DAY, now + 30 * _DAY)
        ca = x509.BasicConstraints(ca=True, path_length=0)
        self._certificate = builder.add_extension(ca, critical=True).sign(self._key, hashes.SHA256())

    def issue(self, folder: Path, service: str, *, days: int = 30) -> Path:
        """The three files for a service; a negative number of days makes a certificate that has expired."""
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.UTC)
        builder = _builder(_name(service), self._name, key, now - 60 * _DAY, now + days * _DAY)
        names = x509.SubjectAlternativeName([x509.DNSName(service)])
        certificate = builder.add_extension(names, critical=False).sign(self._key, hashes.SHA256())
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CERTIFICATE).write_bytes(_pem(certificate))
        (folder / AUTHORITY).write_bytes(_pem(self._certificate))
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / KEY).touch(mode=0o600)
        (folder / KEY).write_bytes(private)
        return folder


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    since: datetime.datetime,
    until: datetime.datetime,
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    return builder.serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(until)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
