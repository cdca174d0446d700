"""The only readers of the collection for other apps, by what they read. The viewer comes first."""

from ospolis.mapping.change_rows import ChangeLine
from ospolis.mapping.rows import Collection, SourceLine, UnclearLicence
from ospolis.mapping.selectors.changes import newest_changes
from ospolis.mapping.selectors.repositories import unclear_licences
from ospolis.mapping.selectors.runs import last_collection
from ospolis.mapping.selectors.sources import troubled_sources

__all__ = [
    "ChangeLine",
    "Collection",
    "SourceLine",
    "UnclearLicence",
    "last_collection",
    "newest_changes",
    "troubled_sources",
    "unclear_licences",
]
