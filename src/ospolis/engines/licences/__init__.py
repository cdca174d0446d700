"""Licences: text windows -> detection -> SPDX expressions -> what a repository declares, shows, and means.

    classify_path(path, mode, size) -> PathClass
    read_blob(data, path_class, answers=...) -> BlobReading        stored under (blob id, path class, VERSION)
    find_windows(data, path_class) -> WindowScan                   stored under (blob id, path class, WINDOWS_VERSION)
    identify_window(text) -> Answer                                stored under (window id, DETECTOR_VERSION)
    conclude_repository(files, manifest_declared=...) -> RepositoryLicences
    parse_expression(text) -> Expression | Problem
    family_of(expression) -> Family

Pure functions. The texts and tables of reference/licences are read once, when first asked for.
"""

from .answers import Answer, Match
from .assemble import Evidence, FileLicence, FileReading
from .conclude import Clarity, Coverage, RepositoryLicences, conclude_repository
from .conflicts import Conflict
from .expressions import Compound, Expression, Licence, Problem, join_expressions, list_licences, parse_expression
from .families import Axes, Family, axes_of, family_of, is_network_copyleft
from .identify import identify_window
from .paths import LARGEST_BLOB, UNREAD, PathClass, classify_path
from .queue import QueueItem
from .reading import BlobReading, WindowReading, read_blob, reading_from_plain
from .roots import Declaration, LicenceFile
from .versions import DETECTOR_VERSION, VERSION, WINDOWS_VERSION
from .windows import Window, WindowScan, find_windows

__all__ = [
    "DETECTOR_VERSION",
    "LARGEST_BLOB",
    "UNREAD",
    "VERSION",
    "WINDOWS_VERSION",
    "Answer",
    "Axes",
    "BlobReading",
    "Clarity",
    "Compound",
    "Conflict",
    "Coverage",
    "Declaration",
    "Evidence",
    "Expression",
    "Family",
    "FileLicence",
    "FileReading",
    "Licence",
    "LicenceFile",
    "Match",
    "PathClass",
    "Problem",
    "QueueItem",
    "RepositoryLicences",
    "Window",
    "WindowReading",
    "WindowScan",
    "axes_of",
    "classify_path",
    "conclude_repository",
    "family_of",
    "find_windows",
    "identify_window",
    "is_network_copyleft",
    "join_expressions",
    "list_licences",
    "parse_expression",
    "read_blob",
    "reading_from_plain",
]
