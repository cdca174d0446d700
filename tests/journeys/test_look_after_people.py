"""People, roles, own data and the journal: every page for staff is accessible and fits a narrow screen."""

from __future__ import annotations

import pytest

from ospolis.people.models import RoleGrant

pytestmark = pytest.mark.browser
NARROW = 320

OWN = ["/my-data/", "/my-data/access/", "/my-data/correct/", "/my-data/donated/", "/my-data/erase/", "/my-data/mail/"]
OFFICE = [
    "/people/", "/people/invite/", "/people/invitations/", "/people/new/", "/people/duplicates/",
    "/institutions/arva-registry/access/", "/journal/", "/journal/check/", "/journal/institution/arva-registry/",
    "/settings/", "/my-account/tokens/", "/privacy/", "/nowhere/",
]  # fmt: skip


def test_every_page_about_people_is_accessible_and_fits_a_narrow_screen(world, read):
    reader = read(width=NARROW)
    reader.log_in("lead")
    focal_point, officer, lead = (world.accounts[name].person_id for name in ("focal point", "officer", "lead"))
    held = {row.role: row.pk for row in RoleGrant.objects.filter(person__in=(focal_point, lead))}
    roles = [f"/people/roles/{held['lead']}/{page}" for page in ("", "deputy/", "hand-over/", "end/")]
    records = [f"/people/{focal_point}/", f"/people/{focal_point}/give-role/", *roles]
    compared = f"/people/duplicates/{focal_point}/{officer}/"
    found = []

    for page in [*OWN, *OFFICE, *records, compared]:
        reader.open(page)
        found += reader.broken_rules()
        if reader.page.evaluate("document.documentElement.scrollWidth") > NARROW:
            found.append(f"{page} scrolls sideways")
        if reader.page.title().startswith("Open Source") or reader.where.partition("?")[0] != page:
            found.append(f"{page} has no title of its own, or leads to {reader.where}")
    reader.said[:] = [line for line in reader.said if "404" not in line]

    assert found == []


def test_a_lead_finds_people_journal_and_settings_in_the_menu_and_the_own_data_from_the_account(world, read):
    reader = read()
    reader.log_in("lead")

    reader.page.get_by_role("navigation", name="Main").get_by_role("link", name="People").click()
    reader.follow("Likely duplicates")
    reader.follow("Add a person")
    reader.follow("People")
    assert reader.where == "/people/"

    reader.page.get_by_role("navigation", name="Main").get_by_role("link", name="Settings").click()
    assert reader.where == "/settings/?office=arva"
    reader.page.get_by_role("banner").get_by_role("link", name="Lead of an office").click()
    for way in ("what is kept about me", "what I may see and do", "tokens of my programs", "where I am logged in"):
        reader.open("/my-account/")
        reader.follow(way)
        assert reader.page.locator("h1").count() == 1
        assert reader.where != "/my-account/"


@pytest.mark.parametrize("persona", [None, "programme", "operator", "focal point"])
def test_the_head_of_a_public_page_fits_a_window_of_any_width_in_two_languages(world, read, settings, persona):
    settings.LANGUAGES = [("en", "en"), ("ar", "ar")]
    reader = read()
    if persona:
        reader.log_in(persona)
    reader.open("/about/")
    widths = (320, 700, 1000, 1100, 1280)
    wide = []
    for width in widths:
        reader.page.set_viewport_size({"width": width, "height": 900})
        if reader.page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(width)

    assert wide == []
