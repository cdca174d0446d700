"""Who reads which results: the office, the institution, everybody; and what changed since another day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessment.workshop import CODE, DAY, answer, assess, score_of
from factories.places import NOON
from factories.records import verbs
from ospolis.assessment.models import InstitutionScore
from ospolis.assessment.selectors.comparing import compare_results, past_results
from ospolis.assessment.selectors.publication import agreed_institutions, public_profile, public_result, published_keys
from ospolis.assessment.selectors.results import institution_result, office_results, past_score
from ospolis.assessment.services.publishing import (
    NothingToPublish,
    NotLead,
    agree_to_publication,
    publish_results,
    withdraw_results,
)
from ospolis.core.access import ANYBODY
from ospolis.institutions.models import Institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessed(bank, world):
    """Arva is assessed; the registry answered two questions."""
    answer("arva-registry", "A1.1", 3)
    answer("arva-registry", "A1.2", 2)
    assess()
    return world


def keys(viewer) -> list[str]:
    return [row.key for row in office_results(viewer, "arva", bank=CODE).rows]


def test_an_office_reads_a_row_for_each_institution(assessed, django_assert_max_num_queries):
    officer = assessed.viewer("officer")
    with django_assert_max_num_queries(6):
        results = office_results(officer, "arva", bank=CODE)

    assert (results.bank_title, [head.code for head in results.dimensions], results.day) == (
        "Small bank", ["A1", "A2"], DAY,
    )  # fmt: skip
    row = next(row for row in results.rows if row.key == "arva-registry")
    assert (row.answered_roles, len(row.dimensions), row.open_contradictions, len(results.rows)) == (1, 2, 0, 5)


def test_each_sees_the_rows_that_they_cover(assessed):
    everything = 5
    seen = {name: len(keys(assessed.viewer(name))) for name in ("officer", "lead", "programme", "focal point")}
    assert seen == {"officer": everything, "lead": everything, "programme": everything, "focal point": 2}
    others = ("visitor", "participant", "operator", "focal point of another institution", "officer of another office")
    assert [keys(assessed.viewer(name)) for name in others] == [[]] * 5


def test_an_office_that_was_not_assessed_has_rows_without_levels(bank, world):
    results = office_results(world.viewer("officer"), "arva", bank=CODE)

    assert (results.day, {row.score for row in results.rows}, len(results.rows)) == (None, {None}, 5)
    assert institution_result(world.viewer("focal point"), "arva-registry", bank=CODE) is None


def test_an_institution_reads_every_question_with_its_words(assessed, django_assert_max_num_queries):
    viewer = assessed.viewer("focal point")
    with django_assert_max_num_queries(8):
        result = institution_result(viewer, "arva-registry", bank=CODE)

    assert (result.row.name, result.bank_version, [item.code for item in result.items]) == (
        "National Registry", "1", ["A1.1", "A1.2", "A1.3", "A2.1", "A2.2", "A2.3"],
    )  # fmt: skip
    assert (result.items[0].statement, result.items[0].claim, result.items[2].known) == ("Question A1.1.", 3.0, False)


@pytest.mark.parametrize("persona", ["visitor", "operator", "focal point of another institution"])
def test_others_do_not_read_an_institution(assessed, persona):
    with pytest.raises(Institution.DoesNotExist):
        institution_result(assessed.viewer(persona), "arva-registry", bank=CODE)


def test_a_change_is_told_only_where_it_is_likely(assessed):
    viewer = assessed.viewer("officer")
    assert compare_results(viewer, "arva-registry", bank=CODE) is None
    answer("arva-registry", "A1.2", 3, day=DAY + timedelta(days=9))
    assess(days=9)

    comparison = compare_results(viewer, "arva-registry", bank=CODE)

    assert (comparison.before_day, comparison.after_day, comparison.same_bank) == (DAY, DAY + timedelta(days=9), True)
    assert {change.dimension: change.verdict for change in comparison.changes} == {
        "A1": "no clear change", "A2": "no clear change",
    }  # fmt: skip
    past = past_results(viewer, "arva-registry", bank=CODE)
    assert [row.day for row in past] == [DAY + timedelta(days=9), DAY]
    assert past_score(viewer, "arva-registry", past[1].pk).items[1].claim == 2.0
    assert compare_results(viewer, "arva-registry", past[1].pk, bank=CODE) == comparison


def test_nothing_is_public_before_a_lead_publishes(assessed):
    assert (public_result(ANYBODY, "arva-registry", bank=CODE), public_profile(ANYBODY, "arva", bank=CODE)) == (
        None,
        None,
    )


def test_only_institutions_that_agreed_show_their_own_levels(assessed):
    agree_to_publication(institution_key="arva-registry", agrees=True, actor=assessed.viewer("focal point"), at=NOON)

    count = publish_results(realm="arva", actor=assessed.viewer("lead"), at=NOON, bank=CODE)

    assert (count, published_keys(ANYBODY, "arva", bank=CODE)) == (1, ("arva-registry",))
    shown = public_result(ANYBODY, "arva-registry", bank=CODE)
    assert (shown.items[0].proven is not None, shown.items[0].facts, shown.items[0].claim) == (True, (), None)
    assert public_result(ANYBODY, "arva-post", bank=CODE) is None
    assert agreed_institutions(ANYBODY, "arva") == {"arva-registry"}


def test_what_is_published_stays_while_the_office_goes_on(assessed):
    agree_to_publication(institution_key="arva-registry", agrees=True, actor=assessed.viewer("focal point"), at=NOON)
    publish_results(realm="arva", actor=assessed.viewer("lead"), at=NOON, bank=CODE)
    published = score_of("arva-registry").pk

    answer("arva-registry", "A1.2", 4)
    assess()

    assert score_of("arva-registry").pk != published
    assert public_result(ANYBODY, "arva-registry", bank=CODE).row.score == published


def test_the_profile_of_a_country_hides_small_groups(assessed):
    publish_results(realm="arva", actor=assessed.viewer("lead"), at=NOON, bank=CODE)

    profile = public_profile(ANYBODY, "arva", bank=CODE)

    assert (profile.institutions, profile.answered, [area.code for area in profile.dimensions]) == (
        5,
        None,
        ["A1", "A2"],
    )
    assert {group.mean for group in profile.dimensions[0].by_kind.groups} == {None}
    assert profile.dimensions[0].by_kind.total.members == 5


def test_agreement_and_publication_can_be_taken_back(assessed):
    focal_point, lead = assessed.viewer("focal point"), assessed.viewer("lead")
    agree_to_publication(institution_key="arva-registry", agrees=True, actor=focal_point, at=NOON)
    publish_results(realm="arva", actor=lead, at=NOON, bank=CODE)

    agree_to_publication(institution_key="arva-registry", agrees=False, actor=focal_point, at=NOON)
    assert published_keys(ANYBODY, "arva", bank=CODE) == ()
    assert public_profile(ANYBODY, "arva", bank=CODE) is not None

    withdraw_results(realm="arva", actor=lead, at=NOON, bank=CODE)
    assert withdraw_results(realm="arva", actor=lead, at=NOON, bank=CODE) == 0
    assert public_profile(ANYBODY, "arva", bank=CODE) is None
    assert verbs()[-3:] == [
        "assessment.results_published", "assessment.publication_agreed", "assessment.results_withdrawn",
    ]  # fmt: skip


def test_only_a_lead_publishes(assessed):
    with pytest.raises(NotLead):
        publish_results(realm="arva", actor=assessed.viewer("officer"), at=NOON, bank=CODE)
    with pytest.raises(NotLead):
        withdraw_results(realm="arva", actor=assessed.viewer("programme"), at=NOON, bank=CODE)
    with pytest.raises(Institution.DoesNotExist):
        agree_to_publication(institution_key="arva-post", agrees=True, actor=assessed.viewer("focal point"), at=NOON)


def test_there_is_something_to_publish_only_after_an_assessment(bank, world):
    with pytest.raises(NothingToPublish):
        publish_results(realm="arva", actor=world.viewer("lead"), at=NOON, bank=CODE)
    assert InstitutionScore.objects.count() == 0
