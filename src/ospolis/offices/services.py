"""The only writer of offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.institutions.selectors import institutions_seen_by
from ospolis.offices.events import OfficeDeclared
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
