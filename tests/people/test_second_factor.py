"""The second factor: who needs one, what holds without it, codes that count once, recovery codes, its loss."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from factories.cast import PASSWORD, PERSONAS, address_of, open_persona
from factories.places import NOON, OPERATOR
from factories.records import safety_words, verbs
from factories.signing_in import code_for, code_of, give_app, log_in_with_password_only
from ospolis.core.access import Role
from ospolis.core.sealing import unseal
from ospolis.offices.models import Office
from ospolis.people.selectors import effective_viewer, viewer_of_account
from ospolis.people.services import (
    WrongCode,
    make_recovery_codes,
    remove_factor,
    use_recovery_code,
    use_totp,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords", "places")]
STRICT = ["officer", "lead", "programme", "operator", "officer of another office"]


def send_password(client, persona="officer"):
    return client.post("/log-in/", {"email": address_of(persona), "password": PASSWORD})


def viewer(account):
    return viewer_of_account(account, on=NOON.date())


@pytest.mark.parametrize("persona", STRICT)
def test_a_strict_role_does_not_hold_without_a_second_factor(client, persona):
    account = open_persona(persona)
    log_in_with_password_only(client, account)

    page = client.get("/desk/" if "officer" in persona or persona == "lead" else "/lost-second-factors/")

    assert page.status_code == 403
    left = effective_viewer(viewer(account), account)
    assert (left.grants, left.is_held_back, left.roles()) == ((), True, {Role.VISITOR, Role.PARTICIPANT})


@pytest.mark.parametrize("persona", sorted(set(PERSONAS) - set(STRICT)))
def test_other_roles_hold_without_one_unless_an_office_asks_for_it(persona):
    account = open_persona(persona)

    before = effective_viewer(viewer(account), account)
    Office.objects.update(requires_second_factor=True)
    after = effective_viewer(viewer(account), account)

    assert (before.is_held_back, before.grants) == (False, viewer(account).grants)
    assert after.is_held_back == (persona != "participant")


def test_an_office_asks_only_its_own_people():
    account = open_persona("focal point")
    Office.objects.filter(key="belun").update(requires_second_factor=True)

    assert effective_viewer(viewer(account), account).is_held_back is False


@pytest.mark.parametrize(("sample", "is_held_back"), [(True, False), (False, True)])
def test_printed_log_ins_are_exempt_while_the_sample_runs(settings, sample, is_held_back):
    settings.OSPOLIS = replace(settings.OSPOLIS, sample=sample)
    account = open_persona("officer")

    assert effective_viewer(viewer(account), account).is_held_back is is_held_back


def test_a_real_address_is_never_exempt(settings):
    settings.OSPOLIS = replace(settings.OSPOLIS, sample=True)
    account = open_persona("officer")
    account.email = "officer@ministry.gov"

    assert effective_viewer(viewer(account), account).is_held_back is True


def test_who_lacks_one_is_led_to_it_and_pages_say_so_in_words(client):
    open_persona("officer")

    led = send_password(client)
    refused = client.get("/desk/").content.decode()
    own = client.get(led["Location"]).content.decode()

    assert led["Location"] == "/my-account/second-factor/"
    assert ("Your roles need a second factor" in refused, 'href="/my-account/second-factor/"' in refused) == (
        True,
        True,
    )
    assert "Set one up now" in own


def test_setting_up_an_app_opens_the_roles_at_once_and_shows_codes_once(client):
    account = open_persona("officer")
    send_password(client)
    page = client.get("/my-account/second-factor/app/").content.decode()
    secret = page.partition('<code dir="ltr">')[2].partition("</code>")[0].replace(" ", "")

    answer = client.post("/my-account/second-factor/app/", {"code": code_of(secret)})
    shown = answer.context_data["codes"]

    assert (answer.status_code, len(shown), len(set(shown))) == (200, 10, 10)
    assert all(code in answer.content.decode() for code in shown)
    assert client.get("/desk/").status_code == 200
    later = client.get("/my-account/second-factor/").content.decode()
    assert (any(code in later for code in shown), "10 recovery codes left" in later) == (False, True)
    assert verbs()[-3:] == ["people.logged_in", "people.second_factor_set", "people.recovery_codes_made"]
    kept = str(list(Authenticator.objects.filter(user=account).values_list("data", flat=True)))
    assert (secret in kept, any(code.replace("-", "") in kept for code in shown)) == (False, False)
    row = Authenticator.objects.get(user=account, type="totp")
    assert unseal(row.data["secret"], purpose="people.second_factor") == secret


def test_a_wrong_first_code_sets_nothing_up(client):
    open_persona("officer")
    send_password(client)

    answer = client.post("/my-account/second-factor/app/", {"code": "000000"})

    assert (answer.status_code, Authenticator.objects.count()) == (422, 0)


def test_the_picture_of_the_secret_is_for_its_owner_and_no_cache(client):
    open_persona("officer")
    send_password(client)

    answer = client.get("/my-account/second-factor/app/picture.svg")

    assert (answer["Content-Type"], "no-store" in answer["Cache-Control"]) == ("image/svg+xml", True)
    assert answer.content.startswith(b"<?xml") or answer.content.startswith(b"<svg")


def test_password_then_code_opens_the_session(client):
    account = open_persona("officer")
    give_app(account)

    first = send_password(client)
    between = client.get("/my-account/").status_code
    second = client.post("/log-in/code/", {"code": code_for(account)})

    assert (first["Location"], between, second["Location"]) == ("/log-in/code/", 403, "/desk/")
    assert client.get("/desk/").status_code == 200


def test_the_code_page_opens_nothing_without_the_password_before(client):
    account = open_persona("officer")
    give_app(account)

    answer = client.post("/log-in/code/", {"code": code_for(account)})

    assert (answer["Location"], client.get("/my-account/").status_code) == ("/log-in/", 403)


def test_the_target_survives_the_second_factor(client):
    account = open_persona("officer")
    give_app(account)
    client.post("/log-in/", {"email": account.email, "password": PASSWORD, "next": "/map/?sector=07"})

    assert client.post("/log-in/code/", {"code": code_for(account)})["Location"] == "/map/?sector=07"


def test_an_account_that_is_closed_between_the_steps_stays_out(client):
    account = open_persona("officer")
    give_app(account)
    send_password(client)
    account.is_active = False
    account.save()

    assert client.post("/log-in/code/", {"code": code_for(account)})["Location"] == "/log-in/"
    assert client.get("/my-account/").status_code == 403


def test_ten_wrong_codes_lock_the_account_even_for_the_right_one(client):
    account = open_persona("officer")
    give_app(account)
    send_password(client)

    statuses = [
        client.post("/log-in/code/", {"code": "000000"}, REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(10)
    ]
    locked = client.post("/log-in/code/", {"code": code_for(account)}, REMOTE_ADDR="198.51.100.1")

    assert (set(statuses), locked.status_code) == ({422}, 429)


def test_a_network_that_guesses_codes_of_many_is_locked(client):
    accounts = [open_persona(persona) for persona in ("officer", "lead")]
    for account in accounts:
        give_app(account)
    send_password(client, "officer")
    for _ in range(10):
        client.post("/log-in/code/", {"code": "000000"})
    client.cookies.clear()
    send_password(client, "lead")

    assert client.post("/log-in/code/", {"code": code_for(accounts[1])}).status_code == 429


def test_a_code_counts_once_and_an_older_one_never_again():
    account = open_persona("officer")
    secret = give_app(account)
    use_totp(account_id=account.pk, code=code_of(secret, at=NOON), at=NOON)

    for at, code in [(NOON, NOON), (NOON, NOON - timedelta(seconds=30)), (NOON - timedelta(minutes=10),) * 2]:
        with pytest.raises(WrongCode):
            use_totp(account_id=account.pk, code=code_of(secret, at=code), at=at)
    use_totp(account_id=account.pk, code=code_of(secret, at=NOON + timedelta(seconds=30)), at=NOON)


@pytest.mark.parametrize(
    ("off", "fits"),
    [(-600, False), (-60, False), (-30, True), (0, True), (30, True), (60, False), (600, False)],
)
def test_a_phone_may_be_one_step_off_and_no_more(off, fits):
    account = open_persona("officer")
    secret = give_app(account)
    code = code_of(secret, at=NOON + timedelta(seconds=off))

    try:
        use_totp(account_id=account.pk, code=code, at=NOON)
        passed = True
    except WrongCode:
        passed = False

    assert passed is fits


@pytest.mark.parametrize("code", ["", "abc", "١٢٣٤٥٦", "0" * 40, "000000; drop", "\x00"])
def test_odd_codes_are_wrong_codes(client, code):
    account = open_persona("officer")
    give_app(account)
    send_password(client)

    assert client.post("/log-in/code/", {"code": code}).status_code == 422


def test_a_recovery_code_opens_once_and_its_owner_is_told(client):
    account = open_persona("officer")
    give_app(account)
    codes = make_recovery_codes(account_id=account.pk, actor=OPERATOR, at=NOON)
    send_password(client)

    answer = client.post("/log-in/code/", {"code": codes[0].upper().replace("-", " ")})

    assert answer["Location"] == "/desk/"
    with pytest.raises(WrongCode):
        use_recovery_code(account_id=account.pk, code=codes[0], actor=OPERATOR, at=NOON)
    assert "people.recovery_code_used" in verbs()
    assert "One of your recovery codes was used to log in." in safety_words()


def test_new_recovery_codes_end_the_old_ones():
    account = open_persona("officer")
    give_app(account)
    old = make_recovery_codes(account_id=account.pk, actor=OPERATOR, at=NOON)
    make_recovery_codes(account_id=account.pk, actor=OPERATOR, at=NOON)

    with pytest.raises(WrongCode):
        use_recovery_code(account_id=account.pk, code=old[0], actor=OPERATOR, at=NOON)


def test_recovery_codes_of_another_account_open_nothing():
    account, other = open_persona("officer"), open_persona("lead")
    for one in (account, other):
        give_app(one)
        codes = make_recovery_codes(account_id=one.pk, actor=OPERATOR, at=NOON)

    with pytest.raises(WrongCode):
        use_recovery_code(account_id=account.pk, code=codes[0], actor=OPERATOR, at=NOON)


def test_with_the_last_factor_its_recovery_codes_go():
    account = open_persona("officer")
    give_app(account)
    make_recovery_codes(account_id=account.pk, actor=OPERATOR, at=NOON)
    row = Authenticator.objects.get(user=account, type="totp")

    remove_factor(account_id=account.pk, factor_id=row.pk, actor=OPERATOR, at=NOON)

    assert (Authenticator.objects.count(), verbs()[-1]) == (0, "people.second_factor_removed")


def test_nobody_removes_the_factor_of_somebody_else(client):
    other = open_persona("lead")
    give_app(other)
    client.force_login(open_persona("officer"))
    row = Authenticator.objects.get(user=other)

    answer = client.post(f"/my-account/second-factor/{row.pk}/remove/")

    assert (answer.status_code, Authenticator.objects.count()) == (404, 1)


def test_a_session_without_one_is_strengthened_by_a_code(client):
    account = open_persona("officer")
    log_in_with_password_only(client, account)
    give_app(account)

    before = client.get("/desk/").status_code
    page = client.get("/log-in/again/?next=/desk/").content.decode()
    answer = client.post("/log-in/again/", {"way": "code", "code": code_for(account), "next": "/desk/"})

    assert (before, 'name="code"' in page, answer["Location"]) == (403, True, "/desk/")
    assert client.get("/desk/").status_code == 200


def test_allauth_keeps_no_address_of_its_own(client):
    account = open_persona("officer")
    give_app(account)
    send_password(client)
    client.post("/log-in/code/", {"code": code_for(account)})

    assert (EmailAddress.objects.count(), account.email in str(dict(client.session))) == (0, False)


@pytest.mark.parametrize("answer", ["[" * 19_000, '{"response":' * 1_600, '{"response":{"userHandle":"' + "9" * 9_000])
@pytest.mark.parametrize("address", ["/log-in/passkey/", "/my-account/second-factor/passkey/"])
def test_an_answer_that_no_browser_gives_is_refused_in_words(client, address, answer):
    if address != "/log-in/passkey/":
        client.force_login(open_persona("officer"))
    client.get(address)

    assert client.post(address, {"answer": answer, "name": "x"}).status_code == 422
