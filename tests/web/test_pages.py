"""The pages of the roof in each of their states, with the number of queries each may cost."""

from __future__ import annotations

import gzip
import re

import pytest

from factories.cast import PERSONAS
from factories.collecting import FAILURE
from ospolis.core.search.services import Findable, index_rows
from ospolis.people.models import RoleGrant
from web.addresses import ROUTES
from web.sweep import real_address

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
# Knowing who somebody is costs three: the session, the account, the roles.
OF_THE_LOG_IN = 3
MOST_HTML, MOST_FIRST_VIEW = 14 * 1024, 50 * 1024


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# The names of pages whose addresses are patterns or hold no key; they stand in the table by these names too.
COUNTED = (
    "core:components", "core:stop-letters", "people:log-in", "people:log-in-code", "people:log-in-passkey",
    "people:log-in-again", "people:recovery", "people:recovery-sent", "people:account", "people:change-password",
    "people:change-address", "people:sessions", "people:second-factor", "people:set-up-app", "people:set-up-passkey",
    "people:log-in-methods", "people:lost-factors", "evidence:figure",
)  # fmt: skip
# These ask every table of the register of processing; tests/people/test_own_data.py counts how often.
WALKS = {"people:own-data": 60, "people:own-data-json": 80, "people:own-data-csv": 80}
PAGES = [route for route in ROUTES if "get" in route.verbs and route.addresses and not route.covered_only]


@pytest.mark.parametrize("persona", ["visitor", "officer"])
@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_no_page_costs_more_than_twelve_queries(world, client, django_assert_max_num_queries, persona, route):
    if persona != "visitor":
        client.force_login(world.accounts[persona])
        # The first page of a session notes when it began.
        client.get("/about/")
    address = real_address(route.addresses["arva"])

    most = WALKS.get(route.name, MOST_QUERIES)
    with django_assert_max_num_queries(most + (0 if persona == "visitor" else OF_THE_LOG_IN)):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content

    assert body is not None


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_a_public_page_is_light(world, client, route):
    """The budget of the design: HTML at most 14 kB with gzip. A file that somebody takes along is no page."""
    answer = client.get(real_address(route.addresses["arva"]))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content

    is_file = answer.get("Content-Disposition", "").startswith("attachment")
    assert is_file or len(gzip.compress(body, 6)) <= MOST_HTML


@pytest.mark.parametrize("address", ["/", "/map/", "/why/systems-open.office.arva/", "/institutions/"])
def test_a_first_view_is_light(world, client, address):
    """HTML, style sheet, icons and the like, each with gzip, at most 50 kB together."""
    html = client.get(address).content
    parts = set(re.findall(rb'(?:href|src)="(/static/[^"#?]+)', html))
    weight = len(gzip.compress(html, 6))
    for part in parts:
        answer = client.get(part.decode(), headers={"accept-encoding": "gzip"})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        weight += len(body if answer.get("Content-Encoding") == "gzip" else gzip.compress(body, 6))

    assert parts
    assert weight <= MOST_FIRST_VIEW


def test_the_pages_that_are_counted_by_name_are_in_the_table():
    assert set(COUNTED) <= {route.name for route in PAGES}


def test_the_home_page_says_what_the_country_knows_and_where_to_look(world, client):
    page = client.get("/")
    words = text_of(page)

    for part in ("public bodies of Arva", "National map", "Belun Health Source Office", "33 %"):
        assert part in words
    assert page.content.count(b'class="arcade"') == 1


def test_the_home_page_of_an_office_that_collected_nothing_says_so(places, client):
    words = text_of(client.get("/?office=arva"))

    assert "Nothing was collected yet" in words


@pytest.mark.parametrize("address", ["/", "/map/", "/institutions/", "/repositories/", "/collection/", "/search/?q=a"])
def test_an_installation_without_an_office_says_what_comes_first(db, client, address):
    answer = client.get(address)

    assert answer.status_code == 200
    assert "ospolis map" in text_of(answer) or "Nothing was found" in text_of(answer)


def test_an_officer_sees_what_needs_a_hand_with_the_remedy(world, client):
    client.force_login(world.accounts["officer"])
    day = client.get("/desk/")
    words = text_of(day)

    assert [source.location for source in day.context_data["day"].troubled] == ["https://code.arva.example/gone.git"]
    assert (FAILURE[1] in words, FAILURE[2] in words) == (True, True)
    assert [row.name for row in day.context_data["day"].unclear] == ["civil"]
    assert [row.key for row in day.context_data["day"].silent] == ["arva-archive", "arva-post"]


def test_an_officer_of_a_sector_sees_the_sector_and_nothing_beside_it(world, client):
    """The source that failed belongs to a school, the office covers health."""
    client.force_login(world.accounts["officer of another office"])
    day = client.get("/desk/").context_data["day"]

    assert (day.office.key, list(day.troubled), [row.key for row in day.silent]) == ("belun", [], ["belun-health"])
    assert [row.name for row in day.unclear] == ["lab"]


def test_a_desk_before_the_first_collection_is_a_page_too(places, quick_passwords, client):
    from factories.cast import open_persona

    client.force_login(open_persona("lead"))
    words = text_of(client.get("/desk/"))

    for part in ("Nothing was collected yet", "Every source was read", "Every licence is clear"):
        assert part in words


def test_somebody_with_two_offices_is_led_from_one_desk_to_the_other(world, client):
    account = world.accounts["officer"]
    held = RoleGrant.objects.get(person=account.person_id)
    other = RoleGrant.objects.get(person=world.accounts["officer of another office"].person_id)
    RoleGrant.objects.create(person=account.person, role="officer", office=other.office, starts=held.starts)
    client.force_login(account)

    first = client.get("/desk/").context_data["day"]
    second = client.get(first.others[0].url).context_data["day"]

    assert (first.office.key, second.office.key, second.others[0].url) == ("arva", "belun", "/desk/?office=arva")


def test_the_navigation_never_leads_to_a_desk_that_is_nothing(world, client):
    client.force_login(world.accounts["officer"])
    page = client.get("/institutions/belun-school/").content.decode()

    assert re.findall(r'href="(/desk/[^"]*)"', page) == ["/desk/"]


@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_with_an_account_can_reach_the_way_out(world, client, persona):
    client.force_login(world.accounts[persona])

    assert 'href="/my-account/"' in client.get("/").content.decode()
    account = client.get("/my-account/").content.decode()
    assert ('href="/my-data/"' in account, 'action="/log-out/"' in account) == (True, True)


@pytest.mark.parametrize("asked", ["sante", "Santé", "ministere", "MINISTÈRE de la sante"])
def test_an_institution_is_found_by_its_other_name_without_accents(world, client, asked):
    page = client.get("/search/", {"q": asked})

    assert page.context_data["groups"][0].results[0].title == "Ministry of Health"


@pytest.mark.parametrize("asked", ["", " ", "zzzzqq", "%", "'", '"', "<b>", "a" * 5000, "AND OR NOT (", "*"])
def test_a_search_never_fails_and_says_what_to_try(world, client, asked):
    page = client.get("/search/", {"q": asked})

    assert page.status_code == 200
    assert "<b>" not in page.context_data["page"].title or "&lt;b&gt;" in page.content.decode()


def test_a_search_with_many_results_says_that_there_are_more(db, client):
    index_rows(rows=[Findable("institution", f"i{n}", f"Office {n}", "", f"/institutions/i{n}/") for n in range(80)])

    assert "The first 60 results for “office”" in text_of(client.get("/search/", {"q": "office"}))


def test_a_language_is_kept_and_the_reader_stays_on_the_page(world, client, settings):
    settings.LANGUAGES = [("en", "en"), ("ar", "ar")]
    page = client.get("/map/?office=belun").content.decode()
    switch = re.search(r'href="(/language/[^"]+)" hreflang="ar"', page)[1].replace("&amp;", "&")

    answer = client.get(switch)

    assert answer["Location"] == "/map/?office=belun"
    assert 'lang="ar" dir="rtl"' in client.get("/about/").content.decode()


@pytest.mark.parametrize("asked", ["language=xx", "language=", "", "language=en&next=//evil.example"])
def test_an_unknown_language_or_a_foreign_target_does_nothing(client, db, asked):
    answer = client.get(f"/language/?{asked}")

    assert (answer.status_code, answer["Location"]) == (302, "/")
