"""Licences of many repositories: families as one bar, and the most frequent ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.addresses import address_of
from ospolis.core.charts import Chart, Slice, draw_stacked_bar, say_number
from ospolis.evidence.selectors import FigureRow
from ospolis.mapping.words import FAMILIES, spell_fraction

_MOST = 8


@dataclass(frozen=True, slots=True)
class LicenceView:
    """The bar with its finding, the most frequent licences, and the ways on."""

    chart: Chart
    finding: str
    frequent: tuple[tuple[str, str], ...]
    why: str
    mend: str
    mend_url: str


def describe_licences(
    states: Mapping[str, int], declared: Mapping[str, int], *, realm: str, clear: FigureRow | None
) -> LicenceView | None:
    """Tell the licences of an office; None when no repository was read.

    Shapes   states: repositories by family of licence; declared: by declared expression
    """
    families = {family: states.get(family, 0) for family in FAMILIES}
    if not sum(families.values()):
        return None
    ranked = sorted(declared.items(), key=lambda row: (-row[1], row[0]))
    missing = families["none"]
    mend = ngettext("%(n)s repository to mend", "%(n)s repositories to mend", missing) % {"n": say_number(missing)}
    return LicenceView(
        chart=draw_families(families),
        finding=say_families(families),
        frequent=tuple((text, say_number(n)) for text, n in ranked[:_MOST]),
        why=address_of("evidence:figure", clear.key) if clear else "",
        mend=mend if missing else "",
        mend_url=f"{address_of('mapping:repositories')}?office={realm}&family=none",
    )


def draw_families(families: Mapping[str, int]) -> Chart:
    """One bar of the families of licences; what is not known and what has none are hatched."""
    total = sum(families.values())
    note = ngettext(
        "%(n)s repository by family of its licence", "%(n)s repositories by family of their licences", total
    ) % {"n": say_number(total)}  # fmt: skip
    return draw_stacked_bar(
        [
            Slice(str(words), families[family], series)
            for family, (words, series) in FAMILIES.items()
            if families.get(family)
        ],
        title=say_families(families),
        note=note,
        label=note,
        head=(_("Family"), _("Repositories")),
    )


def say_families(families: Mapping[str, int]) -> str:
    """The finding about missing licences: a sentence that is true or false."""
    total, missing = sum(families.values()), families.get("none", 0)
    if not missing:
        return _("Every repository has a licence")
    if missing == total:
        return _("No repository has a licence")
    fraction = spell_fraction(missing, total)
    if fraction is None:
        return ngettext(
            "%(n)s of %(total)s repositories has no licence", "%(n)s of %(total)s repositories have no licence", missing
        ) % {"n": say_number(missing), "total": say_number(total)}
    spelled, is_exact = fraction
    if is_exact:
        return _("One repository in %(n)s has no licence") % {"n": spelled}
    return _("About one repository in %(n)s has no licence") % {"n": spelled}
