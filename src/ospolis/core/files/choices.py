"""Where a file stands, and why one may be refused, in words for whoever gave it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileState(models.TextChoices):
    """Where a file stands: nobody gets it before it was looked at, and nobody ever gets a refused one."""

    QUARANTINED = "quarantined", _("being looked at")
    CLEARED = "cleared", _("cleared")
    REFUSED = "refused", _("refused")


class Fault(models.TextChoices):
    """Why a file is refused. The box that looks at files answers with these codes, and with nothing else."""

    OTHER_TYPE = "other-type", _("Its content is not what its name says.")
    TOO_LARGE = "too-large", _("It is larger than a file of its kind may be.")
    TOO_COSTLY = "too-costly", _("Looking at it took more time or memory than one file may take.")
    DAMAGED = "damaged", _("It is damaged or cut off.")
    NOT_TEXT = "not-text", _("It should be text, and holds something else. Save it as UTF-8.")
    TWO_KINDS = "two-kinds", _("It is a file of two kinds at once.")
    VIRUS = "virus", _("The virus scanner found something in it.")
    NO_BOX = "no-box", _("This site cannot open archives safely at the moment. Give the files one by one.")
    PICTURE_LARGE = "picture-large", _("The picture has too many points. Make it smaller.")
    ARCHIVE_LOCKED = "archive-locked", _("The archive is locked with a password.")
    ARCHIVE_METHOD = "archive-method", _("The archive is packed in an unusual way. Pack it as an ordinary ZIP file.")
    ARCHIVE_FALSE = "archive-false", _("The list of contents of the archive does not fit what is in it.")
    ARCHIVE_OVERLAP = "archive-overlap", _("Files in the archive share bytes, as in an archive made to do harm.")
    ARCHIVE_MANY = "archive-many", _("The archive holds too many files.")
    ARCHIVE_BOMB = "archive-bomb", _("The archive unfolds to far more than it is.")
    ARCHIVE_NAME = "archive-name", _("A file in the archive has a name that could lead outside, or that stands twice.")
    ARCHIVE_LINK = "archive-link", _("The archive holds a link or a device. It may hold plain files only.")
    ARCHIVE_NESTED = "archive-nested", _("The archive holds another archive. Unpack that first.")
    ARCHIVE_GIT = "archive-git", _("The archive holds a git folder. Give the address of the repository instead.")
    SHEET_MACRO = "sheet-macro", _("The workbook holds macros. Save it without them, as .xlsx.")
    SHEET_LINK = "sheet-link", _("The workbook takes values from other files. Paste the values instead.")
    SHEET_OBJECT = "sheet-object", _("The workbook holds other files or controls. Remove them.")
