"""Assess maturity, capabilities and gaps: a focal point answers on a phone, meets the evidence, reads the result."""

from __future__ import annotations

import pytest
from django.utils import timezone

from assessment.workshop import tell
from factories.asking import open_one
from factories.places import NOON, OPERATOR
from ospolis.assessment.assessing import AssessOrder, assess_office
from ospolis.assessment.models import Assignment, Contradiction, InstitutionScore
from ospolis.assessment.services.banks import bring_bank
from ospolis.assessment.services.publishing import agree_to_publication, publish_results
from ospolis.evidence.ledger import NewFact
from ospolis.mapping.models import Repository

pytestmark = pytest.mark.browser
PHONE, NARROW = 360, 320
# What is seen of each repository; it fails what the questions D3.1, D5.5 and D5.6 ask.
SEEN = {"repository.licence-clarity": "none", "repository.tier-fit": "gaps", "repository.publiccode": "none"}
TOP, NOT_KNOWN = 4, 5


@pytest.fixture
def asked(world):
    """A campaign with few questions for focal points; six repositories of the registry meet none of what they ask."""
    row = Repository.objects.get(key="arva-registry-civil")
    keys = [row.key]
    for number in range(5):
        row.pk, row.key, row.name = None, f"arva-registry-more-{number}", f"more-{number}"
        row.save()
        keys.append(row.key)
    facts = [
        NewFact("repository", key, name, "arva-registry", text=text) for key in keys for name, text in SEEN.items()
    ]
    tell(*facts, at=timezone.now())
    campaign = open_one(world.viewer("officer"), bank_id=bring_bank(realm="", at=NOON).pk, sections=("D3", "D5"))
    return Assignment.objects.get(campaign=campaign, person=world.accounts["focal point"].person_id)


def assess():
    """What the office's program does when answers came in."""
    at = timezone.now()
    assess_office(AssessOrder(realm="arva", day=timezone.localdate(at), actor=OPERATOR, at=at))


def choose(reader, place, button="Save and go on"):
    """Answer the question of the page."""
    reader.page.locator("main input[type=radio]").nth(place).check()
    reader.page.get_by_role("button", name=button).click()


def resolve(reader, item, way, *, reason=""):
    """Look at both sides of a contradiction and say what is right."""
    reader.open("/my-institution/")
    reader.follow("Words and evidence differ")
    reader.follow(item)
    assert "More was said than is seen" in reader.words
    reader.page.get_by_label(way).check()
    if reason:
        reader.page.select_option("select[name=reason]", reason)
    reader.page.get_by_role("button", name="Write it down").click()
    reader.page.get_by_role("heading", name="What was decided").wait_for()
    return reader.words


def answer_on_the_way(reader, asked):
    """Agree, answer one question a page with a break in between, and hand in."""
    reader.follow("All questions that were ever asked of you")
    assert reader.where == "/assessment/mine/"
    reader.follow("Autumn round")
    assert "Answers are kept with your role, never with your name." in reader.words
    reader.page.get_by_role("button", name="I agree, show me the questions").click()

    assert reader.where.endswith("/question/D3.1/")
    assert "The evidence that we hold" in reader.words
    assert "0 of 6 meet it" in reader.words
    choose(reader, TOP, "Save and stop for now")
    reader.open("/my-institution/")
    assert "begun" in reader.words
    reader.follow("Autumn round")
    assert "1 of 6 questions are answered." in reader.words
    reader.follow("Go on with the next open question")
    assert "/question/D3." in reader.where
    while "/question/" in reader.where:
        choose(reader, TOP if reader.where.endswith(("/D5.5/", "/D5.6/")) else NOT_KNOWN)
    assert reader.where == f"/assessment/answer/{asked.pk}/check/"
    reader.page.get_by_role("button", name="Hand in").click()
    assert "Your answers are handed in" in reader.words


def test_a_focal_point_on_a_phone_answers_resolves_and_reads_a_plain_report(asked, read):
    reader = read(width=PHONE, script=False)
    reader.log_in("focal point")
    assert reader.where == "/my-institution/"
    answer_on_the_way(reader, asked)

    assess()
    told = [
        resolve(reader, "D3.1", "The evidence is right"),
        resolve(reader, "D5.5", "There is a reason", reason="newer"),
        resolve(reader, "D5.6", "The evidence is wrong or not ours"),
    ]
    verbs = ("accepted the evidence", "explained the difference", "contested the evidence")
    assert [verb in words for verb, words in zip(verbs, told, strict=True)] == [True, True, True]
    assert list(Contradiction.objects.filter(institution__key="arva-registry").order_by("item").values_list(
        "item", "state", "claim"
    )) == [("D3.1", "accepted", 4.0), ("D5.5", "explained", 4.0), ("D5.6", "contested", 4.0)]  # fmt: skip

    reader.open("/my-institution/")
    assert "Words and evidence differ" not in reader.words
    reader.follow("See where it stands")
    assert "What to do next" in reader.words
    assert reader.page.evaluate("document.documentElement.scrollWidth") == PHONE
    report = reader.page.request.get(f"{reader.site}/assessment/institutions/arva-registry/report.pdf")
    assert (report.status, report.headers["content-type"], report.body()[:5]) == (200, "application/pdf", b"%PDF-")


def look(reader, pages, found):
    """Open pages, and write down what they break and which of them are wider than the window."""
    for page in pages:
        reader.open(page)
        found += reader.broken_rules()
        if reader.page.evaluate("document.documentElement.scrollWidth") > NARROW:
            found.append(f"{page} scrolls sideways")
        if reader.page.locator("h1").count() != 1 or reader.where.partition("?")[0] != page.partition("?")[0]:
            found.append(f"{page} has not one heading, or leads to {reader.where}")


EMPTY = [
    "/assessment/", "/assessment/ranking/", "/assessment/contradictions/", "/assessment/campaigns/",
    "/assessment/published/", "/assessment/institutions/arva-registry/",
]  # fmt: skip
RESULT = "/assessment/institutions/arva-registry/"
OFFICE = [
    "/assessment/", "/assessment/ranking/", "/assessment/publish/", "/assessment/frameworks/dpg-standard/levels/",
    "/assessment/contradictions/?state=all", RESULT, f"{RESULT}items/D5.5/", f"{RESULT}changes/",
    f"{RESULT}frameworks/cms-tiers/",
]  # fmt: skip
PUBLIC = [
    "/assessment/method/", "/assessment/questions/D5/", "/assessment/frameworks/standard-for-public-code/",
    "/assessment/published/?office=arva", "/assessment/published/arva-registry/",
]  # fmt: skip


def test_every_page_of_results_is_accessible_and_fits_a_narrow_screen(asked, world, read):
    found = []
    reader = read(width=NARROW)
    reader.log_in("lead")
    look(reader, EMPTY, found)

    assess()
    agree_to_publication(institution_key="arva-registry", agrees=True, actor=world.viewer("focal point"), at=NOON)
    publish_results(realm="arva", actor=world.viewer("lead"), at=NOON)
    flag = Contradiction.objects.create(
        realm="arva", institution_id=InstitutionScore.objects.get(institution__key="arva-registry").institution_id,
        item="D5.5", flag="over-claim", claim=4, evidence=0.1, p=0.99, found_at=NOON,
    )  # fmt: skip
    look(reader, [*OFFICE, f"/assessment/contradictions/{flag.pk}/"], found)
    reader.page.get_by_role("button", name="Write it down").click()
    assert "Choose one of the three" in reader.words
    found += reader.broken_rules()
    visitor = read(width=NARROW)
    look(visitor, PUBLIC, found)
    # A refused form and a link that is over are told as such to programs as well.
    reader.said.clear()
    visitor.said.clear()

    assert found == []


def test_every_page_of_a_campaign_is_accessible_and_fits_a_narrow_screen(asked, world, read):
    found = []
    seat, campaign = f"/assessment/answer/{asked.pk}/", f"/assessment/campaigns/{asked.campaign_id}/"
    mine, review = "/assessment/mine/arva-registry/", f"/assessment/review/{asked.campaign_id}/arva-registry"
    reader = read(width=NARROW)
    reader.log_in("focal point")
    look(reader, ["/my-institution/", "/assessment/mine/", mine, seat], found)
    reader.open(seat)
    reader.page.get_by_role("button", name="I agree, show me the questions").click()
    reader.open(f"{mine}documents/")
    reader.page.get_by_role("button", name="Hand in the document").click()
    assert reader.page.title().startswith("Error")
    found += reader.broken_rules()
    reader.said.clear()
    look(reader, [f"{seat}question/D3.1/", f"{seat}section/D5/", f"{seat}check/", f"{seat}hand-in/"], found)
    reader.log_out()

    reader.log_in("lead")
    workshop = open_one(world.viewer("officer"), bank_id=asked.campaign.bank_id, is_workshop=True, sections=("D5",))
    look(reader, [
        "/assessment/campaigns/new/", campaign, f"{campaign}institutions/arva-registry/", f"{campaign}hand-in/",
        f"{review}/D5/", f"/assessment/workshop/{workshop.pk}/arva-registry/D5/",
    ], found)  # fmt: skip

    assert found == []
