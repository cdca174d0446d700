"""Two answers for machines: does the process live, and is it ready to serve?"""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from ospolis.core import permissions
from ospolis.core.access import OfficeRequest, requires
from ospolis.core.doctor import examine, is_well


@require_safe
@requires(permissions.ASK_HEALTH)
def healthz(request: OfficeRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
@requires(permissions.ASK_HEALTH)
def readyz(request: OfficeRequest) -> HttpResponse:
    """Database, migrations, queue and disk, by name and light only: values are for the operator."""
    lines = examine(quick=True)
    body = {"ready": is_well(lines), "checks": {line.name: line.light for line in lines}}
    return JsonResponse(body, status=200 if body["ready"] else 503, headers={"Cache-Control": "no-store"})
