"""XML from outside: pulled element by element, with counters, without DTD, entities, instructions, includes.

Nothing is resolved: what looks like an inclusion is refused rather than left for a later reader to follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from .jsontext import decode_utf8
from .refusal import Refused, TextLimits

_CHUNK: Final = 65_536
_XINCLUDE: Final = "http://www.w3.org/2001/XInclude"
_DECLARED: Final = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([^"'>]{1,40})""")
_ONE_BYTE: Final = {"iso-8859-1": "latin-1", "windows-1252": "cp1252", "us-ascii": "ascii"}


@dataclass(frozen=True, slots=True)
class XmlEvent:
    """The start or the end of one element.

    Shapes   attributes: at a start; names outside any namespace as written, others as {namespace}name;
             text: at an end, all character data directly inside the element, joined, not trimmed
    Units    line, column: of the tag, from 1; depth: 1 for the root
    """

    kind: Literal["start", "end"]
    namespace: str
    name: str
    depth: int
    line: int
    column: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""


def pull_xml(data: bytes, *, limits: TextLimits) -> Iterator[XmlEvent]:
    """Read an XML document that came from outside, element by element.

    Shapes   data: the bytes as received; UTF-8, or US-ASCII, ISO-8859-1, windows-1252 when declared
    Units    limits.bytes: bytes; limits.nodes: elements; limits.depth: elements inside each other;
             limits.attributes: of one element; limits.string: characters of one text or attribute
    Returns  starts and ends in the order of the document; what was yielded before a refusal stands
    Raises   Refused with one of the codes too-large, encoding, syntax, dtd, instruction, include, too-deep,
             too-many-nodes, too-many-attributes, string-too-long
    Source   XML 1.0 (fifth edition); Namespaces in XML 1.0
    """
    text = _decode(data, limits=limits)
    target = _Target(limits)
    # The string form forces expat to UTF-8, so a declaration cannot choose another decoder.
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.position = parser.parser
    try:
        for start in range(0, len(text), _CHUNK):
            parser.feed(text[start : start + _CHUNK])
            yield from target.take()
        parser.close()
    except ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        message = f"This is not XML: {reason} in line {line}, column {column + 1}."
        raise Refused("syntax", message, line=line, column=column + 1) from error
    except DefusedXmlException as error:
        raise target.refuse("dtd", "A document type is not read. Remove <!DOCTYPE ...>.") from error
    yield from target.take()


def _decode(data: bytes, *, limits: TextLimits) -> str:
    declared = _DECLARED.match(data)
    name = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    codec = _ONE_BYTE.get(name)
    if codec is None:
        if name not in ("utf-8", "utf8"):
            message = f"The file says that it is written in {name}. Save it as UTF-8 and send it again."
            raise Refused("encoding", message, line=1, column=1)
        return decode_utf8(data, limits=limits)
    try:
        return decode_utf8(data.decode(codec).encode(), limits=limits)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"Line {line} holds bytes that are not {name}. Save the file as UTF-8 and send it again."
        raise Refused("encoding", message, line=line) from error


class _Target:
    """Receives what expat finds, counts it and keeps it until it is taken."""

    def __init__(self, limits: TextLimits) -> None:
        self.limits = limits
        self.position: Any = None
        self.nodes = 0
        self.events: list[XmlEvent] = []
        self.texts: list[list[str]] = []
        self.lengths: list[int] = []

    def take(self) -> list[XmlEvent]:
        """Return what was found since the last call."""
        found, self.events = self.events, []
        return found

    def refuse(self, code: str, message: str, limit: str = "") -> Refused:
        line, column = self.position.CurrentLineNumber, self.position.CurrentColumnNumber + 1
        return Refused(code, message, line=line, column=column, limit=limit)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Called by the parser at a start tag."""
        namespace, name = _split(tag)
        self.nodes += 1
        self.texts.append([])
        self.lengths.append(0)
        self._check_element(namespace, attributes)
        line, column = self.position.CurrentLineNumber, self.position.CurrentColumnNumber + 1
        self.events.append(XmlEvent("start", namespace, name, len(self.texts), line, column, attributes))

    def _check_element(self, namespace: str, attributes: dict[str, str]) -> None:
        limits = self.limits
        if namespace == _XINCLUDE:
            raise self.refuse("include", "Inclusions are not followed. Write the content itself.")
        if self.nodes > limits.nodes:
            raise self.refuse("too-many-nodes", f"There are more than {limits.nodes:,} elements.", "nodes")
        if len(self.texts) > limits.depth:
            message = f"Elements are inside each other more than {limits.depth:,} deep."
            raise self.refuse("too-deep", message, "depth")
        if len(attributes) > limits.attributes:
            message = f"An element has {len(attributes):,} attributes; at most {limits.attributes:,} fit."
            raise self.refuse("too-many-attributes", message, "attributes")
        if any(len(value) > limits.string for value in attributes.values()):
            raise self._too_long()

    def data(self, text: str) -> None:
        """Called by the parser for character data."""
        self.lengths[-1] += len(text)
        if self.lengths[-1] > self.limits.string and text.strip():
            raise self._too_long()
        self.texts[-1].append(text)

    def end(self, tag: str) -> None:
        """Called by the parser at an end tag."""
        namespace, name = _split(tag)
        depth = len(self.texts)
        text = "".join(self.texts.pop())
        self.lengths.pop()
        line, column = self.position.CurrentLineNumber, self.position.CurrentColumnNumber + 1
        self.events.append(XmlEvent("end", namespace, name, depth, line, column, {}, text))

    def pi(self, name: str, _content: str | None = None) -> None:
        """Called by the parser for a processing instruction."""
        raise self.refuse("instruction", f"The instruction <?{name[:40]} ...?> is not read. Remove it.")

    def close(self) -> None:
        """Called by the parser at the end of the document."""

    def _too_long(self) -> Refused:
        message = f"A text has more than {self.limits.string:,} characters."
        return self.refuse("string-too-long", message, "string")


def _split(tag: str) -> tuple[str, str]:
    """Part `{namespace}name`."""
    if tag[0] == "{":
        namespace, _, name = tag[1:].partition("}")
        return namespace, name
    return "", tag
