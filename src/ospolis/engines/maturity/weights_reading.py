"""Other weights for the questions of a bank: a file of a country that says how much each of them counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ospolis.engines.maturity.bank import Item
from ospolis.engines.maturity.refusing import Place

WEIGHTS = "question-bank-weights"
WEIGHTS_KEYS = ("schema", "bank", "adds", "date", "source", "licence", "unit", "weights")
MOST_WEIGHT = 1000


def weigh_items(items: tuple[Item, ...], places: Iterable[Place]) -> tuple[Item, ...]:
    """Give the questions with the weights that the files of weights name; what is wrong is noted at its place."""
    known = {item.code for item in items}
    given: dict[str, float] = {}
    for place in places:
        if place.text("schema", needed=False) != WEIGHTS:
            continue
        table = place.map("weights")
        for code in table.names():
            if code not in known:
                table.refuse(code, "unknown-code", f"{code[:60]!r} is not in the bank. Correct the code or remove it.")
            elif code in given:
                table.refuse(code, "given-twice", f"{code} has a weight in another file already. Keep one.")
            else:
                given[code] = read_weight(table, code)
    return tuple(replace(item, weight=given.get(item.code, item.weight)) for item in items)


def read_weight(place: Place, name: str) -> float:
    """Read a weight; 1 when there is none."""
    before = len(place.findings.problems)
    weight = place.number(name, least=0, most=MOST_WEIGHT, default=1, code="wrong-weight")
    if weight == 0 and len(place.findings.problems) == before:
        message = "A weight is above 0. Leave the question out when it does not count."
        place.refuse(name, "wrong-weight", message)
    return weight
