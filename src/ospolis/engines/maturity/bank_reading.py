"""Reads a question bank from its files, and refuses it whole with every problem that was found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from ospolis.engines.maturity.applicability import (
    ALWAYS,
    ITEM_CODE,
    NAMES,
    Condition,
    ConditionRefused,
    can_hold,
    parse_condition,
)
from ospolis.engines.maturity.bank import (
    EVIDENCE_CLASSES,
    FIRST_LANGUAGE,
    LANGUAGE,
    LEVELS,
    RESPONDENT_ROLES,
    UNITS,
    Action,
    ActionLink,
    Bank,
    Dimension,
    EvidenceClass,
    Item,
    MeasureShape,
    UnitOfAnalysis,
)
from ospolis.engines.maturity.hook_reading import read_hook
from ospolis.engines.maturity.refusing import Findings, Place, open_file
from ospolis.engines.maturity.weights_reading import WEIGHTS, WEIGHTS_KEYS, read_weight, weigh_items

HEAD = "question-bank"
PART = "question-bank-items"
MOST_ITEMS = 400
MOST_HOOKS = 12
HEAD_KEYS = (
    "schema",
    "code",
    "version",
    "date",
    "title",
    "licence",
    "source",
    "language",
    "unit",
    "dimensions",
    "actions",
    "items",
)
PART_KEYS = (
    "schema",
    "bank",
    "adds",
    "date",
    "source",
    "licence",
    "language",
    "unit",
    "dimensions",
    "actions",
    "items",
)
ITEM_KEYS = (
    "code",
    "dimension",
    "statement",
    "help",
    "anchors",
    "unit",
    "respondent_roles",
    "applicability",
    "ask_when",
    "evidence_class",
    "hooks",
    "no_hook_reason",
    "weight",
    "essential_for",
    "reverse",
    "inclusion",
    "sdg_tags",
    "action_links",
    "replaces",
)
_CODE = re.compile(r"[a-z][a-z0-9-]{0,31}")
_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIMENSION = re.compile(r"[A-Z][A-Z0-9]{0,7}")
_ACTION = re.compile(r"[AN]-[a-z0-9]+(-[a-z0-9]+)*")
_GOAL = re.compile(r"([1-9]|1[0-7])(\.([1-9][0-9]?|[a-f]))?")
_REPLACED = re.compile(r"[a-z][a-z0-9-]{0,31}-[0-9.+a-z-]{1,40}/[A-Z][A-Z0-9]{0,7}\.[1-9][0-9]{0,2}")


def read_bank(documents: Mapping[str, bytes], *, measures: Mapping[str, MeasureShape]) -> Bank:
    """Read a bank: its head, and the files of questions that belong to it or are added to it.

    Shapes   documents: the bytes of each file by its name; one has the schema `question-bank`, the others
             `question-bank-items` or `question-bank-weights`. Dimensions, actions and questions keep the order of the
             file names
             measures: the measures of the ledger by code
    Raises   BankRefused with every problem (at most 200), each with file, place, line and remedy
    """
    findings = Findings()
    places = [open_file(name, data, findings) for name, data in _in_order(documents)]
    for place in places:
        place.choice("schema", (HEAD, PART, WEIGHTS))
    heads = [place for place in places if place.text("schema", needed=False) == HEAD]
    if len(heads) != 1:
        first = places[0] if places else open_file("question-bank", b"{}", findings)
        first.refuse("schema", "one-head", f"Exactly one file has the schema {HEAD!r}; there are {len(heads)}.")
        findings.settle()
    bank = _read_whole(heads[0], places, measures)
    _check_whole(bank, heads[0])
    findings.settle()
    return bank


def _in_order(documents: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    """Sort file names as people do: D2 stands before D10."""
    return sorted(documents.items(), key=lambda row: [(len(part), part) for part in re.split(r"(\d+)", row[0])])


def _read_whole(head: Place, places: list[Place], measures: Mapping[str, MeasureShape]) -> Bank:
    head.allow(*HEAD_KEYS)
    _match(head, "code", _CODE, "small letters, digits and hyphens")
    _match(head, "version", _VERSION, "a number such as 1 or 1.2")
    _match(head, "date", _DAY, "a day such as 2026-11-23")
    added = [code for place in places if place is not head for code in _read_part(place, head.text("code"))]
    spoken = _read_language(head, FIRST_LANGUAGE)
    languages = {id(place): _read_language(place, spoken) for place in places}
    dimensions = tuple(
        _read_dimension(row, languages[id(place)]) for place in places for row in place.places("dimensions")
    )
    actions = tuple(_read_action(row) for place in places for row in place.places("actions"))
    rows, items = _read_items(head, [(place, languages[id(place)]) for place in places], measures)
    _refuse_repeated(head, "items", (item.code for item in items))
    _refuse_repeated(head, "dimensions", (dimension.code for dimension in dimensions))
    _refuse_repeated(head, "actions", (action.code for action in actions))
    for row, item in zip(rows, items, strict=True):
        _check_links(row, item, dimensions, actions)
    _check_reach(rows, items)
    return Bank(
        code=head.text("code"),
        version="+".join([head.text("version"), *dict.fromkeys(added)]),
        date=head.text("date"),
        title=head.text("title"),
        licence=head.text("licence"),
        source=head.text("source"),
        dimensions=dimensions,
        items=weigh_items(items, places),
        actions=actions,
        language=spoken,
    )


def _read_items(
    head: Place, places: list[tuple[Place, str]], measures: Mapping[str, MeasureShape]
) -> tuple[list[Place], tuple[Item, ...]]:
    rows = [(row, place.text("adds", needed=False), language) for place, language in places
            for row in place.places("items")]  # fmt: skip
    if len(rows) > MOST_ITEMS:
        head.refuse("items", "too-many", f"A bank holds at most {MOST_ITEMS} questions; this one has {len(rows)}.")
        head.findings.settle()
    return [row for row, _, _ in rows], tuple(_read_item(row, adds, told, measures) for row, adds, told in rows)


def _read_part(place: Place, bank: str) -> Iterator[str]:
    """Read the head of a part; gives the code of the addition that it is, or nothing when it belongs to the bank."""
    is_weights = place.text("schema", needed=False) == WEIGHTS
    place.allow(*(WEIGHTS_KEYS if is_weights else PART_KEYS))
    if place.has("bank") and place.text("bank") != bank:
        place.refuse("bank", "other-bank", f"This file is for the bank {place.text('bank')[:40]!r}, not for {bank!r}.")
    if place.has("adds") or is_weights:
        yield _match(place, "adds", _CODE, "small letters, digits and hyphens")


def _read_language(place: Place, usual: str) -> str:
    language = place.text("language", needed=False) or usual
    if not LANGUAGE.fullmatch(language):
        place.refuse("language", "wrong-language", f"{language[:40]!r} is no code of a language, such as fr or pt-BR.")
    return language


def _read_dimension(row: Place, language: str) -> Dimension:
    row.allow("code", "title", "explanation")
    return Dimension(
        code=_match(row, "code", _DIMENSION, "a capital letter and digits, such as D1"),
        title=row.text("title", most=100),
        explanation=row.text("explanation"),
        language=language,
    )


def _read_action(row: Place) -> Action:
    row.allow("code", "title")
    return Action(_match(row, "code", _ACTION, "a code such as A-policy"), row.text("title", most=160))


def _read_item(row: Place, adds: str, language: str, measures: Mapping[str, MeasureShape]) -> Item:
    row.allow(*ITEM_KEYS)
    evidence_class = row.choice("evidence_class", EVIDENCE_CLASSES)
    hooks = tuple(read_hook(place, measures) for place in row.places("hooks"))
    if len(hooks) > MOST_HOOKS:
        row.refuse("hooks", "too-many", f"A question has at most {MOST_HOOKS} hooks.")
    if not hooks:
        row.text("no_hook_reason")
    if evidence_class == "A" and all(hook.strength == "hint" for hook in hooks):
        row.refuse("hooks", "class-without-hook", "Class A needs a hook that is no hint. Add one, or choose P or H.")
    if evidence_class == "P" and not hooks:
        row.refuse("hooks", "class-without-hook", "Class P needs a hook. Add one, or choose H.")
    roles = row.texts("respondent_roles", RESPONDENT_ROLES)
    if not roles:
        row.refuse("respondent_roles", "missing-respondent-roles", "Say who can answer.")
    return Item(
        code=_match(row, "code", ITEM_CODE, "a code such as D1.1"),
        dimension=row.text("dimension", needed=False) or row.text("code", needed=False).partition(".")[0],
        statement=row.text("statement", most=200),
        help=row.text("help", most=800),
        anchors=_read_anchors(row),
        unit=cast(UnitOfAnalysis, row.choice("unit", UNITS)),
        respondent_roles=roles,
        applicability=_read_condition(row, "applicability"),
        ask_when=_read_condition(row, "ask_when"),
        evidence_class=cast(EvidenceClass, evidence_class),
        hooks=hooks,
        no_hook_reason=row.text("no_hook_reason", needed=False),
        weight=read_weight(row, "weight"),
        essential_for=row.whole("essential_for", least=1, most=4) if row.has("essential_for") else None,
        reverse=row.flag("reverse"),
        inclusion=row.flag("inclusion"),
        sdg_tags=_match_all(row, "sdg_tags", _GOAL, "a goal or target of the SDGs, such as 16.6"),
        action_links=tuple(_read_link(place) for place in row.places("action_links")),
        replaces=_match_all(row, "replaces", _REPLACED, "bank, version and question, such as core-1/D1.1"),
        added_by=adds,
        language=language,
    )


def _read_anchors(row: Place) -> tuple[str, str, str, str, str]:
    anchors = row.texts("anchors", most=300)
    if len(anchors) != 5 or not all(anchors):
        row.refuse("anchors", "missing-anchor", "Write five levels, from 0 to 4, each in its own words.")
        return ("", "", "", "", "")
    return (anchors[0], anchors[1], anchors[2], anchors[3], anchors[4])


def _read_condition(row: Place, name: str) -> Condition:
    try:
        condition = parse_condition(row.text(name, needed=False))
    except ConditionRefused as refused:
        row.refuse(name, "condition", str(refused))
        return ALWAYS
    strangers = [word for word in condition.names if (word in NAMES) is (name == "ask_when")]
    if strangers:
        message = "Only answers count in 'ask_when', and only what is known of the institution in 'applicability'."
        row.refuse(name, "condition-name", f"{', '.join(sorted(strangers))} cannot stand here. {message}")
    return condition


def _read_link(place: Place) -> ActionLink:
    place.allow("action", "uplift")
    uplift = place.numbers("uplift")
    if len(uplift) != 3 or not 0 <= uplift[0] <= uplift[1] <= uplift[2] <= 4 or not uplift[2]:
        message = "Write three levels: a low, a middle and a high guess, rising, from 0 to 4."
        place.refuse("uplift", "wrong-uplift", message)
        uplift = (0, 0, 0)
    return ActionLink(place.text("action"), *uplift)


def _match(place: Place, name: str, pattern: re.Pattern[str], words: str) -> str:
    text = place.text(name)
    if text and not pattern.fullmatch(text):
        place.refuse(name, f"wrong-{name}", f"{text[:60]!r} is not {words}.")
    return text


def _match_all(place: Place, name: str, pattern: re.Pattern[str], words: str) -> tuple[str, ...]:
    texts = place.texts(name)
    for text in texts:
        if not pattern.fullmatch(text):
            place.refuse(name, f"wrong-{name.replace('_', '-')}", f"{text[:60]!r} is not {words}.")
    return texts


def _refuse_repeated(head: Place, name: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code and code in seen:
            head.refuse(name, "duplicate-code", f"{code} is given twice. Give each its own code.")
        seen.add(code)


def _check_links(row: Place, item: Item, dimensions: tuple[Dimension, ...], actions: tuple[Action, ...]) -> None:
    if item.dimension not in {dimension.code for dimension in dimensions}:
        row.refuse("dimension", "unknown-dimension", f"{item.dimension or 'This dimension'} is not in the bank.")
    known = {action.code for action in actions}
    linked = [link.action for link in item.action_links]
    for code in linked:
        if code not in known:
            row.refuse("action_links", "unknown-action", f"{code[:60]!r} is not in the list of actions. Add it there.")
    if len(set(linked)) != len(linked):
        row.refuse("action_links", "given-twice", "An action is linked twice. Keep one.")


def _check_reach(rows: list[Place], items: tuple[Item, ...]) -> None:
    """Refuse a question that nobody could ever be asked: no values let its conditions hold together."""
    asked: dict[str, list[Condition]] = {}
    for row, item in zip(rows, items, strict=True):
        later = sorted(item.ask_when.names - asked.keys() - NAMES.keys())
        if later:
            message = f"{', '.join(later)} is no earlier question. Ask it before {item.code}, or change the condition."
            row.refuse("ask_when", "unknown-question", message)
        conditions = [*item.whom, item.ask_when]
        conditions += [found for code in item.ask_when.names for found in asked.get(code, ())]
        asked[item.code] = conditions
        try:
            reachable = can_hold(conditions)
        except ConditionRefused as refused:
            row.refuse("applicability", "condition", str(refused))
            continue
        if not reachable:
            row.refuse("applicability", "unreachable", "No institution could be asked this. Change the conditions.")


def _check_whole(bank: Bank, head: Place) -> None:
    held = {item.essential_for for item in bank.items}
    for level in LEVELS:
        if level not in held:
            message = f"No question is essential for level {level}. Each level from 1 to 4 needs at least one."
            head.refuse("items", "essential-hole", message)
    used = {item.dimension for item in bank.items}
    for dimension in bank.dimensions:
        if dimension.code not in used:
            head.refuse("dimensions", "empty-dimension", f"{dimension.code} has no question. Add one or remove it.")
