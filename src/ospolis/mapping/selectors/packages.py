"""Readers of packages: components without their versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from ospolis.core.access import Viewer
from ospolis.mapping.choices import ComponentScope
from ospolis.mapping.models import ComponentUse, KnownPackage

_BATCH = 500
_LONGEST = 400
_NOT_RUN = (ComponentScope.DEVELOPMENT, ComponentScope.TEST)
_PARTS = ("component__type", "component__group", "component__name")


@dataclass(frozen=True, slots=True)
class PackageUse:
    """A package, by how many repositories it is named, and the keys of some of them."""

    package: str
    repositories: int
    some: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedPackage:
    """A package that a repository names directly, and where."""

    repository_id: int
    package: str
    path: str
    line: int


def name_package(kind: str, group: str, name: str) -> str:
    """A package without its version, as pages name it."""
    return f"{kind}:{group}/{name}"[:_LONGEST] if group else f"{kind}:{name}"[:_LONGEST]


def _direct_uses(realm: str) -> QuerySet[ComponentUse]:
    rows = ComponentUse.objects.filter(source__realm=realm, source__withdrawn_at=None, is_direct=True)
    return rows.exclude(repository=None)


def count_repositories_with_packages(viewer: Viewer, realm: str) -> int:
    """How many repositories of an office name a package that is needed to run.

    Cost     1 query
    """
    rows = _direct_uses(realm).exclude(scope__in=_NOT_RUN)
    return int(rows.aggregate(n=Count("repository", distinct=True))["n"])


def packages_used_by_many(viewer: Viewer, realm: str, *, least: int, shown: int) -> list[PackageUse]:
    """The packages that at least so many repositories need to run, with the first of them by key.

    Cost     1 query, and 1 for each 500 packages found
    """
    rows = _direct_uses(realm).exclude(scope__in=_NOT_RUN)
    counted = rows.values_list(*_PARTS).annotate(n=Count("repository", distinct=True)).filter(n__gte=least)
    found = {(kind, group, name): n for kind, group, name, n in counted.order_by(*_PARTS)}
    keys: dict[tuple[str, str, str], set[str]] = {place: set() for place in found}
    names = sorted({name for _, _, name in found})
    for start in range(0, len(names), _BATCH):
        some = rows.filter(component__name__in=names[start : start + _BATCH])
        for kind, group, name, key in some.values_list(*_PARTS, "repository__key").distinct().iterator():
            if (kind, group, name) in keys:
                keys[kind, group, name].add(key)
    return [PackageUse(name_package(*place), n, tuple(sorted(keys[place])[:shown])) for place, n in found.items()]


def packages_of(viewer: Viewer, realm: str, repositories: Sequence[int]) -> list[NamedPackage]:
    """What some repositories name directly, each package of a repository once, in order.

    Cost     1 query
    """
    rows = _direct_uses(realm).filter(repository__in=repositories)
    found: dict[tuple[int, str], NamedPackage] = {}
    for kind, group, name, key, path, line in rows.order_by("repository", *_PARTS, "id").values_list(
        *_PARTS, "repository_id", "path", "line"
    ):
        package = name_package(kind, group, name)
        found.setdefault((key, package), NamedPackage(key, package, path, line))
    return list(found.values())


def packages_known_before(viewer: Viewer, realm: str, run_number: int, packages: Sequence[str]) -> set[str]:
    """Those of some packages that an office met before a run.

    Cost     1 query for each 500 packages
    """
    known: set[str] = set()
    for start in range(0, len(packages), _BATCH):
        rows = KnownPackage.objects.filter(realm=realm, run__number__lt=run_number)
        known.update(rows.filter(package__in=packages[start : start + _BATCH]).values_list("package", flat=True))
    return known
