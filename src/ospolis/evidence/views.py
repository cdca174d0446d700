"""Why a number is what it is: from a figure to its facts, from a fact to file, commit and line."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.exports import Format, export_answer
from ospolis.core.limiting import limited
from ospolis.core.limiting.doors import EXPORT
from ospolis.core.page import Crumb, Page
from ospolis.evidence import permissions, selectors
from ospolis.evidence.pages import describe_fact, describe_figure, fact_table

_SHOWN = 50


@requires(permissions.SEE_EVIDENCE)
@require_safe
def show_figure(request: OfficeRequest, key: str) -> HttpResponse:
    try:
        figure = selectors.get_figure(request.viewer, key)
    except ObjectDoesNotExist:
        raise Http404 from None
    request.realm = figure.realm
    states = selectors.count_facts_of_figure(request.viewer, figure)
    asked = request.GET.get("state", "")
    state = asked if asked in {text for _measure, text in states} else ""
    facts = selectors.first_facts_of_figure(request.viewer, figure, state=state, most=_SHOWN)
    before = selectors.previous_figure(request.viewer, figure)
    why = describe_figure(figure, states, facts, before, state=state)
    crumbs = (Crumb(_("Home"), "/"), Crumb(_("National map"), reverse("publishing:map")), Crumb(_("Why this number?")))
    context = {"why": why, "page": Page(title=why.sentence, crumbs=crumbs)}
    return TemplateResponse(request, "evidence/figure.html", context)


@requires(permissions.SEE_EVIDENCE)
@limited(EXPORT)
@require_safe
def download_facts(request: OfficeRequest, key: str) -> StreamingHttpResponse:
    try:
        figure = selectors.get_figure(request.viewer, key)
    except ObjectDoesNotExist:
        raise Http404 from None
    table = fact_table(selectors.facts_of_figure(request.viewer, figure))
    return export_answer(table, Format.CSV, name=f"facts-{figure.key}")


@requires(permissions.SEE_EVIDENCE)
@require_safe
def show_fact(request: OfficeRequest, fact_id: int) -> HttpResponse:
    try:
        fact = selectors.get_fact(request.viewer, fact_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    request.realm = fact.realm
    why = describe_fact(fact, selectors.history_of_fact(request.viewer, fact))
    crumbs = (Crumb(_("Home"), "/"), Crumb(_("National map"), reverse("publishing:map")), Crumb(_("Why this fact?")))
    context = {"why": why, "page": Page(title=why.title, crumbs=crumbs)}
    return TemplateResponse(request, "evidence/fact.html", context)
