"""The routes of the ways without a connection, with their policy."""

from __future__ import annotations

from ospolis.core.access import Role
from web.routing import KNOWN, OFFICERS, Route, by_realm

INTERCHANGE_ROUTES = (
    # What leaves is what the page of the campaign shows: the same roles, the same objects.
    Route(
        "assessment:field-form",
        OFFICERS,
        **by_realm("/assessment/campaigns/{}/form.xlsx", "campaign:arva", "campaign:belun", "999999999"),
        own_office=True,
        in_person=True,
    ),
    Route(
        "assessment:paper",
        OFFICERS,
        {
            "arva": "/assessment/campaigns/campaign:arva/paper/arva-registry.pdf",
            "belun": "/assessment/campaigns/campaign:belun/paper/belun-clinic.pdf",
        },
        "/assessment/campaigns/999999999/paper/arva-registry.pdf",
        own_office=True,
        in_person=True,
    ),
    Route(
        "assessment:spreadsheet", OFFICERS, unknown="/assessment/campaigns/asked/999999999/answers.xlsx", in_person=True
    ),
    Route(
        "assessment:field-hand-in",
        OFFICERS,
        **by_realm("/assessment/campaigns/{}/hand-in/", "campaign:arva", "campaign:belun", "999999999"),
        verbs=("get", "post"),
        own_office=True,
        in_person=True,
        # A campaign that is not open yet takes no file: the page says so.
        answers=frozenset({200, 422}),
    ),
    Route(
        "assessment:field-file",
        OFFICERS,
        unknown="/assessment/campaigns/999999999/hand-in/no-such-file/",
        verbs=("get", "post"),
        in_person=True,
    ),
    Route(
        "assessment:report",
        OFFICERS | {Role.FOCAL_POINT},
        **by_realm("/assessment/institutions/{}/report.pdf", "arva-registry", "belun-school", "arva-none"),
        covered_only=True,
    ),
    Route("assessment:answer-spreadsheet", KNOWN, unknown="/assessment/answer/999999999/answers.xlsx"),
    Route("assessment:answer-paper", KNOWN, unknown="/assessment/answer/999999999/questions.pdf"),
    Route("assessment:answer-hand-in", KNOWN, unknown="/assessment/answer/999999999/hand-in/", verbs=("get", "post")),
    Route(
        "assessment:answer-handed-in", KNOWN, unknown="/assessment/answer/999999999/hand-in/no/", verbs=("get", "post")
    ),
    *(
        Route(
            f"assessment:by-link-{name}",
            unknown=f"/assessment/by-link/no-such-link/{path}",
            verbs=verbs,
            in_person=True,
            own_words=True,
        )
        for name, path, verbs in (
            ("spreadsheet", "answers.xlsx", ("get",)),
            ("paper", "questions.pdf", ("get",)),
            ("hand-in", "hand-in/", ("get", "post")),
            ("handed-in", "hand-in/no/", ("get", "post")),
        )
    ),
)
