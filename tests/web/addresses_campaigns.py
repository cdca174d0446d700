"""The routes of campaigns and of those who are asked, with their policy."""

from __future__ import annotations

from ospolis.core.access import Role
from web.routing import KNOWN, OFFICERS, Route, by_office, by_realm

FOCAL_POINTS = frozenset({Role.FOCAL_POINT})

CAMPAIGN_ROUTES = (
    # What is asked belongs to whoever was asked, or to the office that asks; for everybody else there is nothing.
    Route(
        "assessment:campaigns",
        OFFICERS,
        **by_office("/assessment/campaigns/"),
        unknown="/assessment/campaigns/?office=nowhere",
        own_office=True,
        in_person=True,
    ),
    Route(
        "assessment:new-campaign",
        OFFICERS,
        **by_office("/assessment/campaigns/new/"),
        unknown="/assessment/campaigns/new/?office=nowhere",
        verbs=("get", "post"),
        own_office=True,
        in_person=True,
    ),
    Route(
        "assessment:campaign",
        OFFICERS,
        **by_realm("/assessment/campaigns/{}/", "campaign:arva", "campaign:belun", "999999999"),
        own_office=True,
        in_person=True,
    ),
    Route(
        "assessment:change-campaign",
        OFFICERS,
        **by_realm("/assessment/campaigns/{}/change/", "campaign:arva", "campaign:belun", "999999999"),
        verbs=("get", "post"),
        own_office=True,
        in_person=True,
    ),
    Route(
        "assessment:add-institution",
        OFFICERS,
        **by_realm("/assessment/campaigns/{}/add/", "campaign:arva", "campaign:belun", "999999999"),
        verbs=("get", "post"),
        own_office=True,
        in_person=True,
    ),
    Route(
        "assessment:open-campaign",
        OFFICERS,
        unknown="/assessment/campaigns/999999999/open/",
        verbs=("post",),
        in_person=True,
    ),
    Route(
        "assessment:close-campaign",
        OFFICERS,
        unknown="/assessment/campaigns/999999999/close/",
        verbs=("get", "post"),
        in_person=True,
    ),
    Route(
        "assessment:leave-out",
        OFFICERS,
        unknown="/assessment/campaigns/999999999/institutions/arva-post/leave-out/",
        verbs=("post",),
        in_person=True,
    ),
    Route(
        "assessment:respondents",
        OFFICERS,
        {
            "arva": "/assessment/campaigns/campaign:arva/institutions/arva-registry/",
            "belun": "/assessment/campaigns/campaign:belun/institutions/belun-clinic/",
        },
        "/assessment/campaigns/999999999/institutions/arva-post/",
        verbs=("get", "post"),
        own_office=True,
        in_person=True,
    ),
    Route(
        "assessment:write-again",
        OFFICERS,
        unknown="/assessment/campaigns/asked/999999999/write/",
        verbs=("post",),
        in_person=True,
    ),
    Route(
        "assessment:release-respondent",
        OFFICERS,
        unknown="/assessment/campaigns/asked/999999999/release/",
        verbs=("post",),
        in_person=True,
    ),
    Route("assessment:mine", KNOWN, **by_office("/assessment/mine/")),
    Route("assessment:answer", KNOWN, unknown="/assessment/answer/999999999/", verbs=("get", "post")),
    Route("assessment:answer-check", KNOWN, unknown="/assessment/answer/999999999/check/", verbs=("get", "post")),
    Route("assessment:answer-decline", KNOWN, unknown="/assessment/answer/999999999/decline/", verbs=("get", "post")),
    Route(
        "assessment:answer-question",
        KNOWN,
        unknown="/assessment/answer/999999999/question/D1.1/",
        verbs=("get", "post"),
    ),
    Route(
        "assessment:answer-section", KNOWN, unknown="/assessment/answer/999999999/section/D1/", verbs=("get", "post")
    ),
    Route("assessment:answer-detach", KNOWN, unknown="/assessment/answer/999999999/file/999999999/", verbs=("post",)),
    *(
        Route(
            f"assessment:{name}",
            unknown=f"/assessment/by-link/no-such-link/{path}",
            verbs=("post",) if name == "by-link-detach" else ("get", "post"),
            in_person=True,
            own_words=True,
        )
        for name, path in (
            ("by-link", ""),
            ("by-link-check", "check/"),
            ("by-link-decline", "decline/"),
            ("by-link-question", "question/D1.1/"),
            ("by-link-section", "section/D1/"),
            ("by-link-detach", "file/1/"),
        )
    ),
    Route(
        "assessment:answer-kept",
        unknown="/assessment/answer/kept/no-such-pass/D1.1/",
        verbs=("post",),
        in_person=True,
        own_words=True,
    ),
    Route(
        "assessment:documents",
        OFFICERS,
        **by_office("/assessment/review/documents/"),
        unknown="/assessment/review/documents/?office=nowhere",
        own_office=True,
        in_person=True,
    ),
    Route(
        "assessment:grade-document",
        OFFICERS,
        unknown="/assessment/review/documents/999999999/",
        verbs=("get", "post"),
        in_person=True,
    ),
    Route("assessment:review", OFFICERS, unknown="/assessment/review/999999999/arva-registry/", in_person=True),
    Route(
        "assessment:review-section",
        OFFICERS,
        unknown="/assessment/review/999999999/arva-registry/D1/",
        verbs=("get", "post"),
        in_person=True,
    ),
    Route(
        "assessment:take-file",
        OFFICERS,
        unknown="/assessment/review/999999999/arva-registry/files/999999999/",
        verbs=("get", "post"),
        in_person=True,
    ),
    Route("assessment:workshop", OFFICERS, unknown="/assessment/workshop/999999999/arva-registry/", in_person=True),
    Route(
        "assessment:workshop-section",
        OFFICERS,
        unknown="/assessment/workshop/999999999/arva-registry/D1/",
        verbs=("get", "post"),
        in_person=True,
    ),
    Route(
        "assessment:own-institution",
        FOCAL_POINTS,
        **by_realm("/assessment/mine/{}/", "arva-registry", "belun-school", "arva-none"),
        covered_only=True,
        in_person=True,
    ),
    Route(
        "assessment:hand-in-document",
        FOCAL_POINTS,
        **by_realm("/assessment/mine/{}/documents/", "arva-registry", "belun-school", "arva-none"),
        verbs=("get", "post"),
        covered_only=True,
        in_person=True,
    ),
    Route(
        "assessment:institution-answers",
        FOCAL_POINTS,
        unknown="/assessment/mine/arva-registry/answers/999999999/",
        verbs=("get", "post"),
        in_person=True,
    ),
    Route(
        "assessment:withdraw-document",
        FOCAL_POINTS,
        unknown="/assessment/mine/arva-registry/documents/999999999/withdraw/",
        verbs=("post",),
        in_person=True,
    ),
)
