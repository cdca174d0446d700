"""The routes of results of an assessment, with their policy."""

from __future__ import annotations

from ospolis.core.access import Role
from web.routing import OFFICERS, Route, by_office, by_realm

READERS = OFFICERS | {Role.FOCAL_POINT}

RESULT_ROUTES = (
    Route(
        "assessment:results",
        OFFICERS | {Role.PROGRAMME},
        **by_office("/assessment/"),
        unknown="/assessment/?office=nowhere",
        own_office=True,
    ),
    Route(
        "assessment:results-csv",
        OFFICERS | {Role.PROGRAMME},
        **by_office("/assessment/levels.csv"),
        unknown="/assessment/levels.csv?office=nowhere",
        own_office=True,
    ),
    Route(
        "assessment:ranking",
        OFFICERS | {Role.PROGRAMME},
        **by_office("/assessment/ranking/"),
        unknown="/assessment/ranking/?office=nowhere",
        own_office=True,
    ),
    Route(
        "assessment:publish",
        frozenset({Role.LEAD}),
        **by_office("/assessment/publish/"),
        verbs=("get", "post"),
        own_office=True,
        in_person=True,
    ),
    Route("assessment:own-results", READERS, {"arva": "/assessment/institutions/"}),
    Route(
        "assessment:institution",
        READERS,
        **by_realm("/assessment/institutions/{}/", "arva-registry", "belun-school", "arva-none"),
        covered_only=True,
    ),
    Route("assessment:item", READERS, unknown="/assessment/institutions/arva-registry/items/D99.9/"),
    Route(
        "assessment:institution-framework", READERS, unknown="/assessment/institutions/arva-registry/frameworks/none/"
    ),
    Route(
        "assessment:framework-levels",
        OFFICERS | {Role.PROGRAMME},
        **by_office("/assessment/frameworks/ggi/levels/"),
        unknown="/assessment/frameworks/none/levels/",
        own_office=True,
    ),
    Route(
        "assessment:changes",
        READERS,
        **by_realm("/assessment/institutions/{}/changes/", "arva-registry", "belun-school", "arva-none"),
        covered_only=True,
    ),
    Route(
        "assessment:agree",
        READERS,
        **by_realm("/assessment/institutions/{}/publication/", "arva-registry", "belun-school", "arva-none"),
        verbs=("post",),
        covered_only=True,
        in_person=True,
    ),
    Route(
        "assessment:skills",
        READERS,
        **by_realm("/assessment/institutions/{}/skills/", "arva-registry", "belun-school", "arva-none"),
        covered_only=True,
    ),
    Route(
        "assessment:keep-skills",
        READERS,
        **by_realm("/assessment/institutions/{}/skills/keep/", "arva-registry", "belun-school", "arva-none"),
        verbs=("post",),
        covered_only=True,
        in_person=True,
    ),
    Route(
        "assessment:office-skills",
        OFFICERS | {Role.PROGRAMME},
        **by_office("/assessment/skills/"),
        unknown="/assessment/skills/?office=nowhere",
        own_office=True,
    ),
    Route(
        "assessment:office-skills-csv",
        OFFICERS | {Role.PROGRAMME},
        **by_office("/assessment/skills.csv"),
        unknown="/assessment/skills.csv?office=nowhere",
        own_office=True,
    ),
    Route("assessment:contradictions", READERS, **by_office("/assessment/contradictions/"), own_office=True),
    Route("assessment:contradiction", READERS, unknown="/assessment/contradictions/999999999/"),
    Route(
        "assessment:resolve",
        READERS,
        unknown="/assessment/contradictions/999999999/resolve/",
        verbs=("post",),
        in_person=True,
    ),
    Route(
        "assessment:reopen",
        READERS,
        unknown="/assessment/contradictions/999999999/reopen/",
        verbs=("post",),
        in_person=True,
    ),
    Route("assessment:method", addresses={"arva": "/assessment/method/"}),
    Route(
        "assessment:dimension", addresses={"arva": "/assessment/questions/D1/"}, unknown="/assessment/questions/D99/"
    ),
    Route("assessment:published", **by_office("/assessment/published/")),
    Route("assessment:published-institution", unknown="/assessment/published/arva-none/"),
    Route("assessment:published-file", unknown="/assessment/published.exe"),
    Route("assessment:published-package", unknown="/assessment/published/datapackage.json"),
    Route("assessment:questions-file", **by_office("/assessment/questions.json"), unknown="/assessment/questions.exe"),
    Route("assessment:framework", **by_office("/assessment/frameworks/ggi/"), unknown="/assessment/frameworks/none/"),
)
