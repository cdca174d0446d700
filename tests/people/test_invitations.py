"""Invitations: one link, one use, one place; nothing in a form can make it another."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from factories.cast import PASSWORD, open_persona, viewer_of
from factories.places import NOON, OPERATOR
from ospolis.core.access import ANYBODY, Role
from ospolis.core.journal.models import Entry
from ospolis.core.mail.addresses import digest_address
from ospolis.core.mail.bounced import is_closed, note_failure
from ospolis.core.mail.models import Letter
from ospolis.people.models import Account, Invitation, Person, RoleGrant
from ospolis.people.selectors.invitations import digest_of_link, invitation_of_link
from ospolis.people.services import (
    BadInvitation,
    NotEntitled,
    OtherAccount,
    Wish,
    accept_invitation,
    end_role,
    invite_person,
    renew_invitation,
    withdraw_invitation,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
TODAY = NOON.date()
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
ADDRESS = "kofi@ministry.example"
STRONG = "millet-and-sorghum-2"


@pytest.fixture
def lead(places):
    return open_persona("lead")


def wish(role=Role.OFFICER, **more):
    place = {"office_key": "arva"} if role is not Role.FOCAL_POINT else {"institution_key": "arva-registry"}
    kept = {"name": "Kofi", "email": ADDRESS, "starts": TODAY, "ends": TODAY + 99 * DAY, **place, **more}
    return Wish(role=role, **kept)


def invite(inviter, at=NOON, **more):
    return invite_person(wish=wish(**more), actor=viewer_of(inviter), at=at)


def accept(secret, at=NOON, actor=ANYBODY, password=STRONG):
    return accept_invitation(token=secret, password=password, actor=actor, at=at)


def test_an_invitation_opens_the_account_and_gives_the_role_in_one_step(lead):
    row, secret = invite(lead)
    account = accept(secret)

    row.refresh_from_db()
    grant = RoleGrant.objects.get(person=account.person_id)
    assert (account.email, account.person.name, account.check_password(STRONG)) == (ADDRESS, "Kofi", True)
    assert (grant.role, grant.office.key, grant.ends, grant.granted_by) == (
        "officer",
        "arva",
        TODAY + 99 * DAY,
        lead.pk,
    )
    assert (row.accepted_at, row.person_id) == (NOON, account.person_id)
    verbs = list(Entry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-4:] == [
        "people.invitation_sent", "people.account_opened", "people.role_granted", "people.invitation_accepted"
    ]  # fmt: skip


def test_only_a_digest_of_the_link_is_kept_and_the_letter_holds_it_once(lead):
    row, secret = invite(lead)
    letter = Letter.objects.get()

    assert (len(secret) >= 43, row.digest == digest_of_link(secret), secret in str(row.__dict__)) == (True, True, False)
    assert (letter.to, str(letter.body).count(secret)) == (ADDRESS, 1)
    assert secret not in str(list(Entry.objects.values()))


def test_whoever_accepts_reads_the_mail_of_the_address(lead):
    note_failure(digest_address(ADDRESS), is_permanent=True, status="5.1.1", at=NOON)
    _, secret = invite(lead)
    accept(secret)

    assert not is_closed(ADDRESS)


@pytest.mark.parametrize("state", ["used", "withdrawn", "late", "renewed", "never sent", "empty"])
def test_a_link_that_is_over_opens_nothing(lead, state):
    row, secret = invite(lead)
    at = NOON
    match state:
        case "used":
            accept(secret)
        case "withdrawn":
            withdraw_invitation(invitation_id=row.pk, actor=viewer_of(lead), at=NOON)
        case "late":
            at = NOON + WEEK
        case "renewed":
            renew_invitation(invitation_id=row.pk, actor=viewer_of(lead), at=NOON)
        case _:
            secret = "x" * 43 if state == "never sent" else ""

    with pytest.raises(BadInvitation):
        accept(secret, at=at)
    assert invitation_of_link(ANYBODY, secret, at=at) is None


def test_a_link_works_up_to_its_last_second(lead):
    _, secret = invite(lead)

    assert accept(secret, at=NOON + WEEK - timedelta(seconds=1)).email == ADDRESS


def test_a_renewed_invitation_has_a_new_link_and_a_new_letter(lead):
    row, _ = invite(lead)
    secret = renew_invitation(invitation_id=row.pk, actor=viewer_of(lead), at=NOON + 3 * DAY)

    assert Letter.objects.count() == 2
    assert accept(secret, at=NOON + 9 * DAY).email == ADDRESS


@pytest.mark.parametrize("persona", ["participant", "focal point", "programme", "officer of another office"])
def test_whoever_may_not_give_the_role_invites_nobody_to_it(lead, persona):
    with pytest.raises(NotEntitled):
        invite(open_persona(persona))
    assert (Invitation.objects.count(), Letter.objects.count()) == (0, 0)


def test_an_invitation_of_one_office_is_out_of_reach_for_another(lead):
    row, _ = invite(lead)
    other = viewer_of(open_persona("officer of another office"))

    for handle in (renew_invitation, withdraw_invitation):
        with pytest.raises(Invitation.DoesNotExist):
            handle(invitation_id=row.pk, actor=other, at=NOON)


def test_whoever_lost_the_role_that_invited_gives_nothing_by_it(lead):
    _, secret = invite(lead)
    end_role(grant_id=RoleGrant.objects.get(person=lead.person_id).pk, actor=OPERATOR, at=NOON)

    with pytest.raises(BadInvitation):
        accept(secret)
    assert not Account.objects.filter(email=ADDRESS).exists()


def test_a_weak_password_leaves_everything_as_it_was(lead):
    row, secret = invite(lead)

    with pytest.raises(ValidationError):
        accept(secret, password="short")
    row.refresh_from_db()
    assert (row.accepted_at, Account.objects.filter(email=ADDRESS).exists()) == (None, False)
    assert accept(secret).email == ADDRESS


def test_an_address_that_has_an_account_takes_the_role_after_log_in_and_no_second_account_opens(lead):
    known = open_persona("participant")
    _, secret = invite(lead, email=known.email.upper())

    for actor in (ANYBODY, viewer_of(lead)):
        with pytest.raises(OtherAccount):
            accept(secret, actor=actor)
    taken = accept(secret, actor=viewer_of(known), password="")

    assert (taken.pk, RoleGrant.objects.get(person=known.person_id).role) == (known.pk, "officer")
    assert taken.check_password(PASSWORD)


def test_nobody_invites_the_own_address_nor_accepts_in_the_name_of_somebody_logged_in(lead):
    with pytest.raises(NotEntitled):
        invite(lead, email=lead.email)
    _, secret = invite(lead)
    with pytest.raises(OtherAccount):
        accept(secret, actor=viewer_of(lead))


def test_a_closed_account_is_not_opened_by_an_invitation(lead):
    known = open_persona("participant")
    Account.objects.filter(pk=known.pk).update(is_active=False)
    _, secret = invite(lead, email=known.email)

    with pytest.raises(BadInvitation):
        accept(secret)


def test_a_record_that_the_office_has_of_the_person_becomes_the_one_with_the_account(lead):
    person = Person.objects.create(name="Kofi Mensah", email=ADDRESS, realm="arva", created_at=NOON)
    Person.objects.create(name="Another", email=ADDRESS, realm="belun", created_at=NOON)
    _, secret = invite(lead)

    account = accept(secret)

    assert (account.person_id, account.person.name) == (person.pk, "Kofi Mensah")


def link_of(letter):
    return next(part["url"] for part in letter.body if part["part"] == "action")


def send_form(client, lead, **changes):
    client.force_login(lead)
    today = timezone.localdate()
    wanted = {
        "name": "Kofi", "email": ADDRESS, "language": "en", "role": "officer", "institution": "", "starts": today,
        "ends": today + WEEK, **changes,
    }  # fmt: skip
    status = client.post("/people/invite/", wanted).status_code
    client.logout()
    return status


def path_of_link():
    found = re.search(r"/invitation/[^/]+/", link_of(Letter.objects.latest("id")))
    return found[0]


def test_the_whole_way_from_the_form_to_the_role(client, lead):
    sent = send_form(client, lead)
    path = path_of_link()
    shown = client.get(path)
    weak = client.post(path, {"password": "short"})
    done = client.post(path, {"password": STRONG})
    again = client.get(path)

    account = Account.objects.get(email=ADDRESS)
    assert (sent, shown.status_code, weak.status_code, done.status_code, again.status_code) == (302, 200, 422, 302, 404)
    assert ("Arva Open Source Office" in shown.content.decode(), done["Location"]) == (True, "/invitation/accepted/")
    client.force_login(account)
    assert client.get("/desk/").status_code == 200


def test_fields_that_somebody_adds_to_the_form_change_nothing(client, lead):
    send_form(client, lead)
    client.post(
        path_of_link(),
        {
            "password": STRONG, "role": "lead", "office": "belun", "office_key": "belun", "institution": "belun-clinic",
            "email": "other@ministry.example", "is_active": "", "ends": "2099-01-01", "person_id": lead.person_id,
            "realm": "belun", "granted_by": "1",
        },
    )  # fmt: skip

    account = Account.objects.get(email=ADDRESS)
    rows = list(RoleGrant.objects.filter(person=account.person_id).values_list("role", "office__key", "institution"))
    assert (rows, Account.objects.filter(email="other@ministry.example").exists()) == (
        [("officer", "arva", None)],
        False,
    )


@pytest.mark.parametrize(
    "changes",
    [{"role": "lead"}, {"role": "operator"}, {"role": "focal_point", "institution": "belun-clinic"}, {"role": ""},
     {"office_key": "belun", "role": "programme"}],
)  # fmt: skip
def test_an_invitation_to_another_office_or_a_higher_role_is_no_choice(client, lead, changes):
    assert (send_form(client, lead, **changes), Invitation.objects.count()) == (422, 0)


def test_the_office_in_the_address_of_the_form_is_an_own_one(client, lead):
    client.force_login(lead)

    assert client.post("/people/invite/?office=belun", {}).status_code == 404


def test_every_link_that_opens_nothing_shows_one_page(client, lead):
    send_form(client, lead)
    used = path_of_link()
    client.post(used, {"password": STRONG})
    pages = [client.get(path) for path in (used, "/invitation/never-sent/", f"/invitation/{'x' * 300}/")]

    neutral = {re.sub(rb'value="[A-Za-z0-9]{64}"|/invitation/[^/"]+/', b"", page.content) for page in pages}
    assert ([page.status_code for page in pages], len(neutral)) == ([404] * 3, 1)


def test_guessing_links_is_slowed_down(client, db):
    statuses = [client.get(f"/invitation/guess-{number}/").status_code for number in range(21)]

    assert statuses == [404] * 20 + [429]


def test_invitations_are_listed_with_their_state_and_handled(client, lead):
    send_form(client, lead)
    client.force_login(lead)
    row = Invitation.objects.get()
    first = client.get("/people/invitations/").content.decode()
    renewed = client.post(f"/people/invitations/{row.pk}/renew/").status_code
    withdrawn = client.post(f"/people/invitations/{row.pk}/withdraw/").status_code
    again = client.post(f"/people/invitations/{row.pk}/renew/").status_code
    last = client.get("/people/invitations/").content.decode()

    assert ("waits for an answer" in first, "withdrawn" in last) == (True, True)
    assert (renewed, withdrawn, again) == (302, 302, 404)
    client.force_login(open_persona("officer of another office"))
    assert ADDRESS not in client.get("/people/invitations/").content.decode()
    assert client.post(f"/people/invitations/{row.pk}/withdraw/").status_code == 404


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_of_two_offices_that_invite_one_address_at_once_one_opens_the_account(lead):
    other = open_persona("officer of another office")
    mine, theirs = invite(lead)[1], invite(other, role=Role.FOCAL_POINT, institution_key="belun-clinic")[1]
    outcomes = []

    def work(secret):
        try:
            accept(secret)
            outcomes.append("opened")
        except OtherAccount:
            outcomes.append("has one")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(secret,)) for secret in (mine, theirs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["has one", "opened"]
    assert Account.objects.filter(email=ADDRESS).count() == 1
