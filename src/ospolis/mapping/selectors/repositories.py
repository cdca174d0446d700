"""Readers of repositories and their components."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from ospolis.core.access import Viewer
from ospolis.evidence.choices import SubjectKind
from ospolis.evidence.selectors import words_of_subject
from ospolis.mapping.choices import SourceKind, SourceState
from ospolis.mapping.masking import mask_location
from ospolis.mapping.models import ComponentUse, MetadataRecord, Repository, RepositoryAlias, Source
from ospolis.mapping.new_files import ADDED, PRACTICE, HeldAnswer
from ospolis.mapping.rows import UnclearLicence, unclear_licence

if TYPE_CHECKING:
    from ospolis.institutions.models import Institution


# What lists show: half the time of reading whole rows.
_LISTED = (
    "key", "name", "summary", "state", "licence_declared", "licence_detected", "licence_clarity", "language",
    "code_lines", "practices_met", "practices_applicable", "last_commit_on", "institution__key", "institution__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RepositoryFilter:
    """What a list of repositories is narrowed to; an empty field does not narrow."""

    realm: str = ""
    institution: str = ""
    language: str = ""
    family: str = ""
    keys: tuple[str, ...] | None = None


def repositories_seen_by(viewer: Viewer) -> QuerySet[Repository]:
    """Every repository: only what its owner published is read.

    Shapes   Repository rows with their institution, by name
    Cost     1 query when read
    """
    return Repository.objects.filter(withdrawn_at=None).select_related("institution").order_by("name", "id")


def find_repositories(viewer: Viewer, wanted: RepositoryFilter) -> QuerySet[Repository]:
    """Narrow the repositories.

    Shapes   Repository rows by name with the columns that lists show; other columns cost a query each
    Cost     1 query when read
    """
    rows = repositories_seen_by(viewer)
    fields = {
        "realm": wanted.realm,
        "institution__key": wanted.institution,
        "language": wanted.language,
        "licence_family": wanted.family,
    }
    rows = rows.filter(**{name: value for name, value in fields.items() if value})
    rows = rows.only(*_LISTED)
    return rows if wanted.keys is None else rows.filter(key__in=wanted.keys)


def get_repository(viewer: Viewer, key: str) -> Repository:
    """One repository with its institution and system.

    Cost     1 query
    Raises   Repository.DoesNotExist
    """
    return repositories_seen_by(viewer).select_related("institution", "system").get(key=key)


def key_at_address(viewer: Viewer, realm: str, normal: str) -> str:
    """The key of the repository that an office knows at an address; empty when it knows none.

    Cost     1 query
    """
    rows = RepositoryAlias.objects.filter(realm=realm, address=normal, repository__withdrawn_at=None)
    return rows.values_list("repository__key", flat=True).first() or ""


def aliases_of(viewer: Viewer, repository: Repository) -> list[str]:
    """Every address under which a repository is or was known.

    Cost     1 query
    """
    return list(RepositoryAlias.objects.filter(repository=repository).values_list("address", flat=True))


def components_of(viewer: Viewer, repository: Repository) -> QuerySet[ComponentUse]:
    """The components of a repository, direct ones first, then by kind and name.

    Cost     1 query when read
    """
    rows = ComponentUse.objects.filter(repository=repository).select_related("component")
    return rows.order_by("-is_direct", "component__type", "component__name", "component__version", "id")


def component_uses_of(viewer: Viewer, realm: str) -> QuerySet[ComponentUse]:
    """Every component of an office's repositories and systems, by package address.

    Cost     1 query when read
    """
    uses = ComponentUse.objects.filter(source__realm=realm, source__withdrawn_at=None)
    return uses.select_related("component", "repository", "system", "source").order_by("component__purl", "id")


def systems_with_components(viewer: Viewer, realm: str) -> set[str]:
    """Keys of the systems of which a component list was read, or a repository with components.

    Cost     1 query
    """
    uses = ComponentUse.objects.filter(source__realm=realm, source__withdrawn_at=None).exclude(system=None)
    return set(uses.values_list("system__key", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class ListedComponents:
    """A system, where its component lists lie, and how many different components they name together."""

    system: str
    institution: str
    locations: tuple[str, ...]
    components: int


def component_lists_of_systems(viewer: Viewer, realm: str) -> list[ListedComponents]:
    """The systems of an office of which a component list was read at any time, with all their lists together.

    Cost     2 queries
    """
    uses = ComponentUse.objects.filter(source__realm=realm, source__withdrawn_at=None, repository=None)
    counted = uses.exclude(system=None).values_list("system_id").annotate(n=Count("component", distinct=True))
    different = dict(counted.order_by("system_id"))
    read = Q(state__in=(SourceState.DONE, SourceState.PARTIAL)) | Q(components__isnull=False)
    lists = Source.objects.filter(read, realm=realm, withdrawn_at=None, kind=SourceKind.COMPONENT_LIST)
    found: dict[tuple[str, str, int], list[str]] = {}
    columns = ("system__key", "system__institution__key", "system_id", "location")
    for *place, location in lists.exclude(system=None).values_list(*columns).distinct().order_by(*columns):
        found.setdefault((place[0], place[1], place[2]), []).append(mask_location(location))
    return [
        ListedComponents(system, institution, tuple(locations), different.get(number, 0))
        for (system, institution, number), locations in found.items()
    ]


def records_of(viewer: Viewer, repository: Repository) -> list[MetadataRecord]:
    """What metadata files said of a repository.

    Cost     1 query
    """
    return list(MetadataRecord.objects.filter(repository=repository).select_related("source")[:20])


def languages_of(viewer: Viewer, realm: str) -> list[str]:
    """The main languages of an office's repositories, for a filter.

    Cost     1 query
    """
    rows = Repository.objects.filter(withdrawn_at=None, realm=realm).exclude(language="")
    return list(rows.values_list("language", flat=True).distinct().order_by("language"))


def unclear_licences(
    viewer: Viewer, realm: str, institutions: QuerySet[Institution], *, most: int
) -> tuple[UnclearLicence, ...]:
    """Repositories of some institutions whose licence is not clear.

    Cost     1 query
    """
    unclear = ("none", "several", "needs-look")
    rows = repositories_seen_by(viewer).filter(realm=realm, licence_clarity__in=unclear, institution__in=institutions)
    return tuple(unclear_licence(row) for row in rows[:most])


def repository_at(viewer: Viewer, realm: str, address: str) -> Repository | None:
    """The repository that is or was known under an address in its normal form.

    Cost     1 query
    """
    rows = repositories_seen_by(viewer).filter(realm=realm, aliases__address=address)
    return rows.first()


def components_of_system(viewer: Viewer, system_id: int) -> QuerySet[ComponentUse]:
    """The components of a system's lists, by kind and name.

    Cost     1 query when read
    """
    rows = ComponentUse.objects.filter(system_id=system_id, source__withdrawn_at=None).select_related("component")
    return rows.order_by("component__type", "component__name", "component__version", "id")


def repositories_from(viewer: Viewer, source_id: int) -> list[Repository]:
    """The repositories that one source brought, whether read or listed, or that a forge listed; at most 50.

    Cost     1 query
    """
    from_it = Q(source_id=source_id) | Q(records__source_id=source_id) | Q(source__listed_by=source_id)
    return list(repositories_seen_by(viewer).filter(from_it).distinct()[:50])


def records_from(viewer: Viewer, source_id: int) -> list[MetadataRecord]:
    """What one metadata file or inventory said of each piece of software, at most 50.

    Cost     1 query
    """
    rows = MetadataRecord.objects.filter(source_id=source_id).select_related("repository")
    return list(rows.order_by("position", "id")[:50])


def count_component_kinds(viewer: Viewer, system_id: int) -> dict[str, int]:
    """How many components of each kind of package a system's lists name.

    Cost     1 query
    """
    rows = ComponentUse.objects.filter(system_id=system_id, source__withdrawn_at=None)
    counted = rows.values_list("component__type").annotate(n=Count("component", distinct=True))
    return dict(counted.order_by("component__type"))


def repositories_of_system(viewer: Viewer, system_id: int) -> list[Repository]:
    """The repositories that were declared for a system, at most 50.

    Cost     1 query
    """
    return list(repositories_seen_by(viewer).filter(system_id=system_id)[:50])


def held_governance(viewer: Viewer, key: str) -> dict[tuple[str, str], HeldAnswer]:
    """What the last reading of a repository said of its practices and of files that came lately, by measure and part.

    Cost     1 query
    """
    rows = words_of_subject(viewer, SubjectKind.REPOSITORY, key, (PRACTICE, ADDED))
    return {(measure, part): HeldAnswer(text, version, day or "") for measure, part, text, version, day in rows}
