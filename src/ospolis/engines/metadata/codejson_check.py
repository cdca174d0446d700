"""The strict side of code.json: each variant against its own schema."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from ospolis.engines.metadata.codejson_rules import INVENTORY_1, INVENTORY_2, PROJECT_1, RELEASE_2, REPOSITORY_2
from ospolis.engines.metadata.codejson_shape import Variant, list_releases
from ospolis.engines.metadata.nodes import child, text_at, texts_of
from ospolis.engines.metadata.problem import Problem
from ospolis.engines.metadata.rules import check_tree
from ospolis.engines.metadata.vocabulary import Vocabulary
from ospolis.engines.untrusted.yamltext import YamlMap, YamlNode

_FILES = MappingProxyType({"inventory-1": INVENTORY_1, "inventory-2": INVENTORY_2, "index-2": INVENTORY_2})
_PARTS = MappingProxyType(
    {
        "inventory-1": PROJECT_1,
        "inventory-2": RELEASE_2,
        "index-2": REPOSITORY_2,
        "repository-2": REPOSITORY_2,
        "repository-cms-2": REPOSITORY_2,
        "release-2": RELEASE_2,
    }
)


def check_codejson(root: YamlNode, variant: Variant, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """Hold a code.json against the schema of its variant.

    Returns  problems, those of the file first, then release by release
    Source   inventory 1.0.1 and 2.0.0 (GSA/code-gov-data), agency index and repository 2.0.0 (DSACMS/gov-codejson)
    """
    problems: list[Problem] = []
    if variant in _FILES:
        problems += check_tree(root, _FILES[variant], vocabulary)
    rule = _PARTS.get(variant)
    for path, node in list_releases(root, variant):
        if not isinstance(node, YamlMap):
            message = "A release must be a group of keys; this one is not read."
            problems.append(Problem(path, node.line, node.column, "wrong-type", "error", message))
        elif rule is not None:
            problems += check_tree(node, rule, vocabulary, path=path)
            problems += _check_exemption(path, node)
    if rule is None:
        message = "No schema is known for this nested form, so only what it says is read."
        problems.append(Problem("", root.line, root.column, "not-checked", "note", message))
    return tuple(problems)


def _check_exemption(path: str, node: YamlMap) -> Iterator[Problem]:
    """The schemas do not ask for a reason; the policy behind them does."""
    permissions = child(node, "permissions")
    usage = texts_of(child(permissions, "usageType"))
    if permissions is None or text_at(permissions, "exemptionText"):
        return
    if any(word.startswith("exempt") for word in usage):
        place = f"{path}.permissions.exemptionText" if path else "permissions.exemptionText"
        message = "An exemption is claimed without a reason."
        fix = "Say in one or two sentences why the code is exempt."
        yield Problem(place, permissions.line, permissions.column, "no-reason", "warning", message, fix)
