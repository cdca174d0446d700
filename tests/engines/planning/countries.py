"""Countries for tests: tiny ones that can be searched whole, and large ones that look like a real one."""

from __future__ import annotations

import random

from ospolis.engines.planning import Action, Floors, Institution, Line, Problem, Uplift

DIMENSIONS = tuple(f"D{number}" for number in range(1, 11))
NO_FLOORS = Floors(region=0, reach=0, weakest=0)


def action(code, kind="single", months=3, **given):
    """An action with an uplift of half a level to D1 unless it says otherwise."""
    given.setdefault("uplift", {} if kind == "national" else {"D1": Uplift(30, 50, 80)})
    return Action(code, kind, months, **given)


def institution(key, gap=100, **given):
    """An institution that every action of `problem` fits."""
    return Institution(key, {"D1": gap}, given.pop("applicable", frozenset()), **given)


def problem(actions, institutions, **given):
    """A problem in which every institution may do whatever is not national."""
    catalogue = {one.code: one for one in actions}
    local = frozenset(code for code, one in catalogue.items() if one.kind != "national")
    listed = tuple(
        one if one.applicable else Institution(**{**fields_of(one), "applicable": local}) for one in institutions
    )
    given.setdefault("floors", NO_FLOORS)
    return Problem(catalogue, listed, **given)


def fields_of(row):
    return {name: getattr(row, name) for name in row.__slots__}


def random_country(seed, institutions=3, actions=4, quarters=3):
    """A small country with all kinds of rows, some of them tight."""
    draw = random.Random(seed)  # noqa: S311  # a made-up country
    catalogue = []
    for number in range(actions):
        catalogue.append(_draw_action(draw, f"A{number}", catalogue))
    return Problem(
        {one.code: one for one in catalogue},
        tuple(_draw_institution(draw, f"i{number}", catalogue, quarters) for number in range(institutions)),
        quarters,
        staff={"trainer": tuple(draw.randint(0, 200) for _ in range(quarters))},
        lines={"services": Line(total := draw.randint(0, 30), ((1, total * 6 // 10),))},
    )


def _draw_action(draw, code, catalogue):
    kind = draw.choice(("single", "single", "cohort", "national"))
    before = [one.code for one in catalogue if kind != "national" or one.kind == "national"]
    seats = draw.randint(1, 3)
    return action(
        code,
        kind,
        draw.choice((2, 3, 5, 6)),
        staff={"trainer": draw.randint(0, 40)},
        money={"services": draw.randint(0, 9)},
        in_kind=draw.randint(0, 2),
        absorption=draw.randint(0, 30),
        seats=seats,
        min_seats=draw.randint(1, seats),
        prerequisites=tuple(draw.sample(before, min(len(before), draw.randint(0, 1)))),
        uplift={} if kind == "national" else {key: Uplift(10, draw.randint(20, 90), 120) for key in ("D1", "D2")},
        brings_evidence=draw.random() < 0.3,
    )


def _draw_institution(draw, key, catalogue, quarters):
    return Institution(
        key,
        {"D1": draw.randint(0, 150), "D2": draw.randint(0, 150)},
        frozenset(one.code for one in catalogue if one.kind != "national" and draw.random() < 0.8),
        region=draw.choice(("", "north", "south")),
        weight=draw.randint(50, 150),
        level=draw.randint(0, 400),
        absorption=tuple(draw.randint(20, 120) for _ in range(quarters)) if draw.random() < 0.7 else None,
        in_kind=draw.choice((None, 1, 4)),
        hardly_known=frozenset({"D2"}) if draw.random() < 0.2 else frozenset(),
    )


ROLES = {"officer": 1_620, "lawyer": 540, "expert": 1_280}
MONEY = {"services": 2_000, "travel": 1_200, "training": 1_000, "equipment": 1_500}


def large_country(institutions=150, actions=40, seed=1):
    """A country like a real one: 8 quarters, ten dimensions, three roles, four lines of money, five regions."""
    draw = random.Random(seed)  # noqa: S311  # a made-up country
    catalogue = [action(f"N{number}", "national", draw.choice((3, 6)), staff={"expert": 40}) for number in range(6)]
    for number in range(actions - 6):
        catalogue.append(_draw_large_action(draw, number, catalogue))
    local = [one.code for one in catalogue if one.kind != "national"]
    listed = [
        Institution(
            f"i{number:03}",
            {key: draw.choice((0, 0, 50, 100, 150, 200)) for key in DIMENSIONS},
            frozenset(code for code in local if draw.random() < 0.9),
            region=f"region-{draw.randint(1, 5)}",
            weight=draw.choice((50, 100, 100, 150)),
            level=draw.randint(0, 300),
            absorption=(draw.choice((120, 200, 300)),) * 8,
            in_kind=draw.choice((10, 20, 40)),
        )
        for number in range(institutions)
    ]
    share = institutions / 150
    lines = {name: int(total * share) for name, total in MONEY.items()}
    return Problem(
        {one.code: one for one in catalogue},
        tuple(listed),
        8,
        staff={role: (int(days * share) + 100,) * 8 for role, days in ROLES.items()},
        lines={name: Line(total, ((4, total * 6 // 10),)) for name, total in lines.items()},
    )


def _draw_large_action(draw, number, catalogue):
    before = draw.sample(catalogue, draw.choice((0, 0, 1, 1, 2)))
    return action(
        f"A{number:02}",
        "cohort" if number < 8 else "single",
        draw.choice((1, 2, 3, 4, 6)),
        staff={draw.choice(("officer", "lawyer", "expert")): draw.randint(5, 40)},
        money={draw.choice(tuple(MONEY)): draw.randint(1, 20)},
        in_kind=draw.randint(0, 5),
        absorption=draw.randint(5, 40),
        seats=12,
        min_seats=4,
        prerequisites=tuple(one.code for one in before),
        uplift={key: Uplift(20, draw.randint(30, 120), 160) for key in draw.sample(DIMENSIONS, draw.randint(1, 3))},
        brings_evidence=draw.random() < 0.2,
    )
