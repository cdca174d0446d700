"""The only reader of institutions and systems for other apps. The viewer comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from ospolis.core.access import Role, Viewer
from ospolis.institutions.inventory import fold
from ospolis.institutions.lineage import LiesBelow
from ospolis.institutions.models import Institution, System


@dataclass(frozen=True, slots=True)
class InstitutionFilter:
    """What a list is narrowed to; an empty field does not narrow."""

    realm: str = ""
    words: str = ""
    kind: str = ""
    sector: str = ""


@dataclass(frozen=True, slots=True)
class SystemPrivate:
    """What only the office and the institution see of a system."""

    vendor: str
    annual_cost: Decimal | None
    currency: str
    contract_end: date | None
    criticality: int | None


def covered_by(viewer: Viewer) -> Q:
    """The institutions that the viewer's roles cover, as a filter on Institution.

    Officers and leads: their office's part of its realm. Focal points: their institution and what is below it.
    """
    covered = Q(pk__in=[])
    for grant in viewer.grants_of(Role.OFFICER):
        covered |= Q(realm=grant.realm) & _reach(grant.reach)
    units = viewer.units(Role.FOCAL_POINT)
    return covered | _below(*units) if units else covered


def _reach(reach: str) -> Q:
    kind, _, key = reach.partition(":")
    if kind == "sector" and key:
        return Q(sector=key)
    if kind == "subtree" and key:
        return _below(key)
    # A reach that says what it narrows to, but not to what, covers nothing rather than everything.
    return Q(pk__in=[]) if reach else Q()


def _below(*keys: str) -> Q:
    return Q(LiesBelow(keys))


def institutions_seen_by(viewer: Viewer) -> QuerySet[Institution]:
    """Every institution that the viewer may know of: names and kinds of declared institutions are public.

    Shapes   Institution rows, withdrawn ones left out, by name
    Cost     1 query when read
    """
    return Institution.objects.filter(withdrawn_at=None).order_by("name", "id")


def institutions_covered_by(viewer: Viewer) -> QuerySet[Institution]:
    """The institutions that the viewer works for.

    Shapes   Institution rows by name; empty for visitors
    Cost     1 query when read
    """
    return institutions_seen_by(viewer).filter(covered_by(viewer))


def without_systems(viewer: Viewer, rows: QuerySet[Institution]) -> QuerySet[Institution]:
    """Those of some institutions that declare no system now.

    Shapes   Institution rows in the order they were in
    Cost     1 query when read
    """
    return rows.exclude(Exists(System.objects.filter(institution=OuterRef("pk"), withdrawn_at=None)))


def find_institutions(viewer: Viewer, wanted: InstitutionFilter) -> QuerySet[Institution]:
    """Narrow the institutions that the viewer may know of.

    Shapes   Institution rows by name
    Cost     1 query when read
    """
    rows = institutions_seen_by(viewer)
    if wanted.realm:
        rows = rows.filter(realm=wanted.realm)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.sector:
        rows = rows.filter(sector=wanted.sector)
    for word in wanted.words.split()[:5]:
        rows = rows.filter(folded_name__contains=fold(word))
    return rows


def get_institution(viewer: Viewer, key: str) -> Institution:
    """One institution with its parent and other names.

    Shapes   Institution; `.names.all()` and `.children.all()` are read already
    Cost     3 queries
    Raises   Institution.DoesNotExist
    """
    rows = institutions_seen_by(viewer).select_related("parent").prefetch_related("names", "children")
    return rows.get(key=key)


def ids_of_institutions(viewer: Viewer, realm: str) -> dict[str, int]:
    """Primary keys by key, for services that point at institutions of an office.

    Cost     1 query
    """
    return dict(institutions_seen_by(viewer).filter(realm=realm).values_list("key", "pk"))


def code_hosting_of(viewer: Viewer, realm: str) -> list[tuple[int, list[str]]]:
    """The addresses below which institutions of an office publish their code, for those that said so.

    Cost     1 query
    """
    rows = Institution.objects.filter(realm=realm, withdrawn_at=None).exclude(code_hosting=[])
    return list(rows.order_by("id").values_list("pk", "code_hosting"))


def ids_of_systems(viewer: Viewer, realm: str) -> dict[str, int]:
    """Primary keys by key, for services that point at systems of an office.

    Cost     1 query
    """
    return dict(System.objects.filter(realm=realm, withdrawn_at=None).values_list("key", "pk"))


def systems_seen_by(viewer: Viewer) -> QuerySet[System]:
    """Every system that the viewer may know of; private fields are read through `private_of_system` only.

    Shapes   System rows with their institution, by name
    Cost     1 query when read
    """
    rows = System.objects.filter(withdrawn_at=None, institution__withdrawn_at=None)
    private = ("vendor", "annual_cost", "currency", "contract_end", "criticality")
    return rows.select_related("institution").defer(*private).order_by("name", "id")


def get_system(viewer: Viewer, key: str) -> System:
    """One system with its institution.

    Cost     1 query
    Raises   System.DoesNotExist
    """
    return systems_seen_by(viewer).get(key=key)


def private_of_system(viewer: Viewer, key: str) -> SystemPrivate | None:
    """Cost, contract and criticality of a system, or None when the viewer's roles do not cover its institution.

    Cost     1 query, none for visitors
    """
    if not viewer.grants:
        return None
    row = System.objects.filter(key=key, institution__in=Institution.objects.filter(covered_by(viewer))).first()
    if row is None:
        return None
    return SystemPrivate(row.vendor, row.annual_cost, row.currency, row.contract_end, row.criticality)


def systems_of(viewer: Viewer, institution: Institution) -> tuple[list[System], dict[str, SystemPrivate]]:
    """The systems of one institution by name, at most 500, and what only its office and itself see of them, by key.

    Shapes   the second part is empty when no role of the viewer covers the institution
    Cost     1 query
    """
    rows = systems_seen_by(viewer).filter(institution=institution)
    if not viewer.grants:
        return list(rows[:500]), {}
    covered = Case(When(institution__in=Institution.objects.filter(covered_by(viewer)), then=True), default=False)
    systems = list(rows.defer(None).annotate(is_covered=covered)[:500])
    private = {
        row.key: SystemPrivate(row.vendor, row.annual_cost, row.currency, row.contract_end, row.criticality)
        for row in systems
        if row.is_covered
    }
    return [*systems], private


def places_of(viewer: Viewer, realm: str) -> dict[str, tuple[str, str]]:
    """Name and sector of each institution of an office, by key in the order of names; the sector may be empty.

    Cost     1 query
    """
    rows = institutions_seen_by(viewer).filter(realm=realm).values_list("key", "name", "sector")
    return {key: (name, sector) for key, name, sector in rows}


def names_of(viewer: Viewer, realm: str) -> dict[str, str]:
    """The names of an office's institutions by key, in the order of names.

    Cost     1 query
    """
    return dict(institutions_seen_by(viewer).filter(realm=realm).values_list("key", "name"))


@dataclass(frozen=True, slots=True)
class InstitutionProfile:
    """An institution as an assessment counts it."""

    pk: int
    key: str
    name: str
    kind: str
    sector: str
    staff: int | None


@dataclass(frozen=True, slots=True)
class SystemProfile:
    """A system as an assessment counts it: only numbers of them leave an assessment."""

    key: str
    institution: str
    status: str
    openness: str
    vendor: str
    criticality: int | None
    repository: str


def profiles_of(viewer: Viewer, realm: str) -> list[InstitutionProfile]:
    """Every institution of an office, by name.

    Cost     1 query
    """
    columns = ("pk", "key", "name", "kind", "sector", "staff")
    rows = institutions_seen_by(viewer).filter(realm=realm).values_list(*columns)
    return [InstitutionProfile(*row) for row in rows]


def system_profiles_of(viewer: Viewer, realm: str, *, institution: str = "") -> list[SystemProfile]:
    """Every system of an office, or of one institution by its key, for whoever counts them.

    Shapes   what is private in them must not be shown one by one
    Cost     1 query
    """
    columns = ("key", "institution__key", "status", "openness", "vendor", "criticality", "repository")
    rows = System.objects.filter(realm=realm, withdrawn_at=None, institution__withdrawn_at=None).order_by("id")
    rows = rows.filter(institution__key=institution) if institution else rows
    return [SystemProfile(*row) for row in rows.values_list(*columns)]
