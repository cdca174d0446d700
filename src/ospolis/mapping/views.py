from django.http import HttpResponse
def _v(request, *a, **k): return HttpResponse("x")
show_collection=show_source=list_repositories=show_repository=download_components=_v
