"""One row of the table of path classes, one test."""

import pytest

from ospolis.engines.licences import LARGEST_BLOB, PathClass, classify_path

ROWS = [
    ("LICENSE", PathClass.LICENCE),
    ("LICENCE.txt", PathClass.LICENCE),
    ("COPYING.LESSER", PathClass.LICENCE),
    ("LICENSE-MIT", PathClass.LICENCE),
    ("MIT-LICENSE.txt", PathClass.LICENCE),
    ("UNLICENSE", PathClass.LICENCE),
    ("OFL.txt", PathClass.LICENCE),
    ("LICENSES/EUPL-1.2.txt", PathClass.LICENCE),
    ("fonts/ubuntu-font-licence-1.0.txt", PathClass.LICENCE),
    ("docs/gpl-3.0.txt", PathClass.LICENCE),
    ("vendor/x/_licenses/agpl-3.0.txt", PathClass.VENDORED_LICENCE),
    ("LGPL", PathClass.LICENCE),
    ("Some Works license", PathClass.LICENCE),
    ("site/includes/license.hbs", PathClass.SOURCE),
    ("license-header.txt", PathClass.DOCUMENT),
    ("license-config.json", PathClass.SOURCE),
    ("src/licence.py", PathClass.SOURCE),
    ("src/License.java", PathClass.SOURCE),
    ("NOTICE", PathClass.NOTICE),
    ("src/3RD-PARTY-NOTICES.txt", PathClass.NOTICE),
    ("src/ThirdPartyServiceException.java", PathClass.SOURCE),
    ("debian/copyright", PathClass.NOTICE),
    ("README.md", PathClass.README),
    ("docs/readme.rst", PathClass.README),
    ("readme.py", PathClass.SOURCE),
    ("package.json", PathClass.MANIFEST),
    ("web/pom.xml", PathClass.MANIFEST),
    ("publiccode.yml", PathClass.MANIFEST),
    ("package-lock.json", PathClass.LOCK),
    ("go.sum", PathClass.LOCK),
    ("fixtures/internal-dependency.lock", PathClass.LOCK),
    ("packaging/registry.spec", PathClass.MANIFEST),
    ("conda/recipe.yaml", PathClass.MANIFEST),
    ("modules/apt/metadata.json", PathClass.MANIFEST),
    ("CHANGELOG.md", PathClass.CHANGE_LOG),
    ("docs/RELEASES.md", PathClass.CHANGE_LOG),
    ("CONTRIBUTOR-LICENSE.txt", PathClass.AGREEMENT),
    ("docs/printing_copying.rst", PathClass.DOCUMENT),
    ("REUSE.toml", PathClass.REUSE),
    (".reuse/dep5", PathClass.REUSE),
    ("logo.png.license", PathClass.SIDECAR),
    ("app/main.ts", PathClass.SOURCE),
    ("Makefile", PathClass.SOURCE),
    ("ops/Dockerfile.dev", PathClass.MANIFEST),
    ("update-licence-headers.sh", PathClass.LICENCE_TOOL),
    ("scripts/updateCopyright", PathClass.LICENCE_TOOL),
    ("static/js/app.js.LICENSE.txt", PathClass.NOTICE),
    ("_includes/form/licences.html", PathClass.DOCUMENT),
    ("Contributor License Agreement.md", PathClass.AGREEMENT),
    ("CLA.md", PathClass.AGREEMENT),
    ("docs/guide.adoc", PathClass.DOCUMENT),
    ("src/test/java/AppTest.java", PathClass.SOURCE),
    ("src/test/resources/data.xml", PathClass.TEST_DATA),
    ("testdata/v0/LICENSE", PathClass.TEST_LICENCE),
    ("testdata/v0/publiccode.yml", PathClass.TEST_DATA),
    ("spec/fixtures/a.rb", PathClass.TEST_DATA),
    ("__snapshots__/a.snap", PathClass.TEST_DATA),
    ("vendor/github.com/x/y.go", PathClass.VENDORED),
    ("vendor/github.com/x/LICENSE", PathClass.VENDORED_LICENCE),
    ("node_modules/a/index.js", PathClass.VENDORED),
    ("web/scripts/jquery-ui/ui.css", PathClass.VENDORED),
    ("web/js/jquery.glob.js", PathClass.VENDORED),
    ("static/bootstrap.min.css", PathClass.VENDORED),
    ("static/site.min.js", PathClass.GENERATED),
    ("api/service_pb2.py", PathClass.GENERATED),
    ("dist/app.js", PathClass.GENERATED),
    ("gradlew", PathClass.GENERATED),
    ("logo.png", PathClass.BINARY),
    ("lib/tool.jar", PathClass.BINARY),
]


@pytest.mark.parametrize(("path", "expected"), ROWS, ids=[path for path, _ in ROWS])
def test_a_path_has_its_class(path: str, expected: PathClass) -> None:
    assert classify_path(path) is expected


def test_symlinks_and_submodules_are_facts_and_are_not_read() -> None:
    assert classify_path("LICENSE", 0o120000) is PathClass.LINK
    assert classify_path("vendor/lib", 0o160000) is PathClass.SUBMODULE


def test_a_blob_above_the_limit_is_not_read() -> None:
    assert classify_path("data.sql", size=LARGEST_BLOB) is PathClass.SOURCE
    assert classify_path("data.sql", size=LARGEST_BLOB + 1) is PathClass.TOO_LARGE
    assert classify_path("data.txt", size=LARGEST_BLOB + 1) is PathClass.TOO_LARGE
