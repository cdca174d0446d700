"""What a repository is for, what that asks of it, what of it is met, and the next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.addresses import address_of
from ospolis.engines.practices import PRACTICES, Answer, Fit, Practice, judge_fit, shipped_words
from ospolis.evidence.models import CurrentValue
from ospolis.evidence.pages import place_of
from ospolis.mapping.words import TIERS, Tag, tag_answer, tag_fit

_PRACTICES: Mapping[str, Practice] = {practice.code: practice for practice in PRACTICES}
_POSITIONS: Mapping[str, int] = {tier.code: position for position, tier in enumerate(shipped_words().tiers)}


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One practice that the tier asks, with its answer and the fact behind it."""

    title: str
    question: str
    answer: Tag
    url: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next, why, and the fact that shows that it is open."""

    title: str
    remedy: str
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class TierCard:
    """The card of the intended tier."""

    title: str
    words: str
    origin: str
    reasons: tuple[str, ...]
    place: str
    why_url: str
    fit: Tag
    fit_url: str
    sentence: str
    step: NextStep | None
    open: tuple[AskedLine, ...]
    met: tuple[AskedLine, ...]
    recommended: tuple[AskedLine, ...]


def read_fit(values: Sequence[CurrentValue]) -> Fit | None:
    """How far the answers to practices meet what the tier of a repository asks; None when its tier was never read."""
    tier = next((value.text for value in values if value.measure == "repository.tier"), "")
    if tier not in _POSITIONS:
        return None
    answers = {value.part: value.text.replace("-", " ") for value in values if value.measure == "repository.practice"}
    return judge_fit(_POSITIONS[tier], cast("dict[str, Answer]", answers))


def describe_tier(values: Sequence[CurrentValue], fit: Fit | None) -> TierCard | None:
    """Gather the card of the tier from the facts of a repository; None when its tier was never read."""
    by_measure = {value.measure: value for value in values if not value.part}
    tier, state = by_measure.get("repository.tier"), by_measure.get("repository.tier-fit")
    if fit is None or tier is None or state is None:
        return None
    asked = {value.part: value for value in values if value.measure == "repository.practice"}
    words = shipped_words().tiers[fit.tier]
    detail = tier.fact.detail
    return TierCard(
        title=str(TIERS[words.code]),
        words=_(words.words),
        origin=_("Stated by the repository") if detail.get("stated") else _("Deduced, nobody stated it"),
        reasons=tuple(_(text) for text in detail.get("evidence", ())),
        place=place_of(tier.fact),
        why_url=address_of("evidence:fact", tier.fact_id),
        fit=tag_fit(state.text),
        fit_url=address_of("evidence:fact", state.fact_id),
        sentence=_say_fit(fit),
        step=_next_step(fit, asked),
        open=_lines(fit.codes("asked", "not met", "cannot tell"), asked),
        met=_lines(fit.codes("asked", "met"), asked),
        recommended=_lines(fit.codes("recommended", "not met"), asked),
    )


def _say_fit(fit: Fit) -> str:
    if not fit.needed:
        return _("What its tier asks could not be told.")
    return ngettext(
        "It meets %(met)s of the %(n)s practice that its tier asks.",
        "It meets %(met)s of the %(n)s practices that its tier asks.",
        fit.needed,
    ) % {"met": fit.met, "n": fit.needed}


def _next_step(fit: Fit, asked: Mapping[str, CurrentValue]) -> NextStep | None:
    if not fit.next_step:
        return None
    practice = _PRACTICES[fit.next_step]
    url = address_of("evidence:fact", asked[practice.code].fact_id)
    return NextStep(_(practice.title), _(practice.remedy), _(practice.why), url)


def _lines(codes: Iterable[str], asked: Mapping[str, CurrentValue]) -> tuple[AskedLine, ...]:
    return tuple(
        AskedLine(
            title=_(_PRACTICES[code].title),
            question=_(_PRACTICES[code].question),
            answer=tag_answer(asked[code].text),
            url=address_of("evidence:fact", asked[code].fact_id),
        )
        for code in codes
    )
