"""Commands of the map: `map` and `forge-token` write, the others read files and print, without a database."""

from ospolis.mapping.commands.country import MAP
from ospolis.mapping.commands.files import COMMANDS as FILE_COMMANDS
from ospolis.mapping.commands.forges import FORGE_TOKEN

COMMANDS = (MAP, FORGE_TOKEN, *FILE_COMMANDS)
