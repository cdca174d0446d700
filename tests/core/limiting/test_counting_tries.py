"""Tries are counted in the database, on the default install: exactly so many pass, and time lets them in again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ospolis.core.access.viewer import ANYBODY, OfficeRequest, Viewer
from ospolis.core.caching import CacheRow, forget_expired
from ospolis.core.config import BadSetting, read_config
from ospolis.core.housekeeping import sweep_counts
from ospolis.core.limiting import Asker, asker_of, count_try, forget_tries, limited, may_try, network_of
from ospolis.core.limiting.doors import DOORS, EXPORT, LOG_IN, PUBLIC_FORM, RECOVERY, SEARCH, By, Door, Rule
from ospolis.core.limiting.models import TryCount
from ospolis.core.limiting.selectors import tries_of
from ospolis.core.limiting.services import forget_account, forget_old_tries
from ospolis.web import settings as site

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE = Asker(network="192.0.2.7", account="a@arva.example", form="/feedback/")
GATE = Door("gate", "tries", (Rule(3, timedelta(minutes=1), By.NETWORK),))
requests = RequestFactory()


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_every_door_lets_so_many_pass_and_then_none(door: Door) -> None:
    least = min(rule.amount for rule in door.rules)

    passed = [count_try(door=door, asker=HERE, at=NOON).may for _ in range(least + 5)]

    assert passed == [True] * least + [False] * 5


def test_the_manual_prints_the_table_of_the_doors() -> None:
    manual = Path(__file__).resolve().parents[3] / "docs" / "reference" / "limits.md"
    rows = [
        f"| {door.name} | {door.counts} | {rule.amount} in {_minutes(rule.per)} | {rule.by.value} |"
        for door in DOORS
        for rule in door.rules
    ]
    printed = [line for line in manual.read_text("utf-8").splitlines() if " minute" in line and line.startswith("|")]

    assert printed == rows


def _minutes(per: timedelta) -> str:
    minutes = int(per.total_seconds()) // 60
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


@pytest.mark.django_db
def test_who_waits_as_long_as_told_may_try_again_and_not_before() -> None:
    for seconds in (0, 20, 40):
        count_try(door=GATE, asker=HERE, at=NOON + timedelta(seconds=seconds))
    verdict = count_try(door=GATE, asker=HERE, at=NOON + timedelta(seconds=41))
    again = NOON + timedelta(seconds=41 + verdict.wait_seconds)

    assert (verdict.may, verdict.wait_minutes) == (False, 1)
    assert not may_try(ANYBODY, door=GATE, asker=HERE, at=again - timedelta(seconds=1)).may
    assert may_try(ANYBODY, door=GATE, asker=HERE, at=again).may


@pytest.mark.django_db
def test_refused_tries_prolong_nothing() -> None:
    for _ in range(50):
        count_try(door=GATE, asker=HERE, at=NOON)

    assert sum(TryCount.objects.values_list("count", flat=True)) == 3


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(min_value=0, max_value=400), min_size=1, max_size=40))
def test_no_stretch_of_time_holds_more_than_the_rule_allows(moments: list[int]) -> None:
    TryCount.objects.all().delete()
    passed = [
        second for second in sorted(moments)
        if count_try(door=GATE, asker=HERE, at=NOON + timedelta(seconds=second)).may
    ]  # fmt: skip

    assert all(len([other for other in passed if second <= other < second + 60]) <= 3 for second in passed)


@pytest.mark.django_db
def test_accounts_networks_and_forms_are_counted_apart() -> None:
    for _ in range(10):
        count_try(door=LOG_IN, asker=HERE, at=NOON)

    def may(**parts: str) -> bool:
        return may_try(ANYBODY, door=LOG_IN, asker=Asker(**parts), at=NOON).may

    assert not may(network="198.51.100.1", account="A@Arva.example ")
    assert not may(network="192.0.2.7", account="b@arva.example")
    assert may(network="198.51.100.1", account="b@arva.example")
    assert count_try(door=PUBLIC_FORM, asker=HERE, at=NOON).may
    assert may_try(ANYBODY, door=RECOVERY, asker=HERE, at=NOON).may


@pytest.mark.django_db
def test_who_knows_the_password_is_forgiven_and_the_network_is_not() -> None:
    for _ in range(10):
        count_try(door=LOG_IN, asker=HERE, at=NOON)
    forget_tries(door=LOG_IN, asker=HERE)

    assert may_try(ANYBODY, door=LOG_IN, asker=Asker(account=HERE.account, network="198.51.100.1"), at=NOON).may
    assert not may_try(ANYBODY, door=LOG_IN, asker=Asker(account="b@arva.example", network=HERE.network), at=NOON).may


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_of_tries_at_the_same_moment_no_more_pass_than_are_allowed() -> None:
    def knock(_: int) -> bool:
        try:
            return count_try(door=GATE, asker=HERE, at=NOON).may
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(knock, range(40)))

    assert sum(passed) <= 3


@pytest.mark.django_db
def test_the_table_holds_digests_and_an_account_can_be_read_and_forgotten() -> None:
    count_try(door=RECOVERY, asker=HERE, at=NOON)
    kept = repr(list(TryCount.objects.values()))

    assert "arva" not in kept and "192.0" not in kept
    assert tries_of(ANYBODY, HERE.account) == []
    assert [row["door"] for row in tries_of(Viewer(pk=1), HERE.account)] == ["recovery"]
    forget_account(account=HERE.account)
    assert tries_of(Viewer(pk=1), HERE.account) == []


@pytest.mark.django_db
def test_old_counts_and_what_the_cache_holds_too_long_are_removed() -> None:
    count_try(door=GATE, asker=HERE, at=NOON)
    cache.set("a", 1, 0.001)
    cache.set("b", 2, 3600)

    assert (forget_old_tries(before=NOON), forget_old_tries(before=NOON + timedelta(minutes=2))) == (0, 1)
    assert forget_expired(before=datetime(2126, 1, 1, tzinfo=UTC)) == 2
    count_try(door=GATE, asker=HERE, at=NOON)
    sweep_counts.work(ANYBODY)
    assert CacheRow.objects.count() == 0


@pytest.mark.django_db
def test_the_shared_cache_is_a_table_and_adds_once() -> None:
    assert site.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert (cache.add("k", 1, 60), cache.add("k", 2, 60), cache.get("k")) == (True, False, 1)
    assert CacheRow.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "forwarded", "network"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("10.1.2.3", "203.0.113.9", "203.0.113.9"),
        ("10.2.2.3", "203.0.113.9", "10.2.2.3"),
        ("::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:127.0.0.1", "192.0.2.9", "192.0.2.9"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("2001:db8::5", "", "2001:db8::/64"),
        ("nowhere", "", "nowhere"),
    ],
)
def test_only_known_proxies_may_say_where_somebody_comes_from(
    address: str, forwarded: str, network: str, settings: object
) -> None:
    settings.OSPOLIS = read_config({"OSPOLIS_PROXIES": "10.1.0.0/16"})  # type: ignore[attr-defined]

    assert network_of(requests.get("/", REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=forwarded)) == network


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(BadSetting, match=r"OSPOLIS_PROXIES: 'proxy\.intra' is no address"):
        read_config({"OSPOLIS_PROXIES": "10.1.0.0/16 proxy.intra"})


@pytest.mark.django_db
def test_a_limited_view_answers_in_words_with_the_seconds_to_wait(client: object) -> None:
    @limited(GATE, methods=("POST",))
    def view(request: OfficeRequest) -> HttpResponse:
        return HttpResponse("in")

    def ask(method: str) -> HttpResponse:
        request = getattr(requests, method)("/x/")
        request.viewer = ANYBODY
        answer: HttpResponse = view(request)
        return answer

    assert [ask("post").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert [ask("get").status_code for _ in range(9)] == [200] * 9
    refusal = ask("post")
    refusal.render()  # type: ignore[attr-defined]
    assert 1 <= int(refusal["Retry-After"]) <= 64
    assert b"Wait a little" in refusal.content


@pytest.mark.django_db
def test_a_known_reader_is_counted_by_account_wherever_they_are() -> None:
    one, other = requests.get("/", REMOTE_ADDR="192.0.2.1"), requests.get("/", REMOTE_ADDR="192.0.2.2")
    one.viewer = other.viewer = Viewer(pk=7)  # type: ignore[attr-defined]

    assert asker_of(one).keys(EXPORT) == asker_of(other).keys(EXPORT)
    other.viewer = ANYBODY  # type: ignore[attr-defined]
    assert asker_of(one).keys(SEARCH) != asker_of(other).keys(SEARCH)
