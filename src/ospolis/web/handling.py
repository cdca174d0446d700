"""How a request is made from what the server hands over."""

from __future__ import annotations

from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class TextRequest(WSGIRequest):
    """A request whose text is UTF-8, whatever its header says.

    The framework takes up any codec that a header names while the request is made, before a middleware could refuse
    it; codecs that are none for text then end in an error of the server.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class TextHandler(WSGIHandler):
    """The framework's handler, with requests of ours."""

    request_class = TextRequest
