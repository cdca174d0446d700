"""The releases of a repository as its page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.addresses import address_of
from ospolis.core.charts import say_number
from ospolis.evidence.models import CurrentValue
from ospolis.mapping.released import CODE_LINES, COMPONENTS, LICENCE


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One release: when, under which licence, whether the one before it said another, how large; each with its fact."""

    name: str
    day: date | None
    licence: str
    licence_url: str
    is_other: bool
    components: str
    components_url: str
    code_lines: str
    code_lines_url: str


@dataclass(frozen=True, slots=True)
class ReleaseCard:
    """What the releases show, in a sentence and one by one, the newest first."""

    sentence: str
    lines: tuple[ReleaseLine, ...]


def describe_releases(values: Sequence[CurrentValue]) -> ReleaseCard | None:
    """The releases among what holds of a repository; None when none was read."""
    found = {(value.measure, value.part): value for value in values if value.measure in (COMPONENTS, CODE_LINES)}
    named = [value for value in values if value.measure == LICENCE]
    if not named:
        return None
    ordered = sorted(named, key=lambda value: (value.fact.detail.get("day", ""), value.part))
    before = [None, *ordered[:-1]]
    lines = [_line(value, older, found) for value, older in zip(ordered, before, strict=True)]
    changes = sum(line.is_other for line in lines)
    sentence = ngettext(
        "From one of these releases to the next the licence changed %(n)s time.",
        "From one of these releases to the next the licence changed %(n)s times.",
        changes,
    ) % {"n": changes}
    return ReleaseCard(sentence if changes else _("All of these releases say the same licence."), tuple(lines[::-1]))


def _line(
    value: CurrentValue, older: CurrentValue | None, found: Mapping[tuple[str, str], CurrentValue]
) -> ReleaseLine:
    components, code_lines = (found.get((measure, value.part)) for measure in (COMPONENTS, CODE_LINES))
    day = value.fact.detail.get("day")
    return ReleaseLine(
        name=value.part,
        day=date.fromisoformat(day) if day else None,
        licence=value.text or _("none found"),
        licence_url=address_of("evidence:fact", value.fact_id),
        is_other=older is not None and older.text != value.text,
        components=_number(components),
        components_url=_url(components),
        code_lines=_number(code_lines),
        code_lines_url=_url(code_lines),
    )


def _number(value: CurrentValue | None) -> str:
    return say_number(round(value.number or 0)) if value else "-"


def _url(value: CurrentValue | None) -> str:
    return address_of("evidence:fact", value.fact_id) if value else ""
