"""Write down which skills an institution has, as facts: who has one, never by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ospolis.assessment.banks import skills_in_use
from ospolis.assessment.events.results import SkillsConfirmed
from ospolis.assessment.selectors.inventory import names_of_inventory
from ospolis.assessment.selectors.skills import COVERED, SKILL
from ospolis.assessment.skill_needs import WHO, part_covered
from ospolis.core.access import Viewer
from ospolis.core.journal import record
from ospolis.evidence.choices import Provenance, SubjectKind, Visibility
from ospolis.evidence.ledger import NewFact, Origin, Whole
from ospolis.evidence.services import record_facts
from ospolis.institutions.selectors import institutions_covered_by

_AGE = "institution.skills-inventory-age"


class NoSkill(ValueError):
    """A skill that is not on the list, or a word that does not say who has it."""


@transaction.atomic
def confirm_skills(*, institution_key: str, held: Mapping[str, str], actor: Viewer, at: datetime) -> int:
    """Write down who has which skill in an institution; what is left out is not known. Returns how many are known.

    Raises   Institution.DoesNotExist when no role of the actor covers it; NoSkill
    Emits    assessment.skills_confirmed; evidence.facts_recorded when something changed
    """
    institution = institutions_covered_by(actor).get(key=institution_key)
    skills = skills_in_use()
    known = {skill.code for skill in skills.skills}
    for code, who in held.items():
        if code not in known or who not in WHO:
            raise NoSkill(code)
    needed, share = part_covered(names_of_inventory(actor, institution), held)
    origin = Origin("", Provenance.ANSWER, "skills", skills.version, visibility=Visibility.OFFICE)
    facts = _facts(institution.key, held, share, needed, at)
    whole = Whole(SubjectKind.INSTITUTION, institution.key, frozenset({SKILL, COVERED, _AGE}))
    record_facts(realm=institution.realm, origin=origin, facts=facts, whole=[whole], actor=actor, at=at)
    event = SkillsConfirmed(institution_key=institution.key, known=len(held))
    record(event, actor=actor, at=at, realm=institution.realm)
    return len(held)


def _facts(key: str, held: Mapping[str, str], share: float | None, needed: int, at: datetime) -> list[NewFact]:
    said = {"date": at.date().isoformat()}
    facts = [
        NewFact(SubjectKind.INSTITUTION, key, SKILL, key, part=code, text=who, detail=said)
        for code, who in sorted(held.items())
    ]
    if held:
        facts.append(NewFact(SubjectKind.INSTITUTION, key, _AGE, key, number=0.0, detail=said))
    if held and share is not None:
        detail = {**said, "needed": needed, "covered": round(share * needed)}
        facts.append(NewFact(SubjectKind.INSTITUTION, key, COVERED, key, number=share, detail=detail))
    return facts
