"""Question banks as the engine reads them, each read once for a process; and the numbers that come with the product."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from ospolis.engines.maturity import (
    Bank,
    PolicyFile,
    SkillList,
    Targets,
    read_bank,
    shipped_policy,
    shipped_skills,
    shipped_targets,
)
from ospolis.engines.maturity.shipped import BANKS, shipped_documents
from ospolis.evidence.measures import definitions

# The bank by which institutions are assessed when nobody names another one.
CORE = "core"
# The codes of all banks that come with the product, with the folder that each lies in.
SHIPPED = BANKS
# Files of an office stand behind those of the bank, whatever they are called.
OWN = "own/"


@dataclass(frozen=True, slots=True)
class InstalledBank:
    """A bank and the row that holds it; `pk` is None before it was ever used."""

    pk: int | None
    digest: str
    version: str
    bank: Bank


def pack_documents(documents: Mapping[str, bytes]) -> str:
    """Files of a bank as one text, the same for the same files.

    Raises   UnicodeDecodeError when a file is no text
    """
    texts = {name: data.decode("utf-8") for name, data in sorted(documents.items())}
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def unpack_documents(content: str) -> dict[str, bytes]:
    """The files of a bank by their names."""
    return {str(name): str(text).encode() for name, text in json.loads(content).items()}


def digest_of(content: str) -> str:
    """What pins a bank: equal for equal files."""
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


@functools.lru_cache(maxsize=32)
def parsed_bank(content: str) -> Bank:
    """Read a bank as it is kept.

    Raises   BankRefused with every problem
    """
    return read_bank(unpack_documents(content), measures=definitions().measures)


@functools.cache
def shipped_content(code: str = CORE) -> str:
    """A bank that comes with the product, as it is kept; KeyError for one that does not."""
    return pack_documents(shipped_documents(SHIPPED[code]))


@functools.cache
def policy_in_use() -> PolicyFile:
    """The numbers of an assessment that are policy."""
    return shipped_policy()


@functools.cache
def skills_in_use() -> SkillList:
    """The skills that institutions are asked about."""
    return shipped_skills()


@functools.cache
def proposed_targets() -> Targets:
    """The levels that institutions aim at unless their office says otherwise."""
    return shipped_targets()
