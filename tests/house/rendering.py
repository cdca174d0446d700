"""Templates ask the database nothing: while one is rendered, every query is refused. In force for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connections
from django.template import Context, Template
from django.utils.safestring import SafeString


class QueryInTemplate(AssertionError):
    """A template asked the database; the view should have handed it plain rows."""


@contextmanager
def forbid_queries_while_rendering() -> Iterator[None]:
    """Refuse every query between the first and the last word of a template; context processors come before."""
    original: Callable[[Template, Context], SafeString] = Template._render

    def render(self: Template, context: Context) -> SafeString:
        with ExitStack() as refusals:
            for connection in connections.all(initialized_only=True):
                refusals.enter_context(connection.execute_wrapper(refuse_query))
            return original(self, context)

    Template._render = render
    try:
        yield
    finally:
        Template._render = original


def refuse_query(execute: Any, sql: str, params: Any, many: bool, context: Any) -> None:
    """Stop instead of asking."""
    raise QueryInTemplate(f"a template asked the database: {sql[:200]}")
