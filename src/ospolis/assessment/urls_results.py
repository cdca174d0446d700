"""Addresses of results: for the office, for an institution, and for everybody."""

from django.urls import path

from ospolis.assessment.views import (
    contradictions,
    framework_levels,
    institution_results,
    method,
    open_questions,
    published,
    results,
    skills,
)

result_pages = [
    path("", results.show_office, name="results"),
    path("levels.csv", results.download_office, name="results-csv"),
    path("ranking/", results.show_ranking, name="ranking"),
    path("publish/", results.publish, name="publish"),
    path("institutions/", institution_results.list_own, name="own-results"),
    path("institutions/<slug:key>/", institution_results.show_institution, name="institution"),
    path("institutions/<slug:key>/items/<str:code>/", institution_results.show_item, name="item"),
    path(
        "institutions/<slug:key>/frameworks/<slug:code>/",
        framework_levels.show_institution,
        name="institution-framework",
    ),
    path("institutions/<slug:key>/changes/", institution_results.show_changes, name="changes"),
    path("institutions/<slug:key>/skills/", skills.show_skills, name="skills"),
    path("institutions/<slug:key>/skills/keep/", skills.keep_skills, name="keep-skills"),
    path("skills/", skills.show_office_skills, name="office-skills"),
    path("skills.csv", skills.download_skills, name="office-skills-csv"),
    path("institutions/<slug:key>/publication/", institution_results.agree, name="agree"),
    path("contradictions/", contradictions.list_contradictions, name="contradictions"),
    path("contradictions/<int:pk>/", contradictions.show_contradiction, name="contradiction"),
    path("contradictions/<int:pk>/resolve/", contradictions.resolve, name="resolve"),
    path("contradictions/<int:pk>/reopen/", contradictions.reopen, name="reopen"),
    path("method/", method.show_method, name="method"),
    path("questions/<slug:code>/", method.show_dimension, name="dimension"),
    path("questions.<slug:kind>", open_questions.download_questions, name="questions-file"),
    path("frameworks/<slug:code>/", open_questions.show_framework, name="framework"),
    path("frameworks/<slug:code>/levels/", framework_levels.show_office, name="framework-levels"),
    path("published/", published.show_profile, name="published"),
    path("published/datapackage.json", published.download_package, name="published-package"),
    path("published/<slug:key>/", published.show_institution, name="published-institution"),
    path("published.<slug:kind>", published.download, name="published-file"),
]
