"""How a letter is written: its template names blocks, and the blocks become plain text and HTML.

A template holds no markup, only the tags of the library `letter`: one `subject`, then `paragraph`, `item`, `action`
and `code` in any order. Values of people stand inside a block and cannot open a new one.
"""

from __future__ import annotations

import enum
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_info, override

from ospolis.core.mail.kinds import LetterKind
from ospolis.core.mail.models import LONGEST_SUBJECT

_MOST_BLOCKS = 500
_LONGEST_TEXT = 10_000
_WIDTH = 76
DRAFT = "letter_draft"


class BadLetter(ValueError):
    """A letter that cannot be written: it has no subject, says nothing, or links to another site."""


class Part(enum.StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ACTION = "action"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a letter: words on one line, and for an action the address that it leads to."""

    part: Part
    words: str
    url: str = ""

    def as_json(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items() if value}


@dataclass(slots=True)
class Draft:
    """What the tags of a template fill while it is rendered."""

    subject: str = ""
    blocks: list[Block] = field(default_factory=list)

    def add(self, part: Part, words: str, path: str = "") -> None:
        """Add a block.

        Raises   BadLetter
        """
        text = one_line(words)
        if not text or len(text) > _LONGEST_TEXT or len(self.blocks) >= _MOST_BLOCKS:
            raise BadLetter(f"a block has 1 to {_LONGEST_TEXT} characters, a letter at most {_MOST_BLOCKS} blocks")
        self.blocks.append(Block(part, text, link_to(path) if path else ""))


def write_letter(kind: LetterKind, *, language: str, context: Mapping[str, Any]) -> Draft:
    """Render the template of a kind in the language of its reader.

    Raises   BadLetter
    """
    draft = Draft()
    with override(language):
        render_to_string(kind.template, {**context, DRAFT: draft})
    if not draft.subject or not draft.blocks:
        raise BadLetter(f"{kind.template} needs a subject and a block")
    return draft


def one_line(text: str) -> str:
    """Every run of white space and control characters becomes one space, so that no value opens a line of its own."""
    return " ".join("".join(letter if _may_stand(letter) else " " for letter in text).split())


def _may_stand(letter: str) -> bool:
    # Persian words and joined signs need the two joiners; other invisible letters could turn a line around.
    return letter.isprintable() or letter in "\u200c\u200d"


def short_subject(text: str) -> str:
    """A subject on one line, cut where it would be too long."""
    subject = one_line(text)
    return subject if len(subject) <= LONGEST_SUBJECT else subject[: LONGEST_SUBJECT - 1].rstrip() + "…"


def link_to(path: str) -> str:
    """The whole address of a page of this site, from OSPOLIS_BASE_URL only.

    Raises   BadLetter when the path leaves the site
    """
    parts = urlsplit(path)
    leaves = not path.startswith("/") or path.startswith(("//", "/\\")) or bool(parts.scheme or parts.netloc)
    if leaves or any(letter.isspace() or not letter.isprintable() for letter in path):
        raise BadLetter("a letter links to pages of this site: give a path that begins with one slash")
    base: str = settings.OSPOLIS.base_url
    return base.rstrip("/") + path


def blocks_of(body: Iterable[Mapping[str, str]]) -> tuple[Block, ...]:
    """Read the blocks back from the row of a letter."""
    return tuple(Block(Part(row["part"]), row["words"], row.get("url", "")) for row in body)


def write_text(blocks: Iterable[Block], *, foot: Iterable[Block] = ()) -> str:
    """The letter as plain text of lines of 76 characters; addresses are never broken."""
    lines, before = "", None
    for block in blocks:
        gap = "\n" if before is block.part is Part.ITEM else "\n\n"
        lines, before = f"{lines}{gap if lines else ''}{_as_text(block)}", block.part
    below = "\n\n".join(_as_text(block) for block in foot)
    return f"{lines}\n\n-- \n{below}\n" if below else f"{lines}\n"


def write_html(subject: str, blocks: Iterable[Block], *, language: str, foot: Iterable[Block] = ()) -> str:
    """The letter as HTML without styles, pictures or anything fetched: each reader's own program decides its look."""
    with override(language):
        direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
        context = {"subject": subject, "blocks": tuple(blocks), "foot": tuple(foot)}
        return render_to_string("core/mail/letter.html", {**context, "language": language, "direction": direction})


def _as_text(block: Block) -> str:
    if block.part is Part.ACTION:
        return f"{_wrap(block.words)}:\n{block.url}"
    if block.part is Part.ITEM:
        return _wrap(block.words, first="- ", rest="  ")
    if block.part is Part.CODE:
        return f"    {block.words}"
    if block.part is Part.HEADING:
        return f"{_wrap(block.words)}\n{'=' * min(len(block.words), _WIDTH)}"
    return _wrap(block.words)


def _wrap(words: str, *, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        words, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
