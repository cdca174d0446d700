"""What of an office can be found by the global search."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from ospolis.core.access import Viewer
from ospolis.core.search.services import Findable, index_rows
from ospolis.institutions.selectors import institutions_seen_by, systems_seen_by
from ospolis.mapping.selectors.repositories import repositories_seen_by

# Raised with every change of what the index holds.
INDEX_VERSION = "1"


def index_office(*, viewer: Viewer, realm: str) -> int:
    """Put the institutions, systems and repositories of an office into the search index; returns how many.

    Cost     3 queries and one write for each 500 rows
    """
    return index_rows(rows=_findable(viewer, realm))


def _findable(viewer: Viewer, realm: str) -> Iterator[Findable]:
    for institution in institutions_seen_by(viewer).filter(realm=realm).prefetch_related("names"):
        names = " ".join(name.text for name in institution.names.all())
        url = reverse("publishing:institution", args=[institution.key])
        text = f"{names} {institution.region} {institution.key}"
        yield Findable("institution", institution.key, institution.name, text, url, realm)
    for system in systems_seen_by(viewer).filter(realm=realm):
        url = reverse("publishing:system", args=[system.key])
        text = f"{system.licence} {' '.join(system.functions)} {system.institution.name}"
        yield Findable("system", system.key, system.name, text, url, realm)
    for repository in repositories_seen_by(viewer).filter(realm=realm).iterator(chunk_size=1000):
        url = reverse("mapping:repository", args=[repository.key])
        text = f"{repository.summary} {repository.address} {repository.language} {repository.licence_declared}"
        yield Findable("repository", repository.key, repository.name, text, url, realm)
