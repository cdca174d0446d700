"""The only reader of offices for other apps. The viewer comes first."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from ospolis.core.access import Role, Viewer
from ospolis.offices.choices import ScopeKind
from ospolis.offices.models import Office

_COLUMNS = tuple(field.name for field in Office._meta.concrete_fields)


def offices_seen_by(viewer: Viewer) -> QuerySet[Office]:
    """Every office: that an office exists, and for what, is public.

    Shapes   Office rows with key, name and sector of their host, by country and name; its other columns cost a
             query each
    Cost     1 query when read
    """
    host = ("host__key", "host__name", "host__sector")
    return Office.objects.select_related("host").only(*_COLUMNS, *host)


def offices_worked_in_by(viewer: Viewer) -> QuerySet[Office]:
    """The offices in which the viewer is an officer or a lead now.

    Cost     1 query when read
    """
    return offices_seen_by(viewer).filter(key__in=viewer.realms(Role.OFFICER))


def get_office(viewer: Viewer, key: str) -> Office:
    """One office with its host.

    Cost     1 query
    Raises   Office.DoesNotExist
    """
    return offices_seen_by(viewer).get(key=key)


def asks_for_second_factor(viewer: Viewer, keys: Iterable[str]) -> bool:
    """Whether one of these offices asks everybody with a role in it for a second factor.

    Cost     1 query
    """
    return Office.objects.filter(key__in=list(keys), requires_second_factor=True).exists()


def reach_of(office: Office) -> str:
    """What part of its realm an office covers, as `Grant.reach` writes it.

    A country office covers all of it; a sector office the host's sector; an agency office the host and what is
    below it; a programme office what was declared to it, which is all of its realm.
    """
    if office.scope == ScopeKind.SECTOR:
        return f"sector:{office.host.sector}"
    if office.scope == ScopeKind.AGENCY:
        return f"subtree:{office.host.key}"
    return ""


def office_asked_for(viewer: Viewer, key: str) -> Office | None:
    """The office that a list is about: the one that was asked for, else the viewer's own, else the first.

    Shapes   None when there is no office yet; a key that no office has counts as none
    Cost     1 or 2 queries
    """
    offices = {office.key: office for office in offices_seen_by(viewer)}
    own = sorted(viewer.realms(Role.OFFICER) & offices.keys())
    wanted = key if key in offices else next(iter(own), next(iter(offices), ""))
    return offices.get(wanted)
