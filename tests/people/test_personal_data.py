"""A person can have a copy of everything that is kept, and can be erased."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from ospolis.core.access import ANYBODY, Role, Viewer, system_viewer
from ospolis.core.journal.models import Entry
from ospolis.people import services
from ospolis.people.models import Account, Person, RoleGrant
from ospolis.people.selectors import own_data_of

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
OPERATOR = system_viewer("test")


@pytest.fixture
def account(db):
    opened = services.open_account(
        name="Ama Owusu", email="ama@example.org", password="corn-and-cassava-1", actor=OPERATOR, at=NOON
    )
    services.grant_role(person_id=opened.person_id, role=Role.PROGRAMME, starts=NOON.date(), actor=OPERATOR, at=NOON)
    return opened


def test_a_person_gets_a_copy_of_everything_but_the_password(account):
    viewer = Viewer(pk=account.pk, label=f"account:{account.pk}")

    assert own_data_of(viewer) == {
        "accounts": [{"email": "ama@example.org", "is_active": True, "last_login": None}],
        "people": [{"name": "Ama Owusu", "language": "", "created_at": NOON}],
        "failed log-ins": [],
        "roles": [
            {
                "role": "programme",
                "office__key": None,
                "office__name": None,
                "institution__key": None,
                "institution__name": None,
                "starts": NOON.date(),
                "ends": None,
            }
        ],
    }


@pytest.mark.django_db
def test_a_visitor_has_no_data():
    assert own_data_of(ANYBODY) == {}


def test_an_erased_person_is_nowhere_left(account):
    services.erase_person(person_id=account.person_id, actor=OPERATOR, at=NOON)

    assert (Person.objects.count(), Account.objects.count(), RoleGrant.objects.count()) == (0, 0, 0)
    assert tables_with("Owusu") + tables_with("ama@example.org") == []
    assert Entry.objects.order_by("sequence").values_list("verb", flat=True).last() == "people.person_erased"


def test_nobody_is_erased_twice(account):
    services.erase_person(person_id=account.person_id, actor=OPERATOR, at=NOON)

    with pytest.raises(Person.DoesNotExist):
        services.erase_person(person_id=account.person_id, actor=OPERATOR, at=NOON)


def tables_with(words):
    """Name every table in which some row holds these words, by raw search."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name of ours
            found += [table for row in cursor.fetchall() if any(words in str(value) for value in row)]
    return found
