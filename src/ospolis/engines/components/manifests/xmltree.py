"""A small XML document as a tree: project files are read by path, not by stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ospolis.engines.untrusted.xmltext import pull_xml

from .draft import Draft


@dataclass(slots=True)
class XmlElement:
    """One element; names stand without their namespace."""

    name: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list[XmlElement] = field(default_factory=list)

    def all(self, *path: str) -> Iterator[XmlElement]:
        """Yield the elements at the end of a path of names."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:])

    def first(self, *path: str) -> XmlElement:
        """Return the first element at the end of a path, or one without content."""
        return next(self.all(*path), NOTHING)


NOTHING: Final = XmlElement("", 0, {})


def read_tree(data: bytes, draft: Draft) -> XmlElement:
    """Read a document.

    Returns  the root element
    Raises   Refused as pull_xml does
    """
    open_elements = [XmlElement("", 0, {})]
    for event in pull_xml(data, limits=draft.limits.text):
        if event.kind == "start":
            element = XmlElement(event.name, event.line, event.attributes)
            open_elements[-1].children.append(element)
            open_elements.append(element)
        else:
            open_elements.pop().text = event.text.strip()
    return open_elements[0].children[0]
