"""The tags of letters: each adds one block to the draft that is being written, and puts nothing on the page."""

from __future__ import annotations

from django import template
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token

from ospolis.core.mail.writing import DRAFT, Draft, Part, short_subject

register = template.Library()


class BlockNode(Node):
    """One block: its words are rendered as plain text, because the layout escapes them later, once."""

    def __init__(self, part: Part | None, nodelist: NodeList, path: FilterExpression | None = None) -> None:
        self.part = part
        self.nodelist = nodelist
        self.path = path

    def render(self, context: Context) -> str:
        draft: Draft = context[DRAFT]
        escapes, context.autoescape = context.autoescape, False
        words = self.nodelist.render(context)
        context.autoescape = escapes
        if self.part is None:
            draft.subject = short_subject(words)
        else:
            draft.add(self.part, words, str(self.path.resolve(context)) if self.path else "")
        return ""


def _read_block(parser: Parser, token: Token) -> BlockNode:
    name, *rest = token.split_contents()
    part = None if name == "subject" else Part(name)
    if len(rest) != (1 if part is Part.ACTION else 0):
        raise TemplateSyntaxError(f"{name}: an action names the path of a page, other blocks name nothing")
    path = parser.compile_filter(rest[0]) if rest else None
    nodelist = parser.parse((f"end{name}",))
    parser.delete_first_token()
    return BlockNode(part, nodelist, path)


for name in ("subject", "paragraph", "item", "action", "code"):
    register.tag(name, _read_block)
