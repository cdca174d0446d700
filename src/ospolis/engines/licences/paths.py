"""Path classes: what a file is, told from its path, mode and size alone."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class PathClass(StrEnum):
    """What a file of a repository is for the reading of licences."""

    LICENCE = "licence"
    NOTICE = "notice"
    README = "readme"
    MANIFEST = "manifest"
    LOCK = "lock"
    REUSE = "reuse"
    SIDECAR = "sidecar"
    SOURCE = "source"
    LICENCE_TOOL = "licence tool"
    DOCUMENT = "document"
    CHANGE_LOG = "change log"
    AGREEMENT = "contributor agreement"
    TEST_DATA = "test data"
    TEST_LICENCE = "test licence"
    VENDORED = "vendored"
    VENDORED_LICENCE = "vendored licence"
    GENERATED = "generated"
    BINARY = "binary"
    TOO_LARGE = "too large"
    LINK = "link"
    SUBMODULE = "submodule"


# A blob above this size is not read for licences (bytes; COMPLIANCE.md section 2.1).
LARGEST_BLOB = 1_048_576

LINK_MODE = 0o120000
SUBMODULE_MODE = 0o160000

# Classes whose bytes nobody reads for licences. A lock file names other people's licences by the hundred.
UNREAD = frozenset({PathClass.LOCK, PathClass.BINARY, PathClass.TOO_LARGE, PathClass.LINK, PathClass.SUBMODULE})
# Classes read as one window, from the first byte to the last.
WHOLE = frozenset(
    {
        PathClass.LICENCE,
        PathClass.NOTICE,
        PathClass.VENDORED_LICENCE,
        PathClass.TEST_LICENCE,
        PathClass.SIDECAR,
        PathClass.REUSE,
    }
)
# Classes that speak for the repository's own work.
OWN = frozenset(
    {
        PathClass.LICENCE,
        PathClass.README,
        PathClass.MANIFEST,
        PathClass.REUSE,
        PathClass.SIDECAR,
        PathClass.SOURCE,
        PathClass.LICENCE_TOOL,
        PathClass.DOCUMENT,
    }
)

_VENDORED_FOLDERS = re.compile(
    r"(?:^|/)(?:vendor|vendors|vendored|node_modules|bower_components|third[-_ ]?party|3rd[-_ ]?party|external"
    r"|externals|extern|jspm_packages|Godeps|_vendor|site-packages|Pods|Carthage|\.yarn|deps/src)/",
    re.IGNORECASE,
)
# Libraries of the web that are copied into many trees, by the names they keep there.
_COPIED = re.compile(
    r"(?:^|/)(?:jquery[\w.-]*|ext-ux|ext-all[\w.-]*|extjs|font-?awesome[\w.-]*|ckeditor|tinymce|yui|dojo|highlightjs)/"
    r"|(?:^|/)(?:jquery|bootstrap|angular|ext-all|openlayers|json2|underscore|lodash|moment|modernizr|handlebars"
    r"|backbone|d3|leaflet|highcharts|select2|html5shiv|respond|dropzone|prototype)(?:[.-][\w.-]*)?\.(?:js|css)$",
    re.IGNORECASE,
)
_TEST_FOLDERS = re.compile(
    r"(?:^|/)(?:testdata|test[-_]data|test[-_]?files?|test[-_]?resources|fixtures?|__fixtures__|__snapshots__"
    r"|cassettes|golden|(?:src/)?(?:test|it|intTest|integrationTest|integration-test|testFixtures)/resources"
    r"|(?:tests?|specs?)/(?:data|files|resources|samples?|assets|support/files))/",
    re.IGNORECASE,
)
_LICENCE_NAME = re.compile(
    r"(?:(?:un)?licen[sc]es?|licen[cç]a|licencia|licenza|lizenz|copying|copyleft|eula|patents)(?:[-_. ][\w.+ -]*)?"
    r"|[\w.+ -]+[-_. ]licen[sc]e(?:\.(?:txt|md|rst|html))?|[\w.+-]+[-_.]licen[sc]e[-_.][\w.-]*\.txt"
    r"|ofl(?:\.txt)?"
    r"|(?:[al]?gpl|(?:[al]?gpl|mpl|eupl|epl|cddl|apache|cc0|bsd)[-_ ]?v?\d(?:\.\d)?)"
    r"(?:[-_ ](?:only|or[-_]later|clause))?(?:\.(?:txt|md|html))?",
    re.IGNORECASE,
)
# Templates that tools stamp on files: they say what the files say, and are not the licence file.
_TEMPLATE_NAME = re.compile(r"header|template|contribut|checkstyle|config|boilerplate", re.IGNORECASE)
# Programs that stamp or check the headers of other files: what they hold beside their own header is not theirs.
_TOOL_NAME = re.compile(
    r"(?:update|add|check|fix|insert|apply|replace|verify)[-_]?(?:licen[cs]es?|copyrights?)(?:[-_]?(?:headers?|years?"
    r"|notices?))?(?:\.(?:sh|py|pl|js|mjs|go|ps1|groovy))?",
    re.IGNORECASE,
)
# Templates of pages are named after what they show.
_PAGE_TEMPLATE = re.compile(r"(?:^|/)(?:_includes|_layouts|templates|views)/(?:.*/)?[^/]+\.html?$", re.IGNORECASE)
# What bundlers take out of the comments of the code they join.
_BUNDLED = re.compile(r".+\.(?:js|css)\.licen[cs]e\.txt", re.IGNORECASE)
_NOTICE_NAME = re.compile(
    r"(?:notices?|copyrights?|credits|attributions?|(?:3rd|third)[-_ ]?party[\w .-]*|[\w.-]*[-_]notices?|legal)"
    r"(?:\.(?:txt|md|rst|html|adoc))?",
    re.IGNORECASE,
)
# What changed and when: it tells of licences of the past and of others, and states none.
_CHANGE_LOG_NAME = re.compile(
    r"(?:change[-_ ]?log|changes|history|news|announce(?:ment)?|releases?|release[-_ ]?notes)"
    r"(?:\.(?:txt|md|rst|adoc|html))?",
    re.IGNORECASE,
)
# What contributors grant to a project; it says nothing of what the project grants to others.
_AGREEMENT_NAME = re.compile(
    r"(?:[ic]?cla|[\w ]*contribut\w*[-_ ](?:licen[cs]e[-_ ])?agreement|contribut\w*[-_ ]licen[cs]e)(?:[-_ ][\w-]*)?"
    r"(?:\.(?:txt|md|rst|adoc|html))?",
    re.IGNORECASE,
)
_README_NAME = re.compile(r"(?:readme|read[-_]me|lisezmoi|liesmich|leame|leggimi)(?:[-_.][\w.-]*)?", re.IGNORECASE)
_CODE_ENDING = re.compile(
    r"\.(?:java|kts?|scala|groovy|py|rb|go|rs|c|cc|cpp|h|hpp|cs|php|js|jsx|ts|tsx|mjs|cjs|vue|swift|sh|bash|sql"
    r"|css|scss|less|json|ya?ml|toml|xml|xsl|properties|feature|erb|hbs|handlebars|mustache|ejs|twig|j2|njk|liquid|ftl|jsp|tmpl|gradle|png|jpe?g|gif|svg)$",
    re.IGNORECASE,
)
_MANIFEST_NAME = re.compile(
    r"package\.json|bower\.json|composer\.json|pyproject\.toml|setup\.(?:py|cfg)|requirements[\w.-]*\.txt|pipfile"
    r"|pom\.xml|build\.gradle(?:\.kts)?|settings\.gradle(?:\.kts)?|gemfile|[\w.-]+\.gemspec|go\.mod|cargo\.toml"
    r"|dockerfile(?:\.[\w-]+)?|containerfile|[\w.-]+\.(?:csproj|fsproj|vbproj|nuspec|podspec|cabal)|pubspec\.ya?ml|publiccode\.ya?ml|code\.json"
    r"|codemeta\.json|citation\.cff|recipe\.ya?ml|metadata\.json|[\w.-]+\.spec|meta\.ya?ml|description|mix\.exs|package\.swift",
    re.IGNORECASE,
)
_LOCK_NAME = re.compile(
    r"package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.ya?ml|composer\.lock|poetry\.lock|uv\.lock"
    r"|pdm\.lock|pipfile\.lock|pylock[\w.-]*\.toml|gemfile\.lock|go\.sum|cargo\.lock|packages\.lock\.json"
    r"|pubspec\.lock|gradle\.lockfile|podfile\.lock|mix\.lock|bun\.lock|[\w.-]+\.lock",
    re.IGNORECASE,
)
_GENERATED = re.compile(
    r"\.min\.(?:js|css)$|\.(?:js|css)\.map$|\.bundle\.js$|[._]pb2?\.(?:go|py|cc|h)$|_pb2_grpc\.py$|\.g\.dart$"
    r"|\.designer\.cs$|(?:^|/)(?:dist|generated|generated-sources|__generated__)/|(?:^|/)(?:gradlew|mvnw)(?:\.bat|\.cmd)?$",
    re.IGNORECASE,
)
_BINARY = re.compile(
    r"\.(?:png|jpe?g|gif|ico|webp|bmp|tiff?|pdf|zip|gz|tgz|bz2|xz|7z|jar|war|ear|class|so|dylib|dll|exe|o|a|woff2?"
    r"|ttf|otf|eot|mp[34]|m4a|wav|ogg|webm|mov|avi|docx?|xlsx?|pptx?|od[tsp]|p12|pfx|jks|keystore|der|db|sqlite3?"
    r"|pyc|wasm|bin|dat|psd|ai|sketch|shp|dbf|tif)$",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\.(?:md|markdown|mdx|rst|adoc|asciidoc|txt|textile|org|tex|html?|rtf|pod|man|[1-9])$", re.IGNORECASE
)
# Endings with which a name is code and nothing else: no row of the tables above but the folder's can fit it.
_CODE_ONLY = (".java", ".kt", ".scala", ".ts", ".tsx", ".jsx", ".rb", ".erb", ".php", ".vue", ".scss", ".sql")
_LICENCES_FOLDER = re.compile(r"(?:^|/)_?licen[sc]es/[^/]+\.(?:txt|md)$", re.IGNORECASE)


def classify_path(path: str, mode: int = 0o100644, size: int = 0) -> PathClass:
    """Say what a file is for the reading of licences, from its path alone.

    Shapes   path: as git lists it, with forward slashes; mode: git's file mode
    Units    size: bytes; a file above LARGEST_BLOB is not read
    Returns  one PathClass; the first row of the table that fits
    """
    if mode == LINK_MODE:
        return PathClass.LINK
    if mode == SUBMODULE_MODE:
        return PathClass.SUBMODULE
    name = path.rpartition("/")[2]
    if name.endswith(_CODE_ONLY):
        by_folder = _classify_folder(path[: len(path) - len(name)])
        return PathClass.TOO_LARGE if size > LARGEST_BLOB else by_folder or PathClass.SOURCE
    if _LOCK_NAME.fullmatch(name):
        return PathClass.LOCK
    if _BINARY.search(name):
        return PathClass.BINARY
    if size > LARGEST_BLOB:
        return PathClass.TOO_LARGE
    return _classify_text(path, name)


def _classify_text(path: str, name: str) -> PathClass:
    """Classify a file that will be read as text."""
    says_licence = _names_licence(path, name)
    by_folder = _classify_folder(path[: len(path) - len(name)])
    if by_folder is PathClass.TEST_DATA:
        return PathClass.TEST_LICENCE if says_licence else by_folder
    if by_folder is PathClass.VENDORED or _COPIED.search(name):
        return PathClass.VENDORED_LICENCE if says_licence else PathClass.VENDORED
    if by_folder is PathClass.GENERATED or _GENERATED.search(name):
        return PathClass.GENERATED
    if name == "REUSE.toml" or path == ".reuse/dep5":
        return PathClass.REUSE
    if name.endswith(".license") and "." in name[:-8]:
        return PathClass.SIDECAR
    return _classify_own(name, says_licence)


@lru_cache(maxsize=4_096)
def _classify_folder(folder: str) -> PathClass | None:
    """Classify what lies in a folder, its last slash included, if the folder decides; one holds many files."""
    if _TEST_FOLDERS.search(folder):
        return PathClass.TEST_DATA
    if _VENDORED_FOLDERS.search(folder) or _COPIED.search(folder):
        return PathClass.VENDORED
    return PathClass.GENERATED if _GENERATED.search(folder) else None


def _classify_own(name: str, says_licence: bool) -> PathClass:
    """Classify a text file of the repository's own tree."""
    if _TOOL_NAME.fullmatch(name):
        return PathClass.LICENCE_TOOL
    if says_licence and _BUNDLED.fullmatch(name):
        return PathClass.NOTICE
    if says_licence:
        return PathClass.LICENCE
    if _NOTICE_NAME.fullmatch(name):
        return PathClass.NOTICE
    if _README_NAME.fullmatch(name) and not _CODE_ENDING.search(name):
        return PathClass.README
    if _MANIFEST_NAME.fullmatch(name):
        return PathClass.MANIFEST
    if _CHANGE_LOG_NAME.fullmatch(name):
        return PathClass.CHANGE_LOG
    if _AGREEMENT_NAME.fullmatch(name):
        return PathClass.AGREEMENT
    return PathClass.DOCUMENT if _DOCUMENT.search(name) else PathClass.SOURCE


def _names_licence(path: str, name: str) -> bool:
    """Whether the name is that of a licence file; code about licences is not one."""
    if _CODE_ENDING.search(name) or _TEMPLATE_NAME.search(name) or _PAGE_TEMPLATE.search(path):
        return False
    return bool(_LICENCE_NAME.fullmatch(name) or _LICENCES_FOLDER.search(path))
