"""Practices about the documents of a repository: what it is, how to use it, where it goes."""

from __future__ import annotations

import re

from ospolis.engines.metadata import read_metadata
from ospolis.engines.practices.looks import (
    Line,
    absent,
    file_like,
    file_or_line,
    find_line,
    not_at_hand,
    shown,
    unread,
)
from ospolis.engines.practices.places import Places, Texts, anywhere, inside, known_places, near
from ospolis.engines.practices.practice import Evidence, Finding, Practice, has_code, has_interface
from ospolis.engines.practices.repository import Repository

README = Texts(known_places(["readme", "liesmich", "lisezmoi", "leggimi", "leame"]), 3)
PUBLICCODE = Texts(near(r"publiccode\.ya?ml"), 1)
CODE_JSON = Texts(near(r"code\.json"), 1)
CODEMETA = Texts(near(r"codemeta\.json"), 1)

_LICENCE = near(
    r"(?:un)?licen[cs]e(?:[._-][a-z0-9_.-]+)?",
    r"copying(?:[._-][a-z0-9_.-]+)?",
    r"eupl[a-z0-9_.-]*\.(?:txt|md|pdf)",
    r"licen[cs]es?/[^/]+",
    r"[a-z0-9_.-]+[._-]licen[cs]e(?:\.txt|\.md)?",
)
_START = re.compile(
    r"install|getting started|quick ?start|usage|how to (?:use|run|build)|set ?up\b|deploy|einrichtung|erste schritte"
    r"|utilisation|démarrage|avvio|installazione|uso\b|puesta en marcha|instala",
    re.IGNORECASE,
)
_LIFE = (
    r"alpha|beta|pilot|experimental|prototype|proof of concept|stable|production|live|maintenance|deprecated|obsolete"
    r"|archived|retired|abandoned|discovery|concept|development"
)
_MATURITY = re.compile(
    r"repostatus\.org/badges|badge/[^\s)]*(?:status|stage|maturity|lifecycle)-"
    rf"|(?:^|[ \t#*_|>])(?:project |development |code ?base |software )?(?:status|maturity|lifecycle|life cycle)\b[*_]*"
    rf"[ \t]*[:|=-][ \t*_`]*(?:in )?(?:{_LIFE})\b"
    r"|\b(?:this|project|software|application|app|tool|code(?:base)?|repository|library|service|product|platform|it)"
    r" (?:is|remains) (?:still |currently |now )?(?:in |an? |under )?(?:early |public |private |active |heavy )?"
    r"(?:alpha|beta|pilot|experimental|prototype|proof of concept|development|deprecated|obsolete"
    r"|production[ -]ready)\b"
    r"|\bno longer (?:being )?(?:actively )?(?:maintained|developed|supported)\b"
    r"|\bnot (?:yet )?(?:ready|suitable|meant|intended) for (?:use in )?production\b",
    re.IGNORECASE | re.MULTILINE,
)
_PUBLICCODE_STATUS = re.compile(r"(?m)^developmentStatus:[ \t]*\S")
_CODE_STATUS = re.compile(r'"(?:status|developmentStatus)"[ \t]*:[ \t]*"[^"]')


def _look_for_start(repository: Repository) -> Finding:
    readmes = repository.list_texts(README)
    if not readmes:
        return absent(repository, "There is no README that could say it.")
    if line := find_line(repository, readmes, _START):
        return Finding("met", (line,))
    if lost := unread(repository, readmes):
        return not_at_hand(lost)
    return Finding("not met", shown(readmes, "No line of this file speaks of installing, starting or using."))


def _look_for_publiccode(repository: Repository) -> Finding:
    files = repository.list_texts(PUBLICCODE)
    if not files:
        return absent(repository, "There is no publiccode.yml in the root.")
    content = repository.contents.get(files[0])
    if content is None:
        return Finding("met", shown(files, "This file is here; its content was not at hand."))
    reading = read_metadata(content, name="publiccode.yml")
    first = next((problem for problem in reading.problems if problem.level == "error"), None)
    if first is None:
        return Finding("met", shown(files[:1], "This file follows the standard."))
    return Finding("not met", (Evidence(f"{first.path or 'The file'}: {first.message}", files[0], first.line),))


def _offers_interface(repository: Repository) -> bool:
    return repository.has_code and bool(repository.find_own(_SERVES))


_SERVES = inside(r"controllers?|api|apis|rest|endpoints?|routes|webservices?", r".+\.[a-z0-9]+") | anywhere(
    r".*(?:controller|resource|endpoint)s?\.[a-z]+",
    r"(?:routes|urls)\.[a-z]+",
    ends="java kt cs php py rb ts js go scala",
)
_API = near(r"docs?/(?:.+[._/-])?(?:openapi|swagger|asyncapi|api-docs?)(?:[._-].*)?\.(?:ya?ml|json)") | anywhere(
    r"(?:.+[._-])?(?:openapi|swagger|asyncapi|api-docs?)(?:[._-].*)?\.(?:ya?ml|json)",
    r".+\.(?:proto|wsdl|wadl|raml|apib|graphqls?)",
    ends="yaml yml json proto wsdl wadl raml apib graphql graphqls",
)


def _look_for_description(repository: Repository) -> Finding:
    """Descriptions that tests and pipelines bring along are those of others."""
    found = [path for path in repository.find(_API) if not _BROUGHT_ALONG.search(path.lower())]
    return Finding("met", shown(found)) if found else absent(repository, _NO_DESCRIPTION)


_BROUGHT_ALONG = re.compile(r"(?:^|/)(?:\.[^/]+|tests?|testing|fixtures|examples?|node_modules|vendor|third_party)/")
_NO_DESCRIPTION = "There is no OpenAPI, AsyncAPI, GraphQL, protobuf or WSDL file."

DOCUMENTS = (
    Practice(
        code="readme",
        group="documents",
        title="README",
        question="Does the repository say what it is?",
        why="People decide within a minute whether software is for them; the README is what they see first.",
        remedy="Add README.md in the root: what it does, for whom, how to start, where to ask.",
        look=file_like(README.places, "There is no README in the places where people look."),
    ),
    Practice(
        code="readme-start",
        group="documents",
        title="How to start",
        question="Does the README say how to install or use it?",
        why="Software that nobody can start is not reused.",
        remedy="Add a section that takes a newcomer from nothing to a running system.",
        look=_look_for_start,
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="licence",
        group="documents",
        title="Licence",
        question="Is there a licence file?",
        why="Without a licence nobody may use, change or share the code, however public it is.",
        remedy="Choose a licence (your office helps) and put its full text into LICENSE in the root.",
        look=file_like(_LICENCE, "There is no licence file in the root."),
    ),
    Practice(
        code="metadata-file",
        group="documents",
        title="Described for machines",
        question="Does a file describe it for catalogues and inventories?",
        why="Inventories of a government and catalogues of many countries read one small file; nobody asks by letter.",
        remedy="Add publiccode.yml, or code.json where your inventory asks for it, in the root.",
        look=file_like(
            PUBLICCODE.places | CODE_JSON.places | CODEMETA.places,
            "There is no publiccode.yml, code.json or codemeta.json in the root.",
        ),
    ),
    Practice(
        code="publiccode",
        group="documents",
        title="publiccode.yml",
        question="Can catalogues of public software find it?",
        why="Catalogues of many countries read this one file; without it the software is not listed.",
        remedy="Add publiccode.yml in the root; `ospolis metadata publiccode.yml` names every problem.",
        look=_look_for_publiccode,
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="maturity",
        group="documents",
        title="Stated maturity",
        question="Does it say how ready the software is?",
        why="An office that reuses a trial as if it were finished is disappointed, and so are its users.",
        remedy="Write one line into the README, such as “Status: beta”, or developmentStatus in publiccode.yml.",
        look=file_or_line(
            Places(),
            (
                Line(PUBLICCODE, _PUBLICCODE_STATUS),
                Line(CODE_JSON, _CODE_STATUS),
                Line(CODEMETA, _CODE_STATUS),
                Line(README, _MATURITY),
            ),
            "Neither the README nor a metadata file says it.",
        ),
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="documentation",
        group="documents",
        title="Documentation",
        question="Is there documentation beyond the README?",
        why="Operators, users and developers need different answers than a README can hold.",
        remedy="Start a docs folder: one page to install, one to operate, one to understand.",
        look=file_like(
            near(r"(?:docs?|documentation|manual|handbook|guide)/.+\.(?:md|rst|adoc|txt|html|tex)")
            | anywhere(
                r"mkdocs\.ya?ml|book\.toml|docusaurus\.config\.[a-z]+|antora\.yml|\.readthedocs\.ya?ml",
                ends="yml yaml toml js ts mjs cjs",
            ),
            "There is no folder of documentation.",
        ),
    ),
    Practice(
        code="architecture",
        group="documents",
        title="How it is built",
        question="Is it written down how the parts work together, and why?",
        why="A new team or supplier reads the plan of the house before it moves a wall.",
        remedy="Add ARCHITECTURE.md: the parts, who calls whom, and the three decisions that shaped it.",
        look=file_like(
            near(
                r"(?:docs?/)?(?:architecture|design)(?:[._-][a-z0-9_.-]+)?",
                r"(?:docs?|documentation)/(?:[^/]+/)*(?:[^/]*architecture[^/]*|adrs?|decisions|design)(?:/.+|\.[a-z]+)",
            )
            | inside(r"adrs?|architecture-decisions|architecture_decisions", r".+\.(?:md|rst|adoc)"),
            "No file is named after architecture, design or decisions.",
        ),
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="api-description",
        group="documents",
        title="Described interface",
        question="Is the interface for other programs described in a standard form?",
        why="Other systems can be connected, and replaced, without asking the authors.",
        remedy="Keep an OpenAPI or AsyncAPI file in the repository and check it in the pipeline.",
        look=_look_for_description,
        applies=_offers_interface,
        applies_to="repositories with code that answers other programs",
    ),
    Practice(
        code="roadmap",
        group="documents",
        title="Roadmap",
        question="Does the repository say where it is going?",
        why="Others join or build on software when they know its direction.",
        remedy="Add ROADMAP.md with the next two or three goals, or link to a public plan.",
        look=file_or_line(
            known_places(["roadmap"]),
            (Line(README, re.compile(r"(?im)^[#=*\d. \t]*[^\n]{0,20}\broadmap\b|\[[^\]\n]*roadmap[^\]\n]*\]\(")),),
            "There is no ROADMAP file, and the README names no roadmap.",
        ),
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="citation",
        group="documents",
        title="How to cite it",
        question="Can research and other offices cite it?",
        why="Being cited is how public software shows its use.",
        remedy="Add CITATION.cff or codemeta.json in the root.",
        look=file_like(near(r"citation(?:\.[a-z]+)?") | CODEMETA.places, "There is no CITATION or codemeta.json."),
    ),
    Practice(
        code="accessibility-statement",
        group="documents",
        title="Accessibility statement",
        question="Does it say how people with disabilities can use it?",
        why="Law in many countries asks for it, and every user gains.",
        remedy="Add ACCESSIBILITY.md: what was tested, what does not work yet, where to ask.",
        look=file_like(
            known_places(["accessibility", "a11y", "vpat"]) | near(r"docs?/(?:.*/)?accessibility[^/]*"),
            "There is no accessibility statement.",
        ),
        applies=has_interface,
        applies_to="repositories that make pages for people",
    ),
)
