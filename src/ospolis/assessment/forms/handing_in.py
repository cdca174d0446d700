"""The form that takes a file with answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict


class HandInForm(forms.Form):
    """One file; what it is, is told by its content."""

    file = forms.FileField(
        label=_("The file with the answers"),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty. Choose another one.")},
    )

    def __init__(self, files: MultiValueDict[str, UploadedFile[Any]] | None, *, accepts: str) -> None:
        super().__init__({} if files is not None else None, files)
        self.fields["file"].widget.attrs["accept"] = accepts
