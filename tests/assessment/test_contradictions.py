"""Words against evidence: found, resolved by whoever may, kept with both values, open again when something changes."""

from __future__ import annotations

import pytest

from assessment.workshop import answer, assess, item_of, practice, tell
from factories.places import NOON
from factories.records import verbs
from ospolis.assessment.choices import ContradictionState, Reason
from ospolis.assessment.models import Contradiction
from ospolis.assessment.selectors.contradictions import (
    CONTRADICTION_ORDER,
    contradiction_rows,
    contradictions_of,
    count_open,
    facts_behind,
    get_contradiction,
)
from ospolis.assessment.services.contradictions import (
    AlreadyResolved,
    ReasonMissing,
    reopen_contradiction,
    resolve_contradiction,
)
from ospolis.core.access import ANYBODY
from ospolis.core.jobs.models import JobRun
from ospolis.core.paging import take_page
from ospolis.evidence.ledger import NewFact

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(bank) -> Contradiction:
    """The registry claims the highest level for component lists, and its one system has none."""
    tell(NewFact("system", "arva-civil", "system.component-list", "arva-registry", text="no"))
    tell(*(NewFact("system", f"arva-more-{n}", "system.component-list", "arva-registry", text="no") for n in range(2)))
    answer("arva-registry", "A2.2", 4)
    answer("arva-post", "A1.3", 1)
    answer("arva-post", "A1.3", 4, "developer")
    assess()
    return Contradiction.objects.get(flag="over-claim")


def flags(viewer) -> list[tuple[str, str, str]]:
    rows = contradictions_of(viewer, realm="arva")
    return [(row.institution.key, row.item, row.flag) for row in rows]


def test_a_claim_that_the_evidence_does_not_bear_is_a_work_item(claim):
    assert (claim.institution.key, claim.item, claim.claim, claim.evidence) == ("arva-registry", "A2.2", 4.0, 0.0)
    assert (claim.state, claim.p > 0.75, len(claim.facts)) == ("open", True, 2)


def test_each_sees_the_contradictions_of_the_institutions_that_they_cover(claim, world):
    scope = ("arva-registry", "", "scope")
    own = [scope, ("arva-registry", "A2.2", "over-claim")]
    everything = [*own, ("arva-post", "A1.3", "disagreeing-respondents")]

    seen = {persona: flags(world.viewer(persona)) for persona in ("focal point", "officer", "programme")}

    assert seen == {"focal point": own, "officer": everything, "programme": everything}
    others = ("visitor", "participant", "operator", "focal point of another institution", "officer of another office")
    assert [flags(world.viewer(persona)) for persona in others] == [[]] * 5


def test_a_row_says_what_was_claimed_and_whether_the_reader_may_resolve_it(claim, world):
    for persona, may in (("focal point", True), ("programme", False)):
        viewer = world.viewer(persona)
        (row,) = contradiction_rows(viewer, [get_contradiction(viewer, claim.pk)])
        assert (row.statement, row.flag, row.claim, row.may_resolve) == ("Question A2.2.", "over-claim", 4.0, may)


def test_the_facts_behind_are_those_that_the_reader_may_open(claim, world):
    assert len(facts_behind(world.viewer("focal point"), claim.facts)) == 2
    assert facts_behind(ANYBODY, claim.facts) == []


def test_open_ones_are_counted_by_flag(claim, world):
    assert count_open(world.viewer("officer"), "arva") == {"disagreeing-respondents": 1, "over-claim": 1, "scope": 1}


def test_a_list_is_paged_by_key(claim, world):
    rows = contradictions_of(world.viewer("officer"), realm="arva", states=(ContradictionState.OPEN,))

    page = take_page(rows, order=CONTRADICTION_ORDER, query={}, size=2)

    assert ([row.flag for row in page.rows], bool(page.next)) == (["scope", "over-claim"], True)


def test_accepted_evidence_counts_alone_and_the_claim_stays_on_record(claim, world):
    before = item_of("arva-registry", "A2.2")
    resolve_contradiction(pk=claim.pk, way="accepted", actor=world.viewer("focal point"), at=NOON)

    done = assess()

    claim.refresh_from_db()
    assert (done.changed, claim.state, claim.claim, claim.resolver_role) == (1, "accepted", 4.0, "focal_point")
    after = item_of("arva-registry", "A2.2")
    assert after["proven"] < before["proven"]
    assert "claim" not in after
    assert JobRun.objects.get(job="assessment.assess_anew").arguments["institution_key"] == "arva-registry"


@pytest.fixture
def ministry(bank) -> Contradiction:
    """The ministry has two systems without a component list, and says that all is well."""
    answer("arva-digital", "A2.2", 4)
    assess()
    return Contradiction.objects.get()


def test_a_new_answer_after_an_accepted_one_counts_and_opens_it_again(ministry, world):
    resolve_contradiction(pk=ministry.pk, way="accepted", actor=world.viewer("officer"), at=NOON)
    assess()
    answer("arva-digital", "A2.2", 4, "developer")

    assess()

    ministry.refresh_from_db()
    assert (ministry.state, ministry.claim) == ("open", 4.0)
    assert item_of("arva-digital", "A2.2")["claim"] == 4.0


def test_an_explained_one_stays_explained_while_the_values_stay(ministry, world):
    resolve_contradiction(
        pk=ministry.pk, way="explained", reason=Reason.ELSEWHERE, note="Kept by the supplier.",
        actor=world.viewer("officer"), at=NOON,
    )  # fmt: skip
    answer("arva-digital", "A1.2", 1)
    assess()
    ministry.refresh_from_db()
    assert (ministry.state, ministry.reason, ministry.note, ministry.resolver_role) == (
        "explained", "elsewhere", "Kept by the supplier.", "officer",
    )  # fmt: skip

    answer("arva-digital", "A2.2", 3, "developer")
    assess()

    ministry.refresh_from_db()
    assert (ministry.state, ministry.reason, ministry.claim) == ("open", "elsewhere", 3.5)


def test_a_contested_one_changes_no_level(claim, world):
    before = item_of("arva-registry", "A2.2")
    resolve_contradiction(pk=claim.pk, way="contested", actor=world.viewer("lead"), at=NOON)

    assess()

    assert item_of("arva-registry", "A2.2") == before
    claim.refresh_from_db()
    assert (claim.state, claim.resolver_role) == ("contested", "lead")


def test_what_is_no_longer_there_is_gone_and_comes_back_open(claim):
    answer("arva-registry", "A2.2", 1)
    done = assess()
    claim.refresh_from_db()
    assert (done.gone, claim.state, claim.gone_at) == (1, "gone", NOON)

    answer("arva-registry", "A2.2", 4)
    done = assess()

    claim.refresh_from_db()
    assert (done.opened, claim.state, claim.gone_at) == (1, "open", None)


@pytest.mark.parametrize("persona", ["visitor", "programme", "officer of another office", "operator"])
def test_nobody_else_may_resolve_one(claim, world, persona):
    with pytest.raises(Contradiction.DoesNotExist):
        resolve_contradiction(pk=claim.pk, way="accepted", actor=world.viewer(persona), at=NOON)


@pytest.mark.parametrize(
    ("way", "reason", "note"),
    [("explained", "", ""), ("explained", "other", " "), ("explained", "because", ""), ("gone", "", "")],
)
def test_an_explanation_needs_a_reason(claim, world, way, reason, note):
    with pytest.raises(ReasonMissing):
        resolve_contradiction(pk=claim.pk, way=way, reason=reason, note=note, actor=world.viewer("officer"), at=NOON)


def test_one_is_resolved_once_and_may_be_taken_back(claim, world):
    officer = world.viewer("officer")
    with pytest.raises(AlreadyResolved):
        reopen_contradiction(pk=claim.pk, actor=officer, at=NOON)
    resolve_contradiction(pk=claim.pk, way="accepted", actor=officer, at=NOON)
    with pytest.raises(AlreadyResolved):
        resolve_contradiction(pk=claim.pk, way="contested", actor=officer, at=NOON)

    reopen_contradiction(pk=claim.pk, actor=officer, at=NOON)

    claim.refresh_from_db()
    assert claim.state == "open"
    assert verbs()[-2:] == ["assessment.contradiction_resolved", "assessment.contradiction_reopened"]


def test_several_strange_repositories_are_one_work_item(claim):
    tell(practice("strange-one", "met"), practice("strange-two", "met"))
    assess()

    row = Contradiction.objects.get(flag="scope")
    assert (row.detail, len(row.facts)) == ("arva-more-0; arva-more-1; strange-one; strange-two", 4)
