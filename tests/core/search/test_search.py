"""Search: the same answers on both databases, scoped to who asks."""

from __future__ import annotations

import pytest

from ospolis.core.access.viewer import Grant, Role, Viewer
from ospolis.core.search.models import SearchRow, Visibility
from ospolis.core.search.normalisation import normalised, terms_of
from ospolis.core.search.selectors import find
from ospolis.core.search.services import Findable, index_rows, remove_rows

ANYBODY = Viewer()
OFFICER = Viewer(pk=1, grants=(Grant(Role.OFFICER, realm="taluma"),))
STRANGER = Viewer(pk=2, grants=(Grant(Role.OFFICER, realm="orvane"),))

ROWS = [
    Findable("institution", "moh", "Ministry of Health", "hospitals and clinics", "/institutions/moh/"),
    Findable("institution", "mof", "Ministry of Finance", "taxes, health of the budget", "/institutions/mof/"),
    Findable("institution", "edu", "Ministère de l’Éducation", "écoles", "/institutions/edu/"),
    Findable("institution", "sihha", "وِزارة الصِّحّة", "", "/institutions/sihha/"),
    Findable("system", "health", "Health", "", "/systems/health/"),
    Findable("repository", "r1", "openmrs-core", "medical records", "/repositories/r1/"),
    Findable("note", "n1", "Health findings", "unpublished", "/notes/n1/", "taluma", Visibility.REALM),
]


def keys(query: str, viewer: Viewer = ANYBODY, limit: int = 20) -> list[str]:
    return [found.key for found in find(viewer, query, limit=limit)]


@pytest.mark.django_db
def test_titles_come_before_texts_and_the_title_itself_first() -> None:
    index_rows(rows=ROWS)
    assert keys("health") == ["health", "moh", "mof"]
    assert keys("HEALTH", limit=1) == ["health"]
    assert keys("ministry fin") == ["mof"]


@pytest.mark.django_db
def test_rows_of_an_office_are_found_by_its_officers_only() -> None:
    index_rows(rows=ROWS)
    assert keys("findings", OFFICER) == ["n1"]
    assert keys("findings", STRANGER) == keys("findings") == keys("indings") == []


@pytest.mark.django_db
def test_accents_case_and_arabic_spellings_do_not_matter() -> None:
    index_rows(rows=ROWS)
    assert keys("education ECOLES") == ["edu"]
    assert keys("وزاره الصحه") == ["sihha"]


@pytest.mark.django_db
def test_parts_of_words_are_found_from_three_letters_on() -> None:
    index_rows(rows=ROWS)
    assert keys("penmr") == ["r1"]
    assert keys("nm") == []


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "   ", '"', "' OR 1=1 --", "health AND (", "a*b:c^d", "\x00", "% _ \\", "NEAR("])
def test_no_query_breaks_the_question(query: str) -> None:
    index_rows(rows=ROWS)
    assert isinstance(keys(query), list)


@pytest.mark.django_db
def test_a_row_is_replaced_and_removed() -> None:
    index_rows(rows=[*ROWS, *ROWS])
    index_rows(rows=[Findable("system", "health", "Sanitas", "", "/systems/health/")])
    assert keys("sanitas") == ["health"]
    assert "health" not in keys("health")

    assert remove_rows(kind="institution", keys=["moh"]) == 1
    assert remove_rows(kind="institution") == 3
    assert keys("ministry") == []
    assert SearchRow.objects.count() == 3


def test_text_is_made_alike() -> None:
    assert normalised("Ａ\u0301Ñ STRASSE") == normalised("án straße")
    assert normalised("ខ្មែរ") == "ខ្មែរ"
    assert terms_of("one two one " + "x " * 50) == ("one", "two", "x")
