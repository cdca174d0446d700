"""Conditions of a bank in the language of field forms (XPath): a question goes away only when that is certain.

A condition has three outcomes, yes, no and not known, and asks unless it is no. XPath has two. So each part is written
twice over, as what *may* hold and as what *must* hold, and `not` turns one into the other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from ospolis.engines.maturity.applicability import ITEM_CODE, TEXT_NAMES, Comparison, Condition, Node

FACT: Final = "fact_"
_CERTAIN: Final[Mapping[bool, str]] = {True: "true()", False: "false()"}


def name_item(code: str) -> str:
    """The name of a question in a field form: `D3.1` is `D3_1`."""
    return code.replace(".", "_")


def name_fact(name: str) -> str:
    """The name under which a field form keeps what is known of the institution."""
    return f"{FACT}{name}"


def write_relevant(conditions: Collection[Condition], *, items: Collection[str]) -> str:
    """Write conditions that must all hold as one expression.

    Shapes   items: codes of the questions that the form has before this one; others are never known in it
    Returns  an expression for the column `relevant`; empty when it always holds
    """
    written = [_write(condition.tree, items, may=True) for condition in conditions if condition.tree is not None]
    needed = [text for text in written if text != _CERTAIN[True]]
    return " and ".join(needed)


def _write(node: Node, items: Collection[str], *, may: bool) -> str:
    if isinstance(node, Comparison):
        return _write_comparison(node, items, may=may)
    if node.word == "not":
        return f"not({_write(node.parts[0], items, may=not may)})"
    return "(" + f" {node.word} ".join(_write(part, items, may=may) for part in node.parts) + ")"


def _write_comparison(comparison: Comparison, items: Collection[str], *, may: bool) -> str:
    is_item = bool(ITEM_CODE.fullmatch(comparison.name))
    if is_item and comparison.name not in items:
        return _CERTAIN[may]
    place = "${" + (name_item(comparison.name) if is_item else name_fact(comparison.name)) + "}"
    unknown = [f"{place} = ''"]
    if is_item:
        unknown += [f"{place} = 'na'", f"{place} = 'unknown'"]
    sign = "=" if comparison.sign == "in" else comparison.sign
    is_text = comparison.name in TEXT_NAMES
    tests = [f"{place} {sign} {_literal(value, is_text=is_text)}" for value in comparison.values]
    test = tests[0] if len(tests) == 1 else f"({' or '.join(tests)})"
    if may:
        return f"({' or '.join([*unknown, test])})"
    return f"(not({' or '.join(unknown)}) and {test})"


def _literal(value: float | str, *, is_text: bool) -> str:
    if isinstance(value, str) or is_text:
        return f"'{value}'"
    return str(int(value)) if float(value).is_integer() else str(value)
