"""The texts of a repository that our detector does not name, in the order in which a person should read them."""

from __future__ import annotations

from collections.abc import Sequence

from ospolis.engines.gitrepo.paths import show_path
from ospolis.engines.licences import RepositoryLicences
from ospolis.mapping.outcomes import UnreadText
from ospolis.mapping.reading.needs import FileNeed

# More of one repository are left out: no person reads them, and a hostile one could hold any number.
MOST_UNREAD = 1_000


def list_unread(licences: RepositoryLicences, needs: Sequence[FileNeed]) -> tuple[UnreadText, ...]:
    """List the queue of a repository, each text with its first place."""
    if not licences.queue:
        return ()
    classes = {show_path(need.path): need.path_class.value for need in needs}
    first = ((item, item.places[0]) for item in licences.queue[:MOST_UNREAD])
    return tuple(
        UnreadText(
            item.window, place.blob, classes[place.path], place.path, place.first_line, place.last_line, item.files,
            item.reason,
        )
        for item, place in first
    )  # fmt: skip
