"""Practices about the documents of a repository and the people around it."""

from __future__ import annotations

import re

from ospolis.engines.metadata import read_metadata
from ospolis.engines.practices.looks import absent, file_like, find_line, none_readable, shown
from ospolis.engines.practices.practice import Evidence, Finding, Practice
from ospolis.engines.practices.repository import Repository, compile_names, known_places

README = compile_names(known_places(["readme", "liesmich", "lisezmoi", "leggimi", "leame"]))
SECURITY = compile_names(known_places(["security"]), r"(?:.*/)?\.well-known/security\.txt")
PUBLICCODE = compile_names(r"publiccode\.ya?ml")

_LICENCE = compile_names(
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
_REPORT = re.compile(
    r"[^@\s]+@[^@\s]+\.[a-z]{2,}|https?://|report a vulnerability|private(?:ly)? report", re.IGNORECASE
)


def _look_for_start(repository: Repository) -> Finding:
    readmes = repository.find(README)
    if not readmes:
        return absent(repository, "There is no README that could say it.")
    if none_readable(repository, readmes):
        return Finding("cannot tell", shown(readmes, "The content of this file was not at hand."))
    line = find_line(repository, readmes, _START)
    if line:
        return Finding("met", (line,))
    return Finding("not met", shown(readmes, "No line of this file speaks of installing, starting or using."))


def _look_for_report_way(repository: Repository) -> Finding:
    files = repository.find(SECURITY)
    if not files:
        return absent(repository, "There is no security policy in the places where people look.")
    if none_readable(repository, files):
        return Finding("met", shown(files, "This file is here; its content was not at hand."))
    line = find_line(repository, files, _REPORT)
    if line:
        return Finding("met", (line,))
    return Finding("not met", shown(files, "This file names no address to report to."))


def _look_for_publiccode(repository: Repository) -> Finding:
    files = repository.find(PUBLICCODE)
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


DOCUMENTS = (
    Practice(
        code="readme",
        group="documents",
        title="README",
        question="Does the repository say what it is?",
        why="People decide within a minute whether software is for them; the README is what they see first.",
        remedy="Add README.md in the root: what it does, for whom, how to start, where to ask.",
        look=file_like(README, "There is no README in the places where people look."),
    ),
    Practice(
        code="readme-start",
        group="documents",
        title="How to start",
        question="Does the README say how to install or use it?",
        why="Software that nobody can start is not reused.",
        remedy="Add a section that takes a newcomer from nothing to a running system.",
        look=_look_for_start,
        applies=lambda repository: repository.has_code,
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
        code="contributing",
        group="people",
        title="How to contribute",
        question="Is it written down how others can contribute?",
        why="Contributors come when they know what is welcome and what happens to their work.",
        remedy="Add CONTRIBUTING.md: how to report, how to propose a change, who answers and when.",
        look=file_like(
            compile_names(known_places(["contributing", "contribute", "contributors?[-_]guide"])),
            "There is no CONTRIBUTING.",
        ),
    ),
    Practice(
        code="code-of-conduct",
        group="people",
        title="Code of conduct",
        question="Is it written down how people treat each other?",
        why="It tells newcomers that they are safe, and the team what to do when someone is not.",
        remedy="Add CODE_OF_CONDUCT.md with a contact outside the dispute; a widely used text will do.",
        look=file_like(compile_names(known_places(["code[-_ ]?of[-_ ]?conduct"])), "There is no code of conduct."),
    ),
    Practice(
        code="governance",
        group="people",
        title="Governance",
        question="Is it written down who decides?",
        why="Other institutions build on software when they know who decides and how they can join.",
        remedy="Add GOVERNANCE.md or MAINTAINERS.md: roles, how decisions are made, how to become a maintainer.",
        look=file_like(
            compile_names(known_places(["governance", "maintainers", "community", "owners", "steering[-_a-z]*"])),
            "No file says who decides.",
        ),
    ),
    Practice(
        code="code-owners",
        group="people",
        title="Owners of the code",
        question="Does the forge know whom to ask for a review?",
        why="Changes are reviewed sooner when the right people are asked by themselves.",
        remedy="Add a CODEOWNERS file with teams, not single persons.",
        look=file_like(compile_names(known_places(["codeowners"])), "There is no CODEOWNERS file."),
        applies=lambda repository: repository.has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="security-policy",
        group="security",
        title="Security policy",
        question="Can a weakness be reported in private?",
        why="Whoever finds a weakness needs a safe place to say so; else it is published, or sold.",
        remedy="Add SECURITY.md with an address for private reports and the time in which you answer.",
        look=_look_for_report_way,
    ),
    Practice(
        code="publiccode",
        group="documents",
        title="publiccode.yml",
        question="Can catalogues of public software find it?",
        why="Catalogues of many countries read this one file; without it the software is not listed.",
        remedy="Add publiccode.yml in the root; `ospolis metadata publiccode.yml` names every problem.",
        look=_look_for_publiccode,
        applies=lambda repository: repository.has_code,
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
            compile_names(
                r"(?:docs?|documentation|manual|handbook|guide)/.+\.(?:md|rst|adoc|txt|html|tex)",
                r"**/(?:mkdocs\.ya?ml|book\.toml|docusaurus\.config\.[a-z]+|antora\.yml|\.readthedocs\.ya?ml)",
            ),
            "There is no folder of documentation.",
        ),
    ),
    Practice(
        code="issue-templates",
        group="people",
        title="Issue templates",
        question="Are people guided when they report something?",
        why="A report with version, steps and expectation is solved in half the time.",
        remedy="Add templates for a fault and for a wish in .github/ISSUE_TEMPLATE or .gitlab/issue_templates.",
        look=file_like(
            compile_names(
                r"\.(?:github|gitea|forgejo)/issue_template(?:\.[a-z]+|/.+)",
                r"(?:docs/)?issue_template\.[a-z]+",
                r"\.gitlab/issue_templates/.+",
            ),
            "There are no issue templates.",
        ),
    ),
    Practice(
        code="change-template",
        group="people",
        title="Template for changes",
        question="Are people guided when they propose a change?",
        why="Reviewers see at once what a change does and how it was tested.",
        remedy="Add a pull or merge request template with three questions: what, why, how tested.",
        look=file_like(
            compile_names(
                r"(?:\.github/|\.gitea/|\.forgejo/|docs/)?pull_request_template(?:\.[a-z]+|/.+)",
                r"\.gitlab/merge_request_templates/.+",
            ),
            "There is no template for changes.",
        ),
        applies=lambda repository: repository.has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="roadmap",
        group="documents",
        title="Roadmap",
        question="Does the repository say where it is going?",
        why="Others join or build on software when they know its direction.",
        remedy="Add ROADMAP.md with the next two or three goals, or link to a public plan.",
        look=file_like(compile_names(known_places(["roadmap"])), "There is no ROADMAP file."),
        applies=lambda repository: repository.has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="citation",
        group="documents",
        title="How to cite it",
        question="Can research and other offices cite it?",
        why="Being cited is how public software shows its use.",
        remedy="Add CITATION.cff or codemeta.json in the root.",
        look=file_like(
            compile_names(r"citation(?:\.[a-z]+)?", r"codemeta\.json"), "There is no CITATION or codemeta.json."
        ),
    ),
    Practice(
        code="accessibility-statement",
        group="documents",
        title="Accessibility statement",
        question="Does it say how people with disabilities can use it?",
        why="Law in many countries asks for it, and every user gains.",
        remedy="Add ACCESSIBILITY.md: what was tested, what does not work yet, where to ask.",
        look=file_like(
            compile_names(known_places(["accessibility", "a11y", "vpat"]), r"docs?/.*accessibility[^/]*"),
            "There is no accessibility statement.",
        ),
        applies=lambda repository: repository.has_interface,
        applies_to="repositories that make pages for people",
    ),
)
