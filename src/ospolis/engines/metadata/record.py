"""The one normal form into which every metadata format is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ospolis.engines.untrusted.refusal import JsonValue


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as its author wrote it: a name or SPDX expression, an address, or both."""

    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who an organisation says it is. A claim of the file, not a fact."""

    uri: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What the software is, in one language (BCP 47)."""

    language: str
    short: str = ""
    long: str = ""
    features: tuple[str, ...] = ()
    name: str = ""
    documentation: str = ""
    api_documentation: str = ""
    screenshots: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()
    awards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dependency:
    """Something the software needs; kind is open, proprietary, hardware or reused."""

    name: str
    kind: str
    version: str = ""
    version_min: str = ""
    version_max: str = ""
    optional: bool | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Contractor:
    """Who is paid for maintenance, and until when."""

    name: str
    until: str = ""
    website: str = ""

    def to_text(self) -> str:
        """Say it in one text, for formats without contractors."""
        return f"{self.until} {self.name}"

    @classmethod
    def from_text(cls, text: str) -> Contractor:
        """Read what `to_text` wrote."""
        until, _, name = text.partition(" ")
        return cls(name, until)


@dataclass(frozen=True, slots=True)
class Contact:
    """PERSONAL. A person or a mailbox named in a file: shown only where the purpose is contact, never exported."""

    role: str
    name: str = ""
    email: str = ""
    phone: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One software as a metadata file describes it.

    Units    labour_hours: hours, None where not stated; dates: texts as YYYY-MM-DD where the source allowed it
    `usage` holds the words of code.json (openSource, exemptBy...); `labour_hours` None is not 0; `personal` is
    personal data; `lines` gives the line of the file for each field read; `extra` keeps keys that have no place here.
    """

    name: str = ""
    repository: str = ""
    home: str = ""
    download: str = ""
    summary: str = ""
    descriptions: tuple[Description, ...] = ()
    licence: str = ""
    licences: tuple[Licence, ...] = ()
    copyright_owner: str = ""
    organisation: Organisation | None = None
    funded_by: tuple[Organisation, ...] = ()
    status: str = ""
    version: str = ""
    release_date: str = ""
    created: str = ""
    software_type: str = ""
    platforms: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    code_languages: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    localisation_ready: bool | None = None
    scopes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    unsupported_countries: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    depends_on: tuple[Dependency, ...] = ()
    is_based_on: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    suite: str = ""
    roadmap: str = ""
    logo: str = ""
    maintenance: str = ""
    contractors: tuple[Contractor, ...] = ()
    usage: tuple[str, ...] = ()
    exemption_text: str = ""
    labour_hours: float | None = None
    visibility: str = ""
    vcs: str = ""
    contract_numbers: tuple[str, ...] = ()
    issues: str = ""
    disclaimer: str = ""
    sdgs: tuple[int, ...] = ()
    repositories: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    personal: tuple[Contact, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
    extra: Mapping[str, JsonValue] = field(default_factory=dict, compare=False)
