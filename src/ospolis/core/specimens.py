"""Sample values of the component page: an invented country, so that each component shows real shapes of text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from ospolis.core import charts
from ospolis.core.page import Crumb

DAY = date(2026, 11, 9)
HOSTILE = '"><script>alert(1)</script>'
INSTITUTIONS = ("Ministry of Digital Affairs", "Civil Registry Agency", "Harbour and Coast Authority")


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of a verdict card."""

    term: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a case: done, current or still to come."""

    title: str
    state: str = ""


class SampleForm(forms.Form):
    """One field of each kind, filled in with mistakes."""

    name = forms.CharField(label="Full name", help_text="As you want it on your certificate")
    email = forms.EmailField(
        label="E-mail address",
        help_text="We send your place and one reminder",
        error_messages={"invalid": "Enter an e-mail address with an @ sign"},
    )
    how = forms.ChoiceField(
        label="How do you take part?",
        choices=(("room", "In the room"), ("online", "Online")),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you take part"},
    )
    kind = forms.ChoiceField(label="Kind", choices=(("", "All kinds"), ("agency", "Agency")), required=False)
    need = forms.CharField(
        label="What do you need to take part?", widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    news = forms.BooleanField(label="Tell me about the next workshop", required=False)


def sample_form() -> SampleForm:
    """Fill in the sample form with two answers that need attention."""
    return SampleForm({"name": "Sami Haddad", "email": "desk.registry.gov.example"})


def sample_values() -> dict[str, Any]:
    """Gather what the component page shows, drawn afresh so that it follows the language of the reader."""
    return {
        "day": DAY,
        "hostile": HOSTILE,
        "institutions": INSTITUTIONS,
        "entry": "Birth Notification Forms",
        "crumbs": (Crumb("National map", "/map/"), Crumb("Institutions", "/institutions/"), Crumb("Civil Registry")),
        "form": sample_form(),
        "answers": (
            Answer("Use it as it is", "good", "Yes"),
            Answer("Change it for yourself", "good", "Yes"),
            Answer("Give it to others", "warn", "Yes, with duties"),
            Answer("Close your changes", "bad", "No"),
        ),
        "stages": (Stage("Sent", "done"), Stage("Checked", "done"), Stage("Decision", "current"), Stage("Published")),
        **sample_charts(),
    }


def sample_charts() -> dict[str, Any]:
    """Draw one chart of each kind, each with something unknown in it."""
    families = (
        charts.Slice("Permissive", 64, 1, "MIT, Apache-2.0"),
        charts.Slice("Weak copyleft", 31, 4, "EUPL-1.2, MPL-2.0"),
        charts.Slice("Strong copyleft", 52, 2, "GPL-3.0-or-later"),
        charts.Slice("Several, unresolved", 12, 3, "MIT and GPL-2.0-only"),
        charts.Slice("None found", 28, charts.UNKNOWN),
    )
    months = ("Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
    commits = (18, 22, 31, 47, 20, 16, 28, 52, None, 25, 44, 58)
    return {
        "stacked": charts.draw_stacked_bar(
            families,
            title="One repository in seven has no licence",
            note="187 public repositories by family of the detected licence, 9 November 2026",
            label="Repositories by family of licence",
            head=("Family", "Repositories", "Most frequent"),
            keeps_order=True,
            csv_url="#families.csv",
        ),
        "columns": charts.draw_columns(
            [charts.Column(month, count) for month, count in zip(months, commits, strict=True)],
            title="Changes rise before each release",
            note="Commits by month, December 2025 to November 2026",
            label="Commits by month, highest in November with 58",
            head=("Month", "Commits"),
        ),
        "units": charts.draw_units(
            (charts.Slice("Contain the action", 184, 1), charts.Slice("Do not", 12, 5), charts.Slice("Unknown", 4, 0)),
            title="184 of 200 good plans contain this action",
            note="Each mark is one plan that is nearly as good as this one",
            label="184 of 200 good plans",
            head=("Plans", "Number"),
        ),
        **sample_marks(),
        **sample_tables(),
    }


def sample_marks() -> dict[str, Any]:
    """Draw the marks that stand inside cells and under figures."""
    return {
        "counted": charts.draw_figure_bar(0.71),
        "estimated": charts.draw_figure_bar(0.46, low=0.41, high=0.51),
        "not_known": charts.draw_figure_bar(None),
        "cell": charts.draw_bar(0.63, height=8),
        "cell_interval": charts.draw_interval(2.2, low=1.8, high=2.6, radius=4),
        "spark": charts.draw_sparkline((1.5, 1.7, None, 2.0, 2.1, 2.2), label="From 1.5 to 2.2 in six quarters"),
        "progress": charts.draw_bar(0.62, height=12),
    }


def sample_tables() -> dict[str, Any]:
    """Draw the charts that are tables."""
    levels = ((3.2, 3.4, 2.6), (2.3, 0.4, 1.4), (1.1, None, 0.2))
    return {
        "bars": charts.draw_row_chart(
            (
                charts.Bar("Urgent", 9, url="#why", more=("6 days",)),
                charts.Bar("High", 27, url="#why", more=("19 days",)),
                charts.Bar("Medium", 41, more=("48 days",)),
                charts.Bar("Not scanned", None, more=("",)),
            ),
            caption="Open findings by severity, with the median age",
            head=("Severity", "Open", "Median age"),
        ),
        "intervals": charts.draw_interval_rows(
            (
                charts.Estimate("Mandate and strategy", 2.8, 2.4, 3.1, 3.0, url="#why"),
                charts.Estimate("Licensing and legal", 1.6, 1.1, 2.2, 2.5, url="#why"),
                charts.Estimate("Sustainability", None, target=2.5),
            ),
            caption="Maturity by dimension from 0 to 4",
            head=("Dimension", "Mean", "90 % interval", "Target"),
            legend=("Mean", "90 % interval", "Target for June 2028"),
            joiner="%(low)s to %(high)s",
        ),
        "heat": charts.draw_heat_map(
            [
                charts.LevelRow(name, tuple(_cell(level) for level in row), url="#institution")
                for name, row in zip(INSTITUTIONS, levels, strict=True)
            ],
            caption="Level by institution and dimension",
            corner="Institution",
            columns=("Mandate", "Policy", "Licensing"),
        ),
    }


def _cell(level: float | None) -> charts.Level:
    return charts.Level(level, charts.say_number(level), "" if level is None else "±0.5", url="#why")
