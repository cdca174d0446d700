"""The operator's key (Ed25519): made once in the data folder, it signs heads of the journal, backups and exports."""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

FILE_NAME = "operator-key.pem"


class BadKey(ValueError):
    """A key that cannot be read: a damaged file, or a text that is no public key."""


def operator_key(data_dir: Path) -> Ed25519PrivateKey:
    """The key of this installation, made when there is none; processes that start together agree on one.

    Raises   BadKey when the file holds something else
    """
    path = data_dir / FILE_NAME
    if not path.exists():
        _keep_new_key(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError:
        raise BadKey(f"{path} holds no key. Restore it from where you keep a copy.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(f"{path} holds a key of another kind. Restore it from where you keep a copy.")
    return key


def public_text(key: Ed25519PrivateKey) -> str:
    """The public half as a short text: what a witness or a new machine is told."""
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def sign_text(key: Ed25519PrivateKey, text: str) -> str:
    """Sign a text."""
    return base64.urlsafe_b64encode(key.sign(text.encode())).decode("ascii").rstrip("=")


def is_signed(text: str, signature: str, public: str) -> bool:
    """Say whether the holder of a public key signed this text.

    Raises   BadKey when `public` is no public key
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(_bytes_of(public))
    except ValueError:
        raise BadKey("This is no public key. Copy the one that 'ospolis doctor' prints.") from None
    try:
        key.verify(_bytes_of(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _bytes_of(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as problem:
        raise ValueError(str(problem)) from None


def _keep_new_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Written whole beside its place and then linked there, so that nobody ever reads half a key.
    with tempfile.NamedTemporaryFile("wb", dir=path.parent) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first; its key counts
            os.link(file.name, path)
