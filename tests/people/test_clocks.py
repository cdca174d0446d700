"""A clock that is ten minutes off, either way, opens nothing, keeps nobody out for good and loses nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from factories.cast import PASSWORD, address_of, open_persona
from factories.places import NOON
from factories.signing_in import asked_link, give_app
from ospolis.people.onetime import SECONDS, code_at

# Without coverage: every line that these tests reach is reached by others too.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.no_cover,
    pytest.mark.usefixtures("quick_passwords", "places"),
]
OFF = timedelta(minutes=10)
EMAIL = address_of("focal point")

# RFC 6238, appendix B, SHA-1: the last six of eight figures.
STANDARD = {
    59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037",
    20000000000: "353130",
}  # fmt: skip


@pytest.fixture
def account():
    return open_persona("focal point")


def log_in(client, password=PASSWORD):
    return client.post("/log-in/", {"email": EMAIL, "password": password})


@pytest.mark.parametrize("moment", STANDARD)
def test_codes_are_those_of_the_standard(moment):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890" in base 32

    assert code_at(secret, moment // SECONDS) == STANDARD[moment]


@pytest.mark.parametrize("off", [OFF, -OFF])
def test_a_code_of_a_phone_that_is_ten_minutes_off_is_refused_in_words(client, account, time_machine_at, off):
    time_machine_at(NOON)
    secret = give_app(account)
    log_in(client)

    answer = client.post("/log-in/code/", {"code": code_at(secret, int((NOON + off).timestamp()) // SECONDS)})

    assert (answer.status_code, "This code does not fit" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("off", [OFF, -OFF])
def test_whoever_is_locked_out_stays_so_and_comes_in_again_in_the_end(account, time_machine_at, off):
    time_machine_at(NOON)
    for _number in range(10):
        log_in(Client(), password="wrong-and-long-1")
    time_machine_at(NOON + off)
    during = log_in(Client()).status_code
    time_machine_at(NOON + timedelta(minutes=17))

    assert (during, log_in(Client()).status_code) == (429, 302)


@pytest.mark.parametrize(("off", "status"), [(OFF, 200), (-OFF, 403)])
def test_a_session_lives_on_ahead_ends_behind_and_one_logs_in_anew(client, account, time_machine_at, off, status):
    time_machine_at(NOON)
    log_in(client)
    time_machine_at(NOON + off)
    found = client.get("/my-account/").status_code
    log_in(client)

    assert (found, client.get("/my-account/").status_code) == (status, 200)


@pytest.mark.parametrize("off", [OFF, -OFF])
def test_a_proof_never_counts_longer_than_on_a_true_clock(client, account, time_machine_at, off):
    time_machine_at(NOON)
    log_in(client)
    time_machine_at(NOON + off)
    client.get("/my-account/")
    time_machine_at(NOON + timedelta(minutes=15))

    assert client.get("/my-account/password/").status_code in {302, 403}


@pytest.mark.parametrize("off", [OFF, -OFF])
def test_a_link_of_recovery_is_over_after_its_hour(client, account, time_machine_at, off):
    time_machine_at(NOON)
    path = asked_link(client, EMAIL)
    time_machine_at(NOON + off)
    during = client.get(path).status_code
    time_machine_at(NOON + timedelta(hours=1))

    assert (during, client.get(path).status_code) == (200, 410)
