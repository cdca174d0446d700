"""What the states of the collection are called on pages, with the tone, the icon and the series that go with them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ospolis.core.charts import UNKNOWN


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in one to four words, with the tone that gives it its colour and its shape."""

    words: str
    tone: str
    icon: str = ""


_Words = str | Promise

_CLARITY: dict[str, tuple[_Words, str]] = {
    "clear": (lazy("Clear"), "good"),
    "several": (lazy("Several licences"), "warn"),
    "needs-look": (lazy("Needs a look"), "warn"),
    "none": (lazy("No licence"), "bad"),
}
_ANSWERS: dict[str, tuple[_Words, str]] = {
    "met": (lazy("Yes"), "good"),
    "not-met": (lazy("Not yet"), "warn"),
    "cannot-tell": (lazy("Cannot tell"), "none"),
    "not-applicable": (lazy("Does not apply"), "none"),
}
_VERDICTS: dict[str, tuple[_Words, str]] = {
    "valid": (lazy("Valid"), "good"),
    "warnings": (lazy("Valid, with remarks"), "good"),
    "invalid": (lazy("To be mended"), "bad"),
    "none": (lazy("None"), "none"),
}
FAMILIES: dict[str, tuple[_Words, int]] = {
    "permissive": (lazy("Permissive"), 1),
    "weak-copyleft": (lazy("Weak copyleft"), 4),
    "strong-copyleft": (lazy("Strong copyleft"), 2),
    "several": (lazy("Several families"), 3),
    "unknown": (lazy("Not recognised"), UNKNOWN),
    "none": (lazy("None found"), UNKNOWN),
}
ACTIVITIES: dict[str, tuple[_Words, int]] = {
    "active": (lazy("Active, changed within 90 days"), 1),
    "quiet": (lazy("Quiet, changed within a year"), 4),
    "resting": (lazy("Resting, changed longer ago"), 3),
}
TIERS: dict[str, _Words] = {
    "private": lazy("Private"),
    "one-time-release": lazy("One-time release"),
    "close-collaboration": lazy("Close collaboration"),
    "working-in-public": lazy("Working in public"),
    "community-governance": lazy("Community governance"),
}
_FITS: dict[str, tuple[_Words, str]] = {
    "fits": (lazy("Does what its tier asks"), "good"),
    "gaps": (lazy("Something is missing"), "warn"),
    "cannot-tell": (lazy("Cannot tell"), "none"),
}
_WEIGHTS: dict[str, tuple[_Words, str]] = {
    "recommended": (lazy("Recommended"), "none"),
    "": (lazy("Not asked of its tier"), "none"),
}
GROUPS: dict[str, _Words] = {
    "documents": lazy("Documents"),
    "people": lazy("Working together"),
    "security": lazy("Security"),
    "quality": lazy("Quality"),
    "releases": lazy("Releases"),
    "health": lazy("Health"),
}
FRAMEWORKS: dict[str, str] = {
    "standard-for-public-code": "Standard for Public Code",
    "osps-baseline": "OSPS Baseline",
    "scorecard": "OpenSSF Scorecard",
    "ggi": "Good Governance Initiative",
    "cms-tiers": "CMS repository tiers",
}
_SPELLED: dict[int, _Words] = {
    2: lazy("two"),
    3: lazy("three"),
    4: lazy("four"),
    5: lazy("five"),
    6: lazy("six"),
    7: lazy("seven"),
    8: lazy("eight"),
    9: lazy("nine"),
    10: lazy("ten"),
}


def tag_clarity(state: str) -> Tag:
    """How clear a licence is."""
    return _tag(_CLARITY, state)


def tag_answer(state: str) -> Tag:
    """The answer to a practice."""
    return _tag(_ANSWERS, state)


def tag_fit(state: str) -> Tag:
    """Whether a repository does what its tier asks."""
    return _tag(_FITS, state)


def tag_weight(weight: str) -> Tag:
    """A practice that is not met and that the tier of the repository does not ask."""
    return _tag(_WEIGHTS, weight)


def tag_verdict(state: str) -> Tag:
    """The verdict on a metadata file."""
    return _tag(_VERDICTS, state)


def _tag(table: dict[str, tuple[_Words, str]], state: str) -> Tag:
    words, tone = table.get(state, (_("Not known"), "none"))
    return Tag(str(words), tone)


def spell_fraction(part: int, whole: int) -> tuple[str, bool] | None:
    """The n of "one in n" in words and whether it is exact; None when no n up to ten comes within a tenth of it."""
    if not part or not whole:
        return None
    share = Fraction(part, whole)
    n = round(1 / share)
    if n not in _SPELLED or abs(Fraction(1, n) - share) > share / 10:
        return None
    return str(_SPELLED[n]), Fraction(1, n) == share
