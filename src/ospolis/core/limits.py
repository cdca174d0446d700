"""Every limit on input, in one table: the values of SECURITY.md section 3, printed in the manual.

Engines import nothing of ours: each declares its own `Limits` value, the caller passes the one from here, and a
test compares the two. Units: bytes where the name says so, else counts; seconds where the name says so.
"""

from __future__ import annotations

from dataclasses import dataclass

KB = 1_000
MB = 1_000_000
GB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class TextLimits:
    """A document of nested values: JSON, YAML, XML."""

    bytes: int
    nodes: int
    depth: int
    text_bytes: int = 10 * KB
    digits: int = 18
    attributes: int = 64


@dataclass(frozen=True, slots=True)
class ComponentListLimits:
    """A list of components (SBOM)."""

    bytes: int
    components: int
    edges: int
    depth: int


@dataclass(frozen=True, slots=True)
class TableLimits:
    """A table: CSV or a sheet."""

    bytes: int
    rows: int
    columns: int
    cell_bytes: int = 10 * KB


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """An archive and what it unfolds to."""

    bytes: int
    members: int
    unfolded_bytes: int
    ratio: int
    ratio_from_bytes: int


@dataclass(frozen=True, slots=True)
class RepositoryLimits:
    """A git repository."""

    pack_bytes: int
    entries: int
    commits: int
    tags: int
    path_depth: int
    path_bytes: int
    blob_bytes: int
    lock_file_bytes: int
    wall_seconds: int


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """One answer over HTTP."""

    bytes: int
    redirects: int
    connect_seconds: float
    total_seconds: float


REQUEST_BYTES = 10 * MB
REQUEST_FIELDS = 1_000
REQUEST_FILES = 20
UPLOAD_BYTES = 50 * MB
ADDRESS_LETTERS = 8_192
REQUEST_SECONDS = 5.0
URL_BYTES = 2_048
MARKDOWN_BYTES = 100 * KB
MARKDOWN_DEPTH = 20
MARKDOWN_SECONDS = 0.2
IMAGE_BYTES = 5 * MB
IMAGE_PIXELS = 50_000_000
CALENDAR_BYTES = 1 * MB
CALENDAR_EVENTS = 1_000
CALENDAR_OCCURRENCES = 1_000
CALENDAR_DEPTH = 4
ADVISORIES_BYTES = 2 * GB
ADVISORIES_MEMBERS = 500_000

JSON = TextLimits(bytes=50 * MB, nodes=1_000_000, depth=64)
XML = TextLimits(bytes=50 * MB, nodes=1_000_000, depth=64)
YAML = TextLimits(bytes=256 * KB, nodes=20_000, depth=32)
LOCK_FILE = TextLimits(bytes=20 * MB, nodes=1_000_000, depth=64)
SBOM = ComponentListLimits(bytes=50 * MB, components=100_000, edges=500_000, depth=64)
CSV = TableLimits(bytes=20 * MB, rows=50_000, columns=200)
# A country folder that the operator names on the command line may be longer.
COUNTRY_CSV = TableLimits(bytes=20 * MB, rows=200_000, columns=200)
XLSX = TableLimits(bytes=10 * MB, rows=50_000, columns=200)
XLSX_ARCHIVE = ArchiveLimits(bytes=10 * MB, members=50, unfolded_bytes=100 * MB, ratio=50, ratio_from_bytes=64 << 20)
ARCHIVE = ArchiveLimits(bytes=50 * MB, members=2_000, unfolded_bytes=500 * MB, ratio=50, ratio_from_bytes=64 << 20)
REPOSITORY = RepositoryLimits(
    pack_bytes=500 * MB,
    entries=200_000,
    commits=100_000,
    tags=1_000,
    path_depth=256,
    path_bytes=4_096,
    blob_bytes=1 * MB,
    lock_file_bytes=20 * MB,
    wall_seconds=300,
)
HTTP_FETCH = FetchLimits(bytes=50 * MB, redirects=3, connect_seconds=10, total_seconds=60)
# What a log-in provider answers is small and must be there soon: somebody waits for the page.
PROVIDER_FETCH = FetchLimits(bytes=1 * MB, redirects=3, connect_seconds=5, total_seconds=15)
# A page of a forge's list has a hundred repositories; some forges take their time for it.
FORGE_FETCH = FetchLimits(bytes=20 * MB, redirects=3, connect_seconds=10, total_seconds=60)
