"""A letter as a message: headers that no value can break, plain text and HTML of one source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from ospolis.core.mail.addresses import check_address
from ospolis.core.mail.kinds import LetterKind
from ospolis.core.mail.models import Letter
from ospolis.core.mail.tokens import Purpose, write_token
from ospolis.core.mail.writing import Block, Part, blocks_of, link_to, short_subject, write_html, write_text


class LetterPolicy(EmailPolicy):
    """Messages as SMTP wants them, with long subjects of other scripts broken so that no space is lost.

    The standard library's own way drops a space between two encoded words.
    """

    def fold(self, name: str, value: Any) -> str:
        text = str(value)
        if name != "Subject" or text.isascii():
            folded: str = super().fold(name, value)
            return folded
        return f"{name}: {Header(text, 'utf-8', header_name=name).encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


POLICY = LetterPolicy(linesep="\r\n")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the mail server is told beside the message: who sends, who receives."""

    sender: str
    recipient: str
    message: EmailMessage

    def as_bytes(self) -> bytes:
        """The message as it goes over the wire and into a file."""
        return self.message.as_bytes(policy=POLICY)


def build_envelope(letter: Letter, kind: LetterKind, *, at: datetime) -> Envelope:
    """Make the message of a letter.

    Raises   BadAddress; ValueError when a header would hold a line break
    """
    recipient = check_address(letter.to)
    message = EmailMessage(policy=POLICY)
    message["From"] = address_header(settings.OSPOLIS.mail_sender)
    message["To"] = address_header(recipient)
    message["Subject"] = refuse_breaks(short_subject(letter.subject))
    message["Date"] = format_datetime(at)
    message["Message-ID"] = refuse_breaks(letter.message_id)
    message["Auto-Submitted"] = "auto-generated"
    foot: tuple[Block, ...] = ()
    if not kind.essential:
        stop = link_to(reverse("core:stop-letters", args=[write_token(letter.pk, Purpose.STOP)]))
        message["List-Unsubscribe"] = f"<{stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        foot = (Block(Part.ACTION, _stop_words(letter.language), stop),)
    blocks = blocks_of(letter.body)
    message.set_content(write_text(blocks, foot=foot), cte="quoted-printable")
    html = write_html(letter.subject, blocks, language=letter.language, foot=foot)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = refuse_breaks(letter.language)
    return Envelope(return_address(letter.pk), recipient, message)


def return_address(letter_id: int) -> str:
    """Where a letter goes back to when it cannot be delivered; it names the letter, signed."""
    bounces: str = settings.OSPOLIS.mail_bounces
    if not bounces:
        return str(settings.OSPOLIS.mail_sender)
    local, _, host = bounces.rpartition("@")
    return f"{local}+{write_token(letter_id, Purpose.RETURN)}@{host}"


def address_header(address: str) -> Address:
    """An address as the library of messages takes it, so that nothing is put together as text.

    Raises   ValueError when it holds a line break
    """
    local, _, host = refuse_breaks(address).rpartition("@")
    return Address(username=local, domain=host)


def refuse_breaks(text: str) -> str:
    """Return a text that may stand in a header.

    Raises   ValueError when it holds a control character, which could begin a header of its own
    """
    if any(ord(letter) < 32 or ord(letter) == 127 or letter in "\x85\u2028\u2029" for letter in text):
        raise ValueError("a header holds no line break and no control character")
    return text


def _stop_words(language: str) -> str:
    with override(language):
        return gettext("Stop letters of this kind")
