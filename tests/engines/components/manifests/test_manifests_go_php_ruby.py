"""Go, Composer and Ruby."""

from __future__ import annotations

from ospolis.engines.components.component import Hash
from ospolis.engines.components.manifests.opening import read_manifest

DIGEST = "ab" * 32

GO_MOD = """// a comment
module example.org/Town/portal // the portal

go 1.22

require github.com/One/one v1.0.0
require (
	github.com/two/two v2.0.0+incompatible // indirect
	github.com/three/three v3.0.0 // a word
	github.com/four/four v4.0.0
	github.com/five/five v5.0.0

	wrong
)

replace github.com/three/three => ./three
replace (
	github.com/four/four => github.com/fork/four v4.1.0
	github.com/five/five v5.0.0 => github.com/fork/five v5.1.0 // why
	nonsense
)
exclude github.com/two/two v1.0.0
"""


def test_a_go_mod_applies_its_replacements(named):
    assert named("go.mod", GO_MOD) == [
        ("github.com/One/one", "v1.0.0", "runtime", "direct", 6),
        ("github.com/two/two", "v2.0.0+incompatible", "runtime", "transitive", 8),
        ("github.com/three/three", "v3.0.0", "runtime", "direct", 9),
        ("github.com/fork/four", "v4.1.0", "runtime", "direct", 10),
        ("github.com/fork/five", "v5.1.0", "runtime", "direct", 11),
    ]
    reading = read_manifest("go.mod", GO_MOD.encode())
    assert reading.packages[0].purl == "pkg:golang/example.org/town/portal"
    assert [(item.code, item.line) for item in reading.diagnostics] == [("requirement", 13)]


def test_go_sums_add_hashes_and_for_old_modules_what_is_missing(joined):
    sums = (
        "github.com/one/one v1.0.0 h1:AAAA\ngithub.com/one/one v1.0.0/go.mod h1:AAAA\n"
        "github.com/old/old v0.1.0 h1:%%\ngithub.com/odd/odd v0.2.0 sha:AAAA\nwrong\n"
    )
    new = "module m\ngo 1.22\nrequire github.com/one/one v1.0.0\n"

    def found(mod: str) -> list[tuple[str, str, object]]:
        answer = joined({"go.mod": mod, "go.sum": sums})
        return [(item.purl, item.relation.value, dict(item.extra).get("go.sum")) for item in answer.components]

    one = ("pkg:golang/github.com/one/one@v1.0.0", "direct", ["000000"])
    assert found(new) == [one]
    assert found(new.replace("1.22", "1.13")) == [
        ("pkg:golang/github.com/odd/odd@v0.2.0", "transitive", None),
        ("pkg:golang/github.com/old/old@v0.1.0", "transitive", None),
        one,
    ]
    assert len(found(new.replace("go 1.22", ""))) == 3


def test_vendored_modules_are_what_lies_in_the_folder(named):
    text = """# github.com/one/one v1.0.0
## explicit; go 1.20
github.com/one/one/part
# github.com/two/two v2.0.0 => github.com/fork/two v2.1.0
# github.com/three/three v3.0.0 => ./three
"""
    assert named("vendor/modules.txt", text) == [
        ("github.com/one/one", "v1.0.0", "runtime", "direct", 1),
        ("github.com/fork/two", "v2.1.0", "runtime", "transitive", 4),
        ("github.com/three/three", "v3.0.0", "runtime", "transitive", 5),
    ]


COMPOSER_MANIFEST = """{
  "name": "town/portal",
  "license": ["MIT", "GPL-2.0-only"],
  "require": {
    "php": ">=8",
    "ext-json": "*",
    "Vendor/One": "^1.0",
    "vendor/exact": "1.2.3"
  },
  "require-dev": {
    "vendor/tests": 5
  }
}"""

COMPOSER_LOCK = """{
  "packages": [
    {
      "name": "vendor/one",
      "version": "v1.5.0",
      "license": ["MIT"],
      "dist": {"shasum": "0123456789abcdef0123456789abcdef01234567"},
      "require": {"vendor/two": "^2", "php": ">=8"}
    },
    {"name": "vendor/two", "version": "2.0.0"},
    {"name": "vendor/local", "version": "1", "dist": {"type": "path", "url": "../local"}}
  ],
  "packages-dev": [
    {"name": "vendor/tests", "version": "3.0.0"}
  ]
}"""


def test_composer_files_join_by_name(joined):
    answer = joined({"composer.json": COMPOSER_MANIFEST, "composer.lock": COMPOSER_LOCK})

    assert [
        (item.purl, item.scope.value, item.relation.value, [(place.path, place.line) for place in item.evidence])
        for item in answer.components
    ] == [
        ("pkg:composer/vendor/exact@1.2.3", "runtime", "direct", [("composer.json", 8)]),
        (
            "pkg:composer/vendor/one@v1.5.0",
            "runtime",
            "direct",
            [("composer.json", 7), ("composer.lock", 4)],
        ),
        (
            "pkg:composer/vendor/tests@3.0.0",
            "development",
            "direct",
            [("composer.json", 11), ("composer.lock", 0)],
        ),
        ("pkg:composer/vendor/two@2.0.0", "runtime", "transitive", [("composer.lock", 0)]),
    ]
    one = answer.components[1]
    assert one.declared.given == ("MIT",)
    assert one.hashes == (Hash("SHA-1", "0123456789abcdef0123456789abcdef01234567"),)
    assert [(edge.source, edge.target) for edge in answer.edges] == [
        ("pkg:composer/vendor/one@v1.5.0#runtime", "pkg:composer/vendor/two@2.0.0#runtime")
    ]
    assert answer.packages[0].package.licence == "MIT OR GPL-2.0-only"


GEMFILE = """source 'https://rubygems.org'
gem 'rails', '~> 7.2', '>= 7.2.1'
gem "exact", "1.2.3"
group :development, :test do
  gem 'rspec'
  platforms :ruby do
    gem 'debug'
  end
end
if ENV['X']
  gem 'maybe', git: 'https://git.example/maybe.git'
end
gem 'inline', group: :test
gem 'local', :path => '../local'
gem 'both', groups: [:production, :development]
# gem 'not'
"""


def test_a_gemfile_is_recognised_with_its_groups(named):
    assert named("Gemfile", GEMFILE) == [
        ("rails", "~> 7.2, >= 7.2.1", "runtime", "direct", 2),
        ("exact", "1.2.3", "runtime", "direct", 3),
        ("rspec", "", "development", "direct", 5),
        ("debug", "", "development", "direct", 7),
        ("maybe", "", "runtime", "direct", 11),
        ("inline", "", "test", "direct", 13),
        ("local", "", "runtime", "direct", 14),
        ("both", "", "runtime", "direct", 15),
    ]
    reading = read_manifest("Gemfile", GEMFILE.encode())
    assert reading.partial
    assert [item.source for item in reading.mentions[4:7]] == [
        "https://git.example/maybe.git",
        "",
        "path:../local",
    ]


GEMFILE_LOCK_TEXT = f"""GIT
  remote: https://git.example/maybe.git
  revision: 1
  specs:
    maybe (0.1.0)

PATH
  remote: ../local
  specs:
    local (1.0)

GEM
  remote: https://rubygems.org/
  specs:
    rails (7.2.3)
      nokogiri (>= 1.8)
      lost
    nokogiri (1.16.0)
    nokogiri (1.16.0-x86_64-linux)
    rspec (3.0.0)

PLATFORMS
  ruby

DEPENDENCIES
  rails (~> 7.2)
  local!
  rspec

CHECKSUMS
  rails (7.2.3) sha256={DIGEST}
  rspec (3.0.0)
"""


def test_a_gemfile_lock_gives_versions_edges_sources_and_sums(components):
    assert components({"Gemfile": GEMFILE, "Gemfile.lock": GEMFILE_LOCK_TEXT}) == [
        ("pkg:gem/both", "", "runtime", "direct"),
        ("pkg:gem/debug", "", "development", "direct"),
        ("pkg:gem/exact@1.2.3", "", "runtime", "direct"),
        ("pkg:gem/inline", "", "test", "direct"),
        ("pkg:gem/maybe@0.1.0", "", "runtime", "direct"),
        ("pkg:gem/nokogiri@1.16.0", "", "runtime", "transitive"),
        ("pkg:gem/rails@7.2.3", "", "runtime", "direct"),
        ("pkg:gem/rspec@3.0.0", "", "development", "direct"),
    ]
    reading = read_manifest("Gemfile.lock", GEMFILE_LOCK_TEXT.encode())
    assert [(item.name, item.source, item.hashes) for item in reading.mentions[:3]] == [
        ("maybe", "https://git.example/maybe.git", ()),
        ("local", "path:../local", ()),
        ("rails", "", (Hash("SHA-256", DIGEST),)),
    ]


def test_a_gemspec_is_recognised_by_pattern(named):
    text = """Gem::Specification.new do |spec|
  spec.name = "town"
  spec.version = "1.0"
  spec.licenses = ["MIT"]
  spec.add_dependency "rack", ">= 2", "< 4"
  spec.add_runtime_dependency 'json'
  spec.add_development_dependency("rspec", "~> 3")
end
"""
    assert named("town.gemspec", text) == [
        ("rack", ">= 2, < 4", "runtime", "direct", 5),
        ("json", "", "runtime", "direct", 6),
        ("rspec", "~> 3", "development", "direct", 7),
    ]
    (package,) = read_manifest("town.gemspec", text.encode()).packages
    assert (package.purl, package.licence) == ("pkg:gem/town@1.0", "MIT")
