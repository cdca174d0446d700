"""The country folder: plain files that an office fills with a spreadsheet, read whole before anything is written."""

from ospolis.mapping.folder.problems import FolderRefused, Problem
from ospolis.mapping.folder.reading import CountryFolder, read_folder

__all__ = ["CountryFolder", "FolderRefused", "Problem", "read_folder"]
