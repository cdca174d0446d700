"""The practices of a repository: each with its answer, where that was read, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.addresses import address_of
from ospolis.engines.practices import PRACTICES, Fit, Practice, Reference, shipped_words
from ospolis.evidence.models import CurrentValue
from ospolis.evidence.pages import place_of
from ospolis.mapping.words import FRAMEWORKS, GROUPS, Tag, tag_answer, tag_weight


@dataclass(frozen=True, slots=True)
class PracticeLine:
    """One practice: the question, the answer, the place that shows it, and what to do when it is not met."""

    title: str
    question: str
    answer: Tag
    found: str
    place: str
    why_url: str
    why: str
    remedy: str
    references: str


@dataclass(frozen=True, slots=True)
class PracticeGroup:
    """Practices of one kind with the number that is met."""

    title: str
    count: str
    lines: tuple[PracticeLine, ...]


def group_practices(values: Sequence[CurrentValue], fit: Fit | None) -> tuple[PracticeGroup, ...]:
    """Group the answers to all practices; a practice that was never asked is left out.

    Shapes   fit: what the tier of the repository asks; without it nothing is held to be beyond its tier
    """
    answers = {value.part: value for value in values if value.measure == "repository.practice"}
    weights = {one.code: one.weight for one in fit.asked} if fit else dict.fromkeys(answers, "asked")
    groups = []
    for code, title in GROUPS.items():
        asked = [practice for practice in PRACTICES if practice.group == code and practice.code in answers]
        if asked:
            lines = tuple(_line(practice, answers[practice.code], weights) for practice in asked)
            groups.append(PracticeGroup(str(title), _count([answers[p.code].text for p in asked]), lines))
    return tuple(groups)


def _count(answers: Sequence[str]) -> str:
    met, applicable = answers.count("met"), answers.count("met") + answers.count("not-met")
    if not applicable:
        return _("None applies")
    return ngettext("%(met)s of %(n)s met", "%(met)s of %(n)s met", applicable) % {"met": met, "n": applicable}


def _line(practice: Practice, value: CurrentValue, weights: Mapping[str, str]) -> PracticeLine:
    weight = weights.get(practice.code, "")
    is_beyond = value.text == "not-met" and weight != "asked"
    fact, is_open = value.fact, value.text == "not-met" and bool(weight)
    return PracticeLine(
        title=_(practice.title),
        question=_(practice.question),
        answer=tag_weight(weight) if is_beyond else tag_answer(value.text),
        found=" ".join(_(text) for text in dict.fromkeys(fact.detail.get("evidence", ()))),
        place=place_of(fact),
        why_url=address_of("evidence:fact", fact.pk),
        why=_(practice.why) if is_open else "",
        remedy=_(practice.remedy) if is_open else "",
        references=say_references(shipped_words().references.get(practice.code, ())),
    )


def say_references(references: Sequence[Reference]) -> str:
    """The criteria of other frameworks that ask the same, in one line: the name of each framework once."""
    items: dict[str, list[str]] = {}
    for reference in references:
        name = f"{FRAMEWORKS.get(reference.framework, reference.framework)} {reference.version}"
        items.setdefault(name, []).append(reference.item)
    return "; ".join(f"{name}: {', '.join(dict.fromkeys(found))}" for name, found in items.items())
