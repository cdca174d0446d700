"""Skills held and needed: written down by an institution, read by it and its office, and evidence for a question."""

from __future__ import annotations

import pytest

from factories.places import NOON
from factories.records import verbs
from ospolis.assessment.banks import skills_in_use
from ospolis.assessment.selectors.skills import office_skills, skills_covered, skills_of
from ospolis.assessment.services.skills import NoSkill, confirm_skills
from ospolis.evidence.models import Fact
from ospolis.institutions.models import Institution
from ospolis.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HERE = "/assessment/institutions/arva-registry/skills/"


@pytest.fixture
def registry(world):
    return Institution.objects.get(key="arva-registry")


@pytest.fixture
def focal_point(world):
    return world.viewer("focal point")


@pytest.fixture
def see(client, world):
    def begin(persona):
        client.force_login(Account.objects.get(pk=world.viewer(persona).pk))
        return client

    return begin


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def held() -> dict[str, tuple[str, float | None]]:
    facts = Fact.objects.filter(ended_at=None, measure__startswith="institution.skill").order_by("measure", "part")
    return {fact.part or fact.measure: (fact.text, fact.number) for fact in facts}


def confirm(actor, **said: str) -> int:
    words = {code.replace("_", "-"): who for code, who in said.items()}
    return confirm_skills(institution_key="arva-registry", held=words, actor=actor, at=NOON)


def test_what_is_written_down_becomes_facts(focal_point, registry):
    needed = len(skills_of(focal_point, registry).needs)
    assert confirm(focal_point, read_licences="several", teach_others="supplier") == 2

    share = round(1 / needed, 4)
    assert held() == {
        "read-licences": ("several", None), "teach-others": ("supplier", None),
        "institution.skills-covered": ("", share), "institution.skills-inventory-age": ("", 0.0),
    }  # fmt: skip
    covered = skills_covered(focal_point, registry)
    assert covered is not None
    assert (covered.covered, covered.needed, covered.day) == (1, needed, NOON.date())
    assert verbs()[-1] == "assessment.skills_confirmed"


def test_what_is_left_out_is_not_known_any_more(focal_point, registry):
    confirm(focal_point, read_licences="several", teach_others="supplier")
    confirm(focal_point, teach_others="nobody")
    assert {code: who for code, (who, _) in held().items() if who} == {"teach-others": "nobody"}

    confirm(focal_point)
    assert (held(), skills_covered(focal_point, registry)) == ({}, None)


def test_only_skills_of_the_list_and_institutions_in_care(focal_point, world):
    with pytest.raises(NoSkill):
        confirm(focal_point, juggle="several")
    with pytest.raises(NoSkill):
        confirm(focal_point, read_licences="a few")
    with pytest.raises(Institution.DoesNotExist):
        confirm_skills(institution_key="arva-post", held={}, actor=focal_point, at=NOON)
    assert held() == {}


def test_an_office_counts_institutions_and_hides_small_numbers(world):
    officer = world.viewer("officer")
    for key in Institution.objects.filter(realm="arva", withdrawn_at=None).values_list("key", flat=True)[:4]:
        confirm_skills(institution_key=key, held={"read-licences": "nobody"}, actor=officer, at=NOON)

    skills, counted, institutions = office_skills(officer, "arva")
    assert (len(skills), institutions) == (12, 5)
    assert counted.count("read-licences", "unknown") is None
    assert counted.rows == tuple(skill.code for skill in skills)


def test_the_page_says_what_is_needed_and_takes_what_is_known(see, django_assert_max_num_queries):
    focal_point = see("focal point")
    with django_assert_max_num_queries(12):
        empty = text_of(focal_point.get(HERE))
    assert ("Nobody wrote down yet" in empty, "Read licences" in empty) == (True, True)

    done = focal_point.post(f"{HERE}keep/", {"read-licences": "one-person", "give-back": ""})
    told = text_of(focal_point.get(HERE))
    assert (done.status_code, done.url) == (302, HERE)
    assert ("one person alone" in told, "Somebody has 1 of the" in told) == (True, True)
    assert focal_point.post(f"{HERE}keep/", {"read-licences": "ten"}).status_code == 404
    assert focal_point.post("/assessment/institutions/arva-none/skills/keep/", {}).status_code == 404


def test_the_office_reads_a_table_and_takes_it_along(see, django_assert_max_num_queries):
    officer = see("officer")
    with django_assert_max_num_queries(12):
        page = text_of(officer.get("/assessment/skills/"))
    table = b"".join(officer.get("/assessment/skills.csv").streaming_content).decode().splitlines()

    assert ("Skills held and needed" in page, "Handle weaknesses" in page) == (True, True)
    assert table[0].lstrip("\ufeff").split(",")[:4] == ["skill", "title", "needed", "several"]
    assert len(table) == 1 + len(skills_in_use().skills)
