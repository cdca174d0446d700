"""Careful access to values whose type nobody guarantees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from ospolis.engines.components.component import Hash
from ospolis.engines.components.sbom.reading import Remarks
from ospolis.engines.untrusted.refusal import JsonValue

JsonObject: TypeAlias = dict[str, JsonValue]

_ADDRESS: Final = re.compile(r"[<(\[]?\s{0,9}(?:mailto:)?[^\s<>()\[\]@]{1,64}@[^\s<>()\[\]@]{1,255}\s{0,9}[>)\]]?")
_PRIVATE: Final = frozenset({"email", "phone", "contact", "contacts", "author", "authors"})
_HEXADECIMAL: Final = re.compile(r"[0-9a-f]{32,128}")
_ALGORITHMS: Final = {
    re.sub(r"[^A-Z0-9]", "", name.upper()): name
    for name in (
        "MD2", "MD4", "MD5", "MD6", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA3-224", "SHA3-256",
        "SHA3-384", "SHA3-512", "BLAKE2b-256", "BLAKE2b-384", "BLAKE2b-512", "BLAKE3", "ADLER32",
        "Streebog-256", "Streebog-512",
    )
}  # fmt: skip


class Fields:
    """One object of a document, its place, and where remarks about it go."""

    __slots__ = ("limit", "path", "remarks", "value")

    def __init__(self, value: JsonObject, path: str, remarks: Remarks, limit: int) -> None:
        self.value = value
        self.path = path
        self.remarks = remarks
        self.limit = limit

    def text(self, key: str) -> str:
        """The text under `key`; empty when it is absent, of another type or too long, the latter two remarked."""
        found = self.value.get(key)
        if found is None:
            return ""
        if isinstance(found, bool | list | dict):
            self.remarks.error("wrong-type", f"{key} should be a text.", path=f"{self.path}/{key}")
            return ""
        if not isinstance(found, str):
            return str(found)
        if len(found) > self.limit:
            message = f"{key} has {len(found):,} characters; at most {self.limit:,} are kept. Limit: string."
            self.remarks.error("string-too-long", message, path=f"{self.path}/{key}")
            return ""
        return found.strip()

    def object(self, key: str) -> Fields:
        """The object under `key`, an empty one when there is none."""
        found = self.value.get(key)
        if found is not None and not isinstance(found, dict):
            self.remarks.error("wrong-type", f"{key} should be an object.", path=f"{self.path}/{key}")
        inner = found if isinstance(found, dict) else {}
        return Fields(inner, f"{self.path}/{key}", self.remarks, self.limit)

    def items(self, key: str) -> list[JsonValue]:
        """The list under `key`, an empty one when there is none."""
        found = self.value.get(key)
        if found is None:
            return []
        if not isinstance(found, list):
            self.remarks.error("wrong-type", f"{key} should be a list.", path=f"{self.path}/{key}")
            return []
        return found

    def objects(self, key: str) -> Iterator[Fields]:
        """The objects in the list under `key`; entries of another type are remarked and left out."""
        for at, entry in enumerate(self.items(key)):
            path = f"{self.path}/{key}/{at}"
            if isinstance(entry, dict):
                yield Fields(entry, path, self.remarks, self.limit)
            else:
                self.remarks.error("wrong-type", f"An entry of {key} should be an object.", path=path)

    def texts(self, key: str) -> list[str]:
        """The texts in the list under `key`; entries of another type are remarked and left out."""
        found = self.items(key)
        texts = [entry for entry in found if isinstance(entry, str) and len(entry) <= self.limit]
        if len(texts) != len(found):
            self.remarks.error("wrong-type", f"An entry of {key} is no (short) text.", path=f"{self.path}/{key}")
        return texts


def drop_addresses(text: str) -> str:
    """A name without the e-mail address that often stands beside it."""
    return " ".join(_ADDRESS.sub(" ", text).split()) if "@" in text else text


def keep_unknown(value: JsonObject, known: frozenset[str], limit: int) -> tuple[tuple[str, JsonValue], ...]:
    """The fields that are kept without being understood, without people's contacts and over-long texts."""
    if value.keys() <= known:
        return ()
    return tuple(
        (key, _without_contacts(inner, limit))
        for key, inner in value.items()
        if key not in known and key not in _PRIVATE and not (isinstance(inner, str) and len(inner) > limit)
    )


def _without_contacts(value: JsonValue, limit: int) -> JsonValue:
    """A copy without keys for contacts; the depth was limited when the text was read."""
    if isinstance(value, dict):
        return {
            key: _without_contacts(inner, limit)
            for key, inner in value.items()
            if key not in _PRIVATE and not (isinstance(inner, str) and len(inner) > limit)
        }
    if isinstance(value, list):
        return [_without_contacts(inner, limit) for inner in value]
    return value


def read_hash(algorithm: str, value: str, at: Fields) -> Hash | None:
    """A checksum in one spelling, or None with a remark when it is none."""
    spelt = _ALGORITHMS.get(re.sub(r"[^A-Z0-9]", "", algorithm.upper()))
    lowered = value.lower()
    if spelt is None or not (_HEXADECIMAL.fullmatch(lowered) or spelt == "ADLER32"):
        at.remarks.error("hash-invalid", f"{algorithm[:20]}: not a checksum.", path=at.path)
        return None
    return Hash(spelt, lowered)
