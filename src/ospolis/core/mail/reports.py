"""Read what a mail server says about a letter that it could not deliver (RFC 3464).

The message comes from anywhere: it is bounded, read without decoding anything, and believed only where it names a
letter by a sign that we made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from ospolis.core.mail.statuses import find_status
from ospolis.core.mail.tokens import Purpose, read_token

LARGEST_REPORT = 1_000_000
# The reader of messages calls itself for each part inside a part.
_MOST_PARTS = 50
_PARTS = re.compile(rb"(?im)^content-type:\s*(?:multipart|message)/")
_LONGEST_LINE = 10_000
_RETURN = re.compile(r"\+([0-9]{1,18}-[0-9a-f]{24})@", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[0-9a-f]{40}@[A-Za-z0-9.-]{1,253}>")
_ADDRESSED = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


class NoReport(ValueError):
    """A message that is no report about a delivery, or too large to be read."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says: the letter by our own number or by its message id, and whether it failed for good."""

    letter_id: int | None
    message_id: str
    is_permanent: bool
    status: str


def read_report(content: bytes, *, recipient: str = "") -> Report:
    """Read a report; `recipient` is the address that it was sent to, where the mail server tells it.

    Raises   NoReport
    """
    if len(content) > LARGEST_REPORT or len(_PARTS.findall(content)) > _MOST_PARTS:
        raise NoReport(f"a report has at most {LARGEST_REPORT} bytes and {_MOST_PARTS} parts")
    message = BytesParser(policy=compat32).parsebytes(content)
    if message.get_content_type() != "multipart/report":
        raise NoReport("it is not of the type multipart/report")
    parts = [part for part in message.walk() if part is not message]
    fields = _worst([block for part in parts for block in _recipients(part)])
    if fields is None:
        raise NoReport("it says of no recipient that a letter failed or waits")
    action, status = fields
    names = [recipient, *(value for name in _ADDRESSED for value in _values(message, name))]
    letter_id = next(filter(None, map(_letter_of, names)), None)
    message_id = next(filter(None, map(_original_id, parts)), "")
    if letter_id is None and not message_id:
        raise NoReport("it names no letter of ours")
    is_permanent = action == "failed" and not status.startswith("4.")
    return Report(letter_id, message_id, is_permanent, status)


def _recipients(part: Message) -> Iterator[tuple[str, str]]:
    """Action and status for each recipient of a part message/delivery-status."""
    if part.get_content_type() != "message/delivery-status":
        return
    for block in _inner(part):
        action = next(_values(block, "Action"), "").strip().lower()
        if action:
            yield action, find_status(next(_values(block, "Status"), ""))


def _inner(part: Message) -> Iterator[Message]:
    """The messages inside a part."""
    inner = part.get_payload()
    yield from (block for block in inner if isinstance(block, Message)) if isinstance(inner, list) else ()


def _worst(found: list[tuple[str, str]]) -> tuple[str, str] | None:
    """The failure if there is one, else the delay; a letter of ours has one recipient."""
    for wanted in ("failed", "delayed"):
        for action, status in found:
            if action == wanted:
                return action, status
    return None


def _values(message: Message, name: str) -> Iterator[str]:
    for value in message.get_all(name, []):
        yield str(value)[:_LONGEST_LINE]


def _letter_of(address: str) -> int | None:
    found = _RETURN.search(address)
    return read_token(found[1], Purpose.RETURN) if found else None


def _original_id(part: Message) -> str:
    """The message id of the letter that came back, whole or by its headers only."""
    if part.get_content_type() == "text/rfc822-headers":
        text = part.get_payload(decode=True)
        lines = text.decode("utf-8", "replace") if isinstance(text, bytes) else ""
        values = re.findall(r"(?im)^message-id:\s*(\S+)", lines)
    elif part.get_content_type() == "message/rfc822":
        values = [value for inner in _inner(part) for value in _values(inner, "Message-ID")]
    else:
        return ""
    found = (_MESSAGE_ID.fullmatch(value.strip()) for value in values)
    return next((match[0] for match in found if match), "")
