"""Key figures as pages show them: the number, its bar, what is not known, and the way to its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.addresses import address_of
from ospolis.core.charts import draw_figure_bar
from ospolis.evidence.pages import say_value
from ospolis.evidence.selectors import FigureRow


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """What `c-figure` shows."""

    label: str
    value: str
    unit: str
    bar: SafeString | str
    note: str
    at: datetime
    why: str


def show_figures(
    figures: Mapping[tuple[str, str], FigureRow], codes: Iterable[str], subject_key: str
) -> tuple[KeyFigure, ...]:
    """The figures of one subject in the order of `codes`; those that were never worked out are left out."""
    found = (figures.get((code, subject_key)) for code in codes)
    return tuple(show_figure(row) for row in found if row is not None)


def show_figure(row: FigureRow) -> KeyFigure:
    """One figure, with its bar when it is a share."""
    is_share = row.definition.unit == "%"
    bar: SafeString | str = ""
    if is_share:
        bounds = {}
        if row.unknown and row.value is not None and row.low is not None and row.high is not None:
            bounds = {"low": row.low / 100, "high": row.high / 100}
        bar = draw_figure_bar(None if row.value is None else row.value / 100, **bounds)
    return KeyFigure(
        label=_(row.definition.title),
        value="" if row.value is None else say_value(row.value, row.definition.unit),
        unit="" if is_share else _(row.definition.unit),
        bar=bar,
        note=_note(row) if is_share else "",
        at=row.computed_at,
        why=address_of("evidence:figure", row.key),
    )


def _note(row: FigureRow) -> str:
    if row.value is None:
        return _("Nothing was counted yet")
    parts = {"top": _grouped(row.numerator), "bottom": _grouped(row.denominator or 0)}
    counted = _("%(top)s of %(bottom)s") % parts
    if not row.unknown:
        return counted
    doubt = ngettext("%(n)s not known", "%(n)s not known", row.unknown) % {"n": row.unknown}
    return f"{counted}, {doubt}"


def _grouped(number: float) -> str:
    return number_format(round(number), force_grouping=True)
