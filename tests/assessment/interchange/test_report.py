"""The printed report: every part says something, also when there is nothing to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assessment.interchange.test_documents import PRINTING, WHOLE, marks_of
from ospolis.assessment.interchange import report
from ospolis.assessment.interchange.report import (
    PlainReport,
    ReportContradiction,
    ReportDimension,
    ReportStep,
    set_report,
)

REPORT = PlainReport(
    institution="Registry of Arva",
    key="arva-registry",
    day=date(2026, 11, 2),
    staged_level=2,
    p_level=(0.99, 0.9, 0.314, 0.02),
    dimensions=(
        ReportDimension("Mandate", 2.7, 2.2, 1.4, 3.5, 3.0, 0.3, is_strength=False),
        ReportDimension("Licensing", 3.4, 3.1, 2.8, 3.8, 3.0, 0.0, is_strength=True),
        ReportDimension("Skills", None, 0.9, 0.2, 3.4, 3.0, None, is_strength=False),
        ReportDimension("Funding", 1.0, 0.8, 0.2, 2.1, 3.0, 2.0, is_strength=False),
    ),
    steps=(ReportStep("D10.1", "Upkeep is funded", "Case by case.", 2, "A budget line is named.", ("Ask early",)),),
    contradictions=(ReportContradiction("D3.1", "Licences are stated", "claimed more", 4.0, 1.0, "open", "Why?"),),
    bank="core 1",
    policy="policy 1",
    facts=214,
    roles=1,
    observed=9,
    expected=12,
    sources=("Public repositories",),
)
NOTHING = replace(
    REPORT,
    staged_level=None,
    dimensions=(),
    steps=(),
    contradictions=(),
    facts=0,
    roles=0,
    observed=0,
    expected=0,
    sources=(),
)


def test_a_report_is_made_for_archives_and_for_readers_of_screens():
    assert marks_of(set_report(REPORT, PRINTING)) == WHOLE
    assert marks_of(set_report(NOTHING, PRINTING)) == WHOLE


def test_a_report_says_what_is_good_first_and_then_what_to_do():
    values = report._values_of(REPORT)

    assert values["stand"] == [
        "The institution holds level 2 of 4. Level 2: it is defined how things are done.",
        "The chance that it holds level 3 already is 31 %.",
    ]
    assert [row["cells"] for row in values["table"]["rows"]][2] == ["-", "0.9", "0.2 - 3.4", "3.0"]
    parts = {part["title"]: part for part in values["parts"]}
    assert list(parts) == [
        "What is good",
        "Where something is missing",
        "What to do next",
        "Answers and evidence that do not fit",
        "How to read the numbers",
        "Method, date and sources",
    ]
    assert parts["What is good"]["points"] == ["Licensing: proven at 3.1, the target is 3.0."]
    assert parts["Where something is missing"]["points"] == [
        "Funding: 2.0 levels below the target of 3.0.",
        "Mandate: 0.3 levels below the target of 3.0.",
    ]
    assert parts["What to do next"]["entries"] == [
        {
            "title": "1. Upkeep is funded (D10.1)",
            "sentences": ["Today: Case by case.", "Level 2: A budget line is named.", "What helps: Ask early."],
        }
    ]
    assert parts["Answers and evidence that do not fit"]["entries"][0]["sentences"] == [
        "Answered: 4.0. Evidence: 1.0.",
        "claimed more (open).",
        "Why?",
    ]


def test_a_report_without_results_says_so_in_each_part():
    values = report._values_of(NOTHING)

    assert values["stand"] == ["Too little is known for a level."]
    assert [part["sentences"][0] for part in values["parts"][:4]] == [
        "No subject has reached its target by evidence yet. The parts below say where to begin.",
        "No gap to a target is known.",
        "No next step stands out.",
        "Answers and evidence fit together.",
    ]


def test_the_highest_level_promises_no_next_one():
    assert report._values_of(replace(REPORT, staged_level=4))["stand"] == [
        "The institution holds level 4 of 4. Level 4: it is measured, and it gets better."
    ]
