"""Conditions in plain words: whom a question concerns (`repositories > 0`), and after which answer it is asked.

    condition   = joined { "or" joined }
    joined      = single { "and" single }
    single      = "not" single | "(" condition ")" | comparison
    comparison  = name ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) value  |  name "in" value { "," value }

A name is one of NAMES (the confirmed inventory and declarations, never a scan) or the code of an earlier question.
What is not known makes no question go away: a comparison with an unknown value is unknown, and a condition that comes
out unknown holds.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Value: TypeAlias = float | str | bool | None
Sign: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">=", "in"]

KINDS = ("ministry", "department", "agency", "municipality", "state-owned", "other")
# What an institution hosts: `country` is the office of a whole country.
HOSTS = ("none", "office", "country")
# What a condition may ask of an institution: how it is counted, in words.
NAMES: Mapping[str, str] = {
    "kind": "kind of institution, one of: " + ", ".join(KINDS),
    "sector": "division of COFOG, two digits",
    "staff": "people who work there",
    "repositories": "repositories confirmed as the institution's",
    "systems": "systems declared, planned and retired ones left out",
    "open_systems": "of these, the systems declared as open or partly open",
    "closed_systems": "of these, the systems declared as proprietary or partly open",
    "key_systems": "of these, the systems with a criticality of 3 or 4",
    "own_systems": "of these, the systems with an own repository",
    "vendors": "different suppliers named for these systems",
    "hosts": "the office that the institution hosts, one of: " + ", ".join(HOSTS),
}
TEXT_NAMES = frozenset({"kind", "sector", "hosts"})
_CHOICES = {"kind": KINDS, "hosts": HOSTS}
ITEM_CODE = re.compile(r"[A-Z][A-Z0-9]{0,7}\.[1-9][0-9]{0,2}")
MOST_LENGTH = 300
MOST_DEPTH = 8
MOST_TRIALS = 50_000

_SIGN = re.compile(r"\s*(<=|>=|!=|[=<>(),]|[A-Za-z][A-Za-z0-9_.-]*|[0-9]+(?:\.[0-9]+)?)")
_WORDS = frozenset({"and", "or", "not", "in"})
_ORDERS = frozenset({"<", "<=", ">", ">="})


class ConditionRefused(ValueError):
    """A condition that cannot be read; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One name held against one value, or against several with `in`."""

    name: str
    sign: Sign
    values: tuple[float | str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Several conditions, all (`and`) or one (`or`) of which must hold; `not` has exactly one."""

    word: Literal["and", "or", "not"]
    parts: tuple[Node, ...]


Node: TypeAlias = Comparison | Joined


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was read: its text, its tree (None holds always) and the names it asks for."""

    text: str
    tree: Node | None
    names: frozenset[str]

    def holds(self, names: Mapping[str, Value]) -> bool:
        """Say whether the condition holds; it does when that cannot be told, since a value is not known.

        Shapes   names: values by NAMES and codes of questions; an absent name and None are not known
        """
        return self.tree is None or _judge(self.tree, names) is not False


ALWAYS = Condition("", None, frozenset())


def parse_condition(text: str) -> Condition:
    """Read a condition; an empty text always holds.

    Raises   ConditionRefused with what to change, at a word or name that is not known, more than 300 characters,
             or more than 8 levels of brackets
    """
    if not text.strip():
        return ALWAYS
    if len(text) > MOST_LENGTH:
        raise ConditionRefused(f"Shorten the condition to {MOST_LENGTH} characters.")
    parser = _Parser(tuple(_split(text)))
    tree = parser.condition(0)
    if parser.ahead():
        raise ConditionRefused(f"Write 'and' or 'or' before {parser.ahead()!r}.")
    return Condition(" ".join(text.split()), tree, _names_of((tree,)))


def join_conditions(conditions: Iterable[Condition]) -> Condition:
    """Join conditions into one that holds when all of them do."""
    found = [(condition.text, condition.tree) for condition in conditions if condition.tree is not None]
    trees = tuple(tree for _, tree in found if tree is not None)
    if len(found) < 2:  # one alone needs no brackets
        return Condition(found[0][0], trees[0], _names_of(trees)) if found else ALWAYS
    return Condition(" and ".join(f"({text})" for text, _ in found), Joined("and", trees), _names_of(trees))


def _names_of(trees: Iterable[Node]) -> frozenset[str]:
    return frozenset(comparison.name for tree in trees for comparison in _comparisons(tree))


def can_hold(conditions: Iterable[Condition]) -> bool:
    """Say whether there are values under which all conditions hold together.

    Returns  False when no institution could ever be asked: the question is unreachable
    Raises   ConditionRefused when there are too many names to try
    """
    trees = [condition.tree for condition in conditions if condition.tree is not None]
    tried: dict[str, set[float | str]] = {}
    for comparison in (found for tree in trees for found in _comparisons(tree)):
        tried.setdefault(comparison.name, set()).update(_neighbours(comparison))
    trials = 1
    for values in tried.values():
        trials *= len(values)
    if trials > MOST_TRIALS:
        raise ConditionRefused("The condition is too wide to be checked. Use fewer names.")
    names = sorted(tried)
    choices = (sorted(tried[name], key=str) for name in names)
    return any(
        all(_judge(tree, dict(zip(names, values, strict=True))) for tree in trees)
        for values in itertools.product(*choices)
    )


def _neighbours(comparison: Comparison) -> Iterator[float | str]:
    """Give the values that matter for a comparison: each value named, and one on either side of it."""
    for value in comparison.values:
        yield value
        if isinstance(value, str):
            yield from _CHOICES.get(comparison.name, ("", value))
        elif ITEM_CODE.fullmatch(comparison.name):
            yield from (0, 1, 2, 3, 4)
        else:
            yield from (max(value - 1, 0), value + 1)


def _comparisons(node: Node) -> Iterator[Comparison]:
    if isinstance(node, Comparison):
        yield node
    else:
        for part in node.parts:
            yield from _comparisons(part)


def _judge(node: Node, names: Mapping[str, Value]) -> bool | None:
    """Judge with three values: yes, no, and None for unknown."""
    if isinstance(node, Comparison):
        return _compare(node, names.get(node.name))
    answers = [_judge(part, names) for part in node.parts]
    if node.word == "not":
        return None if answers[0] is None else not answers[0]
    decisive = node.word == "or"
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def _compare(comparison: Comparison, known: Value) -> bool | None:
    if known is None:
        return None
    value = comparison.values[0]
    if isinstance(value, str) or comparison.sign in {"=", "!=", "in"}:
        found = known in comparison.values
        return not found if comparison.sign == "!=" else found
    number = float(known)
    return {"<": number < value, "<=": number <= value, ">": number > value, ">=": number >= value}[comparison.sign]


def _split(text: str) -> Iterator[str]:
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = _SIGN.match(text, position)
        if match is None:
            raise ConditionRefused(f"{text[position:].strip()[:20]!r} cannot be read.")
        yield match.group(1)
        position = match.end()


class _Parser:
    """Reads the signs of a condition from left to right."""

    def __init__(self, signs: tuple[str, ...]) -> None:
        self._signs = signs
        self._next = 0

    def ahead(self) -> str:
        return self._signs[self._next] if self._next < len(self._signs) else ""

    def _take(self) -> str:
        sign = self.ahead()
        self._next += 1
        return sign

    def condition(self, depth: int) -> Node:
        return self._series("or", depth)

    def _series(self, word: Literal["and", "or"], depth: int) -> Node:
        parts = [self._series("and", depth) if word == "or" else self._single(depth)]
        while self.ahead() == word:
            self._take()
            parts.append(self._series("and", depth) if word == "or" else self._single(depth))
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def _single(self, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise ConditionRefused(f"Use at most {MOST_DEPTH} brackets inside each other.")
        if self.ahead() == "not":
            self._take()
            return Joined("not", (self._single(depth + 1),))
        if self.ahead() == "(":
            self._take()
            inner = self.condition(depth + 1)
            if self._take() != ")":
                raise ConditionRefused("Close the bracket with ')'.")
            return inner
        return self._comparison()

    def _comparison(self) -> Comparison:
        name = self._take()
        if name not in NAMES and not ITEM_CODE.fullmatch(name):
            raise ConditionRefused(f"{name!r} is not known. Use one of: {', '.join(NAMES)}, or the code of a question.")
        sign = self._take()
        if sign == "in":
            values = [self._value(name)]
            while self.ahead() == ",":
                self._take()
                values.append(self._value(name))
            return Comparison(name, "in", tuple(values))
        if sign in {"=", "!="} or (sign in _ORDERS and name not in TEXT_NAMES):
            return Comparison(name, _as_sign(sign), (self._value(name),))
        raise ConditionRefused(f"Write a comparison after {name!r}, such as {name} {_example(name)}.")

    def _value(self, name: str) -> float | str:
        word = self._take()
        if name in TEXT_NAMES:
            if not word or word in _WORDS or word not in _CHOICES.get(name, (word,)):
                raise ConditionRefused(f"{word!r} is not a {name}: {NAMES[name]}.")
            return word
        if not word[:1].isdigit():
            raise ConditionRefused(f"Write a number to compare {name!r} with.")
        return float(word)


def _as_sign(sign: str) -> Sign:
    found: dict[str, Sign] = {"=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
    return found[sign]


def _example(name: str) -> str:
    return f"= {_CHOICES[name][0]}" if name in _CHOICES else "= 01" if name == "sector" else "> 0"
