"""GitLab, Gitea and Forgejo: each with its own way from page to page, all lists whole."""

from __future__ import annotations

import pytest

from mapping.country_workshop import Country
from mapping.forges.conftest import ServedForge, list_only, paths, pretend_read
from ospolis.mapping.models import ForgeListing, ForgeRepository, Source

# Without coverage: other tests reach each line that these reach.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.no_cover]

LONG_AGO = "2026-10-01T10:00:00Z"
OWN = {"gitlab": "/api/v4/projects/3", "gitea": "/api/v1/repositories/3"}
# kind, place, shape, whether totals are told, calls of one reading
WAYS = {
    "group with groups below it": ("gitlab", "/ministry", "group", True, 2),
    "whole GitLab": ("gitlab", "", "forge", True, 3),
    "organisation": ("gitea", "/ministry", "organisation", True, 2),
    "organisation on a server without totals": ("gitea", "/ministry", "organisation", False, 3),
    "whole Forgejo": ("gitea", "/", "forge", True, 3),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_list_of_another_forge_is_read_whole(country: Country, forge: ServedForge, way: str) -> None:
    kind, place, shape, has_totals, calls = WAYS[way]
    forge.world.cap, forge.world.has_totals = 2, has_totals
    forge.world.reset = 30  # GitLab counts by the minute, some say the seconds that are left
    below = "sub/" if kind == "gitlab" else ""
    for number, path in enumerate(("a", "b", f"{below}c", "d"), start=1):
        forge.world.host(number, f"ministry/{path}", changed=LONG_AGO)
    forge.world.host(5, "agency/e", changed=LONG_AGO)
    country.sources(f"min-a,{kind},{forge.url}{place},,")
    wanted = ["a", "b", "d", "c"] if below else ["a", "b", "c", "d"]
    wanted = wanted if place.strip("/") else ["e", *wanted]

    found = list_only(country)

    assert paths(found) == wanted
    assert len(forge.world.calls) == calls
    assert (ForgeListing.objects.get().shape, ForgeListing.objects.get().state) == (shape, "whole")
    pretend_read(found)
    assert list_only(country) == []
    forge.world.remove(3)
    list_only(country)
    assert OWN[kind] in forge.world.calls
    assert ForgeRepository.objects.get(forge_id="3").presence == "deleted"
    assert Source.objects.filter(withdrawn_at=None, state="failed").count() == 0


@pytest.mark.parametrize("kind", ["gitlab", "gitea"])
def test_a_person_of_another_forge_is_found(country: Country, forge: ServedForge, kind: str) -> None:
    forge.world.persons.add("ada")
    forge.world.host(1, "ada/tool")
    country.sources(f"min-a,{kind},{forge.url}/ada,,")

    assert paths(list_only(country)) == ["tool"]


def test_what_a_gitlab_does_not_show_to_everybody_is_left_out(country: Country, forge: ServedForge) -> None:
    forge.world.host(1, "ministry/open", forked_from_project={"web_url": "https://lab.example/o/r"})
    forge.world.host(2, "ministry/inside", visibility="internal")
    forge.world.host(3, "ministry/issues-only", repository_access_level="disabled")
    country.sources(f"min-a,gitlab,{forge.url}/groups/ministry,,")

    assert paths(list_only(country)) == ["open"]
    assert ForgeListing.objects.get().left_out == {"private": 1, "switched-off": 1}
    assert ForgeRepository.objects.get().parent == "https://lab.example/o/r"
