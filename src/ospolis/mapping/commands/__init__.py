"""Commands of the map: `map` writes, the others read files and print, without a database."""

from ospolis.mapping.commands.country import MAP
from ospolis.mapping.commands.files import COMMANDS as FILE_COMMANDS

COMMANDS = (MAP, *FILE_COMMANDS)
