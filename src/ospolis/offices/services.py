"""The only writer of offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from ospolis.core.access import Role, Viewer
from ospolis.core.journal.services import record
from ospolis.institutions.selectors import institutions_seen_by
from ospolis.offices.events import OfficeDeclared, SettingsChanged
from ospolis.offices.models import Office


@dataclass(frozen=True, slots=True)
class DeclaredOffice:
    """An office as declared; `host` is the key of an institution of its own realm."""

    key: str
    name: str
    country: str
    scope: str
    host: str
    country_name: str = ""
    started: date | None = None
    currency: str = ""
    languages: Sequence[str] = ()
    is_sample: bool = False


@transaction.atomic
def declare_office(*, office: DeclaredOffice, actor: Viewer, at: datetime) -> Office:
    """Set up an office, or change it to what is declared.

    Raises   Institution.DoesNotExist when the host is not an institution of the office; ValidationError
    Emits    offices.office_declared, unless nothing changed
    """
    host = institutions_seen_by(actor).get(key=office.host, realm=office.key)
    wanted = {
        "name": office.name, "country": office.country, "country_name": office.country_name, "scope": office.scope,
        "host_id": host.pk, "started": office.started, "currency": office.currency,
        "languages": list(office.languages), "is_sample": office.is_sample,
    }  # fmt: skip
    row = Office.objects.filter(key=office.key).first() or Office(key=office.key)
    if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
        return row
    changes = {
        name: (getattr(row, name), value)
        for name, value in wanted.items()
        if name in {"scope", "host_id", "country"} and row.pk and getattr(row, name) != value
    }
    for name, value in wanted.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    event = OfficeDeclared(office_key=office.key, host_key=office.host, scope=office.scope)
    record(event, actor=actor, at=at, realm=office.key, changes=changes)
    return row


@transaction.atomic
def change_settings(
    *, office_key: str, requires_second_factor: bool, role_months: int, actor: Viewer, at: datetime
) -> Office:
    """Change what holds for everybody with a role in an office: by a lead of it, or by the operator's hand.

    Raises   Office.DoesNotExist for everybody else; ValidationError when the months are none to choose
    Emits    offices.settings_changed, unless nothing changed
    """
    office = lock_office(office_key=office_key)
    if Role.OPERATOR not in actor.roles() and office_key not in actor.realms(Role.LEAD):
        raise Office.DoesNotExist
    wanted = {"requires_second_factor": requires_second_factor, "role_months": role_months}
    changes = {name: (getattr(office, name), new) for name, new in wanted.items() if getattr(office, name) != new}
    if not changes:
        return office
    office.requires_second_factor, office.role_months = requires_second_factor, role_months
    office.full_clean()
    office.save(update_fields=list(wanted))
    record(SettingsChanged(office_key=office_key), actor=actor, at=at, realm=office_key, changes=changes)
    return office


def lock_office(*, office_key: str) -> Office:
    """Hold an office until the caller's transaction ends: the first lock of the house's lock order.

    Raises   Office.DoesNotExist
    Emits    nothing: it changes nothing
    """
    return Office.objects.select_for_update(of=("self",)).select_related("host").get(key=office_key)
