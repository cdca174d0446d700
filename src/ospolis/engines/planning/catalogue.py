"""The catalogue of actions: what each takes of the office and of an institution, and what it waits for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files

from ospolis.engines.maturity.applicability import ALWAYS, Condition, ConditionRefused, parse_condition
from ospolis.engines.maturity.refusing import Findings, Place, open_file
from ospolis.engines.planning.model import BadProblem, Kind, check_circles

SCHEMA = "action-catalogue"
KINDS: tuple[Kind, ...] = ("national", "cohort", "single")
# The categories of funded lines in a budget.
CATEGORIES = ("local_staff", "events", "training", "external_experts", "other_operating")
# Who delivers an action.
DESKS = ("assistance", "convening", "feedback", "guidance", "learning", "requests")
_MOST_MONTHS, _MOST_DAYS, _MOST_MONEY, _MOST_SEATS = 24, 400, 10_000_000, 500


@dataclass(frozen=True, slots=True)
class Effort:
    """One action as the catalogue has it.

    Units    staff: days a month by role; money: by category, in the currency of the catalogue, at the start; in_kind:
             days of the institution in all; load: days of the institution a month
    """

    code: str
    title: str
    help: str
    kind: Kind
    months: int
    desk: str
    staff: Mapping[str, float]
    money: Mapping[str, int]
    in_kind: float
    load: float
    seats: int
    min_seats: int
    waits_for: tuple[str, ...]
    applicability: Condition
    brings_evidence: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All actions of one version.

    Shapes   questions: the question bank in which it stands what an action helps with; roles: titles by code
    """

    code: str
    version: str
    date: str
    source: str
    currency: str
    price_year: int
    questions: str
    roles: Mapping[str, str]
    actions: tuple[Effort, ...]


def shipped_catalogue() -> Catalogue:
    """Read the catalogue that comes with the product."""
    name = "core-1.yml"
    return read_catalogue(files("ospolis").joinpath("reference", "actions", name).read_bytes(), name=name)


def read_catalogue(data: bytes, *, name: str = "actions.yml") -> Catalogue:
    """Read a catalogue of actions.

    Raises   BankRefused with every problem: an amount that cannot be, a role or category that is not known, an action
             that waits for one that is not there, a circle of actions that wait for each other
    """
    findings = Findings()
    place = open_file(name, data, findings)
    place.allow("schema", "code", "version", "date", "source", "licence", "unit", "currency", "price_year", "questions",
                "roles", "actions")  # fmt: skip
    place.choice("schema", (SCHEMA,))
    roles = {row.text("code"): row.text("title") for row in place.places("roles")}
    actions = tuple(_read_action(row, roles) for row in place.places("actions"))
    _check_codes(place, actions)
    head = {key: place.text(key) for key in ("code", "version", "date", "source", "currency", "questions")}
    year = place.whole("price_year", least=1990, most=2100)
    findings.settle()
    return Catalogue(**head, price_year=year, roles=roles, actions=actions)


def _read_action(place: Place, roles: Mapping[str, str]) -> Effort:
    place.allow("code", "title", "help", "kind", "months", "desk", "staff", "money", "in_kind", "load", "seats",
                "min_seats", "waits_for", "applicability", "brings_evidence")  # fmt: skip
    kind: Kind = "single"
    word = place.choice("kind", KINDS)
    for one in KINDS:
        kind = one if one == word else kind
    seats = place.whole("seats", least=1, most=_MOST_SEATS, default=1)
    if kind != "cohort" and (place.has("seats") or place.has("min_seats")):
        place.refuse("seats", "no-seats", "Only a cohort has seats. Remove them, or make it a cohort.")
    return Effort(
        code=place.text("code", most=60),
        title=place.text("title", most=120),
        help=place.text("help"),
        kind=kind,
        months=place.whole("months", least=1, most=_MOST_MONTHS),
        desk=place.choice("desk", DESKS),
        staff=_read_amounts(place, "staff", roles, _MOST_DAYS),
        money={key: int(amount) for key, amount in _read_amounts(place, "money", CATEGORIES, _MOST_MONEY).items()},
        in_kind=place.number("in_kind", least=0, most=_MOST_DAYS, default=0),
        load=place.number("load", least=0, most=_MOST_DAYS, default=0),
        seats=seats,
        min_seats=place.whole("min_seats", least=1, most=seats, default=1),
        waits_for=place.texts("waits_for"),
        applicability=_read_condition(place),
        brings_evidence=place.flag("brings_evidence"),
    )


def _read_amounts(place: Place, name: str, allowed: Collection[str], most: int) -> dict[str, float]:
    if not place.has(name):
        return {}
    row = place.map(name)
    row.allow(*allowed)
    return {key: row.number(key, least=0, most=most) for key in row.names() if key in allowed}


def _read_condition(place: Place) -> Condition:
    try:
        return parse_condition(place.text("applicability", needed=False))
    except ConditionRefused as refused:
        place.refuse("applicability", "wrong-condition", str(refused))
        return ALWAYS


def _check_codes(place: Place, actions: tuple[Effort, ...]) -> None:
    known = {action.code: action for action in actions}
    if len(known) < len(actions):
        place.refuse("actions", "given-twice", "An action stands here twice. Keep one.")
    for action in actions:
        for code in action.waits_for:
            if code not in known:
                place.refuse("actions", "unknown-action", f"{action.code} waits for {code[:60]!r}, which is not here.")
            elif action.kind == "national" and known[code].kind != "national":
                place.refuse("actions", "waits-for-one", f"{action.code} is for all, and cannot wait for {code}.")
    try:
        check_circles({code: tuple(one for one in row.waits_for if one in known) for code, row in known.items()})
    except BadProblem as circle:
        place.refuse("actions", "circle", f"Actions wait for each other in a circle: {circle}.")
