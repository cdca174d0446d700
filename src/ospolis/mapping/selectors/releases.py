"""Readers of what is known of releases."""

from __future__ import annotations

from django.db.models import QuerySet

from ospolis.core.access import Viewer
from ospolis.evidence.selectors import values_of_subject
from ospolis.mapping.choices import RepositoryState, SourceKind
from ospolis.mapping.models import Repository
from ospolis.mapping.released import LICENCE


def repositories_with_history(viewer: Viewer, realm: str) -> QuerySet[Repository]:
    """The repositories of an office that were read from git, with institution and source.

    Cost     1 query when read
    """
    rows = Repository.objects.filter(realm=realm, withdrawn_at=None, source__kind=SourceKind.GIT)
    read = rows.filter(state__in=(RepositoryState.READ, RepositoryState.PARTIAL))
    return read.select_related("institution", "source").order_by("pk")


def commits_of_releases(viewer: Viewer, key: str, version: str) -> dict[str, str]:
    """The commits of the releases of a repository that were read by one version of the readers, by name.

    Cost     1 query
    """
    rows = values_of_subject(viewer, "repository", key)
    return {row.part: row.fact.commit for row in rows if row.measure == LICENCE and row.fact.method_version == version}
