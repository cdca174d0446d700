"""Practices about the people around a repository: who looks after it, how others take part."""

from __future__ import annotations

import re

from ospolis.engines.practices.looks import Line, file_like, file_or_line
from ospolis.engines.practices.places import Texts, known_places, near
from ospolis.engines.practices.practice import Practice, has_code
from ospolis.engines.practices.table_documents import PUBLICCODE, README

CONTRIBUTING = Texts(known_places(["contributing", "contribute", "contributors?[-_]guide"]), 2)
CODE_OF_CONDUCT = known_places(["code[-_ ]?of[-_ ]?conduct"])
GOVERNANCE = known_places(["governance", "steering[-_a-z]*", "(?:project[-_ ])?charter"])
ISSUE_FORMS = near(
    r"\.(?:github|gitea|forgejo)/issue_template(?:\.[a-z]+|/.+)",
    r"(?:docs/)?issue_template\.[a-z]+",
    r"\.gitlab/issue_templates/.+",
)
CHANGE_FORMS = near(
    r"(?:\.github/|\.gitea/|\.forgejo/|docs/)?pull_request_template(?:\.[a-z]+|/.+)",
    r"\.gitlab/merge_request_templates/.+",
)

_MAINTAINERS = known_places(
    ["maintainers?", "community", "owners", "authors?", "contributors(?![-_]guide)", "codeowners", "team"]
)
_CARED_FOR = re.compile(
    r"(?im)^(?:#+|=+|\*\*)[ \t]*[^\w\n]*(?:the )?(?:core |project )?"
    r"(?:maintainers?|team|owners?|contacts?|credits|authors?|who we are)\b[^\n]{0,20}$"
    r"|\b(?:maintained|owned|managed) by\b"
)
_PUBLICCODE_CARE = re.compile(r"(?m)^[ \t]+(?:contacts|contractors):[ \t]*(?:\[[ \t]*\{|$)")
_ASK = re.compile(
    r"(?im)^(?:#+|=+)[ \t]*[^\n]{0,20}\b(?:support|help|contact|questions?|community|feedback)\b[^\n]{0,30}$"
    r"|\b(?:slack|discord|gitter|matrix\.to|zulip|mattermost|mailing list|discourse|google group|stack ?overflow"
    r"|/discussions|forum|help ?desk|service desk)\b"
    r"|\b(?:ask|contact|e-?mail|write to|reach)\b[^\n]{0,60}[^@\s]@[a-z0-9-]+\.[a-z]"
)
_TERMS = re.compile(
    r"(?i)developer certificate of origin|\bDCO\b|signed-off-by|contributor licen[cs]e agreement|\bCLA\b|\bICLA\b"
    r"|contribut\w+[^\n.]{0,80}\b(?:licen[cs]ed|released|dedicated)\b[^\n.]{0,60}\b(?:under|licen[cs]e|public domain)"
    r"|\bagree\w*\b[^\n.]{0,60}\bcontribut\w+[^\n.]{0,60}\blicen[cs]"
)

PEOPLE = (
    Practice(
        code="contributing",
        group="people",
        title="How to contribute",
        question="Is it written down how others can contribute?",
        why="Contributors come when they know what is welcome and what happens to their work.",
        remedy="Add CONTRIBUTING.md: how to report, how to propose a change, who answers and when.",
        look=file_like(CONTRIBUTING.places, "There is no CONTRIBUTING."),
    ),
    Practice(
        code="contribution-terms",
        group="people",
        title="Terms of contributions",
        question="Is it clear under which terms others contribute?",
        why="Code whose giver had no right to give it must be taken out again, however long it has been in use.",
        remedy="Write one line into CONTRIBUTING.md, or ask for a sign-off (Developer Certificate of Origin).",
        look=file_or_line(
            near(
                r"(?:\.github/)?dco(?:\.[a-z]+)?",
                r"\.clabot|\.github/\.?cla[a-z_.-]*",
                r"(?:docs?/)?(?:i?cla|contributor[-_]licen[cs]e[-_]agreement)(?:[._-][a-z0-9_.-]+)?",
            ),
            (Line(CONTRIBUTING, _TERMS), Line(README, _TERMS)),
            "Neither CONTRIBUTING nor the README says it.",
        ),
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="code-of-conduct",
        group="people",
        title="Code of conduct",
        question="Is it written down how people treat each other?",
        why="It tells newcomers that they are safe, and the team what to do when someone is not.",
        remedy="Add CODE_OF_CONDUCT.md with a contact outside the dispute; a widely used text will do.",
        look=file_like(CODE_OF_CONDUCT, "There is no code of conduct."),
    ),
    Practice(
        code="maintainers",
        group="people",
        title="Who looks after it",
        question="Is it written down who looks after it?",
        why="Whoever wants to build on it, or finds a fault, must know who answers.",
        remedy="Add COMMUNITY.md or MAINTAINERS.md with the team and its role; a team address is enough, no names.",
        look=file_or_line(
            known_places(
                ["maintainers?", "community", "owners", "authors?", "contributors(?![-_]guide)", "codeowners", "team"]
            ),
            (Line(PUBLICCODE, _PUBLICCODE_CARE), Line(README, _CARED_FOR)),
            "No file says who looks after it.",
        ),
    ),
    Practice(
        code="governance",
        group="people",
        title="Governance",
        question="Is it written down who decides?",
        why="Other institutions build on software when they know who decides and how they can join.",
        remedy="Add GOVERNANCE.md: roles, how decisions are made, how to become a maintainer.",
        look=file_or_line(
            GOVERNANCE,
            (
                Line(README, re.compile(r"(?im)^(?:#+|=+)[^\n]{0,30}\bgovernance\b")),
                Line(CONTRIBUTING, re.compile(r"(?im)^(?:#+|=+)[^\n]{0,30}\bgovernance\b")),
            ),
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
        look=file_like(known_places(["codeowners"]), "There is no CODEOWNERS file."),
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="support",
        group="people",
        title="Where to ask",
        question="Is it written down where users get help?",
        why="A question without an answer is a user lost; a question in the wrong place costs the team time.",
        remedy="Add SUPPORT.md, or a section in the README: where to ask, who answers, how soon.",
        look=file_or_line(
            known_places(["support", "help", "getting[-_]help"]),
            (Line(README, _ASK), Line(CONTRIBUTING, _ASK)),
            "Neither a SUPPORT file nor the README says it.",
        ),
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="issue-templates",
        group="people",
        title="Issue templates",
        question="Are people guided when they report something?",
        why="A report with version, steps and expectation is solved in half the time.",
        remedy="Add templates for a fault and for a wish in .github/ISSUE_TEMPLATE or .gitlab/issue_templates.",
        look=file_like(ISSUE_FORMS, "There are no issue templates."),
    ),
    Practice(
        code="change-template",
        group="people",
        title="Template for changes",
        question="Are people guided when they propose a change?",
        why="Reviewers see at once what a change does and how it was tested.",
        remedy="Add a pull or merge request template with three questions: what, why, how tested.",
        look=file_like(CHANGE_FORMS, "There is no template for changes."),
        applies=has_code,
        applies_to="repositories with program code",
    ),
)
