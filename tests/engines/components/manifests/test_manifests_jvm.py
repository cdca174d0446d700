"""Maven and Gradle."""

from __future__ import annotations

from ospolis.engines.components.manifests.opening import read_manifest

PARENT = """<?xml version="1.0" encoding="ISO-8859-1"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <groupId>org.town</groupId>
  <artifactId>town</artifactId>
  <version>1.0</version>
  <licenses>
    <license><name>MPL-2.0</name></license>
    <license><url>https://example/mit</url></license>
    <license/>
  </licenses>
  <modules><module>core</module></modules>
  <properties>
    <spring.version>6.1.0</spring.version>
    <ring>${ring2}</ring>
    <ring2>${ring}</ring2>
  </properties>
  <dependencyManagement><dependencies>
    <dependency>
      <groupId>org.spring</groupId><artifactId>web</artifactId><version>${spring.version}</version>
    </dependency>
    <dependency>
      <groupId>org.junit</groupId><artifactId>junit</artifactId><version>5.0</version><scope>test</scope>
    </dependency>
    <dependency>
      <groupId>org.town</groupId><artifactId>bom</artifactId><version>${project.version}</version>
      <type>pom</type><scope>import</scope>
    </dependency>
    <dependency>
      <groupId>org.other</groupId><artifactId>bom</artifactId><version>3</version><scope>import</scope>
    </dependency>
    <dependency><groupId>bad name</groupId><artifactId>x y</artifactId></dependency>
  </dependencies></dependencyManagement>
  <build>
    <pluginManagement><plugins>
      <plugin><artifactId>maven-jar-plugin</artifactId><version>3.4</version></plugin>
    </plugins></pluginManagement>
    <plugins>
      <plugin>
        <artifactId>maven-jar-plugin</artifactId>
        <dependencies><dependency>
          <groupId>org.x</groupId><artifactId>tool</artifactId><version>1</version>
        </dependency></dependencies>
      </plugin>
    </plugins>
  </build>
</project>
"""

CHILD = """<project>
  <parent><groupId>org.town</groupId><artifactId>town</artifactId><version>1.0</version></parent>
  <artifactId>core</artifactId>
  <properties><local>2.0</local></properties>
  <dependencies>
    <dependency><groupId>org.spring</groupId><artifactId>web</artifactId></dependency>
    <dependency><groupId>org.junit</groupId><artifactId>junit</artifactId></dependency>
    <dependency><groupId>org.listed</groupId><artifactId>one</artifactId></dependency>
    <dependency><groupId>org.own</groupId><artifactId>own</artifactId><version>${local}</version></dependency>
    <dependency><groupId>org.servlet</groupId><artifactId>api</artifactId><version>4</version><scope>provided</scope></dependency>
    <dependency><groupId>org.maybe</groupId><artifactId>m</artifactId><version>1</version><optional>true</optional></dependency>
    <dependency><groupId>org.range</groupId><artifactId>r</artifactId><version>[1,2)</version><scope>runtime</scope></dependency>
    <dependency><groupId>org.lost</groupId><artifactId>l</artifactId><version>${ring}</version></dependency>
    <dependency><groupId>${nobody}</groupId><artifactId>n</artifactId></dependency>
    <dependency><groupId>org.town</groupId><artifactId>bom</artifactId></dependency>
  </dependencies>
  <profiles><profile>
    <properties><spring.version>7</spring.version><local>3.0</local><only>1</only></properties>
    <dependencies>
      <dependency><groupId>org.profile</groupId><artifactId>p</artifactId><version>${only}</version></dependency>
    </dependencies>
  </profile></profiles>
</project>
"""

BOM = """<project>
  <groupId>org.town</groupId><artifactId>bom</artifactId><version>1.0</version>
  <properties><v>9.1</v></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>org.listed</groupId><artifactId>one</artifactId><version>${v}</version></dependency>
  </dependencies></dependencyManagement>
</project>
"""


def test_versions_come_from_parents_properties_and_imported_lists(components):
    files = {"pom.xml": PARENT, "core/pom.xml": CHILD, "bom/pom.xml": BOM}

    assert components(files) == [
        ("pkg:maven/org.apache.maven.plugins/maven-jar-plugin@3.4", "", "build", "direct"),
        ("pkg:maven/org.junit/junit@5.0", "", "test", "direct"),
        ("pkg:maven/org.listed/one@9.1", "", "runtime", "direct"),
        ("pkg:maven/org.lost/l", "${ring}", "runtime", "direct"),
        ("pkg:maven/org.maybe/m@1", "", "optional", "direct"),
        ("pkg:maven/org.other/bom@3", "", "build", "direct"),
        ("pkg:maven/org.own/own@2.0", "", "runtime", "direct"),
        ("pkg:maven/org.profile/p@1", "", "runtime", "direct"),
        ("pkg:maven/org.range/r", "[1,2)", "runtime", "direct"),
        ("pkg:maven/org.servlet/api@4", "", "build", "direct"),
        ("pkg:maven/org.spring/web@6.1.0", "", "runtime", "direct"),
        ("pkg:maven/org.x/tool@1", "", "build", "direct"),
    ]


def test_a_repository_knows_its_own_modules_and_open_names(joined):
    answer = joined({"pom.xml": PARENT, "core/pom.xml": CHILD, "bom/pom.xml": BOM})

    assert [(item.package.purl, item.package.licence, item.path) for item in answer.packages] == [
        ("pkg:maven/org.town/bom@1.0", "", "bom/pom.xml"),
        ("pkg:maven/org.town/core@1.0", "", "core/pom.xml"),
        ("pkg:maven/org.town/town@1.0", "MPL-2.0 OR https://example/mit", "pom.xml"),
    ]
    assert [(path, item.code, item.line) for path, item in answer.diagnostics] == [
        ("pom.xml", "name", 31),
        ("core/pom.xml", "open-name", 14),
        ("core/pom.xml", "direct-only", 0),
    ]


def test_a_version_that_only_the_parent_knows_is_found_by_path_folder_or_name(joined):
    def version(parent_path: str, *, at: str) -> str:
        child = (
            "<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>${revision}</version>"
            f"{parent_path}</parent><artifactId>c</artifactId></project>"
        )
        parent = (
            "<project><groupId>g</groupId><artifactId>p</artifactId><version>${revision}</version>"
            "<properties><revision>4.2</revision></properties></project>"
        )
        answer = joined({"a/pom.xml": child, at: parent})
        return next(item.package.version for item in answer.packages if item.path == "a/pom.xml")

    assert version("", at="pom.xml") == "4.2"
    assert version("<relativePath>../up</relativePath>", at="up/pom.xml") == "4.2"
    assert version("<relativePath/>", at="far/away/pom.xml") == "4.2"
    assert version("", at="far/away/pom.xml") == "4.2"


def test_a_parent_elsewhere_and_a_ring_of_parents_end(joined):
    outside = (
        "<project><parent><groupId>x</groupId><artifactId>y</artifactId></parent><artifactId>c</artifactId></project>"
    )
    ring = (
        "<project><parent><groupId>g</groupId><artifactId>{0}</artifactId></parent>"
        "<groupId>g</groupId><artifactId>{1}</artifactId></project>"
    )
    answer = joined({"pom.xml": outside, "a/pom.xml": ring.format("b", "a"), "b/pom.xml": ring.format("a", "b")})

    assert [item.package.version for item in answer.packages] == ["", "", ""]


def test_a_pom_with_nothing_in_it_is_read():
    assert read_manifest("pom.xml", b"<project/>").mentions == ()
    reading = read_manifest("pom.xml", b"<project><dependencies><dependency/></dependencies></project>")
    assert [item.code for item in reading.diagnostics] == ["name"]


GRADLE = """plugins {
  id("org.springframework.boot") version "3.5.6"
  alias(libs.plugins.shadow)
}
def jacksonVersion = "2.19"
/* implementation "not.this:one:1"
*/
dependencies {
  // implementation "nor.this:one:1"
  implementation "com.jackson:core:$jacksonVersion"
  implementation("com.jackson:bind:${jacksonVersion}")
  testImplementation 'org.junit:junit:5.0'
  api(platform("org.bom:bom:1.0"))
  runtimeOnly "org.managed:managed"
  implementation "org.open:open:2.+"
  implementation "org.property:p:$propVersion"
  implementation "org.lost:l:$lostVersion"
  compileOnly group: 'org.map', name: 'form', version: '1.1'
  developmentOnly("org.dev:tools:1")
  implementation(libs.jetty.server)
  implementation(libs.bundles.metrics.get())
  "xjc"(libs.jaxb)
  implementation(libs.unknown.thing)
  implementation(project(":core"))
}
"""

CATALOGUE = """[versions]
jetty = "12.0"
rich = { require = "1.1", prefer = "1.2" }
[libraries]
jetty-server = { module = "org.jetty:server", version.ref = "jetty" }
m-one = "org.metrics:one:4.2"
m_two = { group = "org.metrics", name = "two", version = { strictly = "4.3" } }
jaxb = { module = "org.jaxb:xjc", version.ref = "rich" }
direct = { module = "org.x:direct", version = "1" }
bad = { version = "1" }
[bundles]
metrics = ["m-one", "m-two", "absent", 3]
wrong = "text"
[plugins]
shadow = { id = "com.shadow", version = "8.3" }
short = "com.short:1.0"
"""


def test_a_gradle_build_is_recognised_by_pattern_with_its_catalogue(components):
    files = {
        "gradle.properties": "# words\npropVersion = 5.5\n",
        "gradle/libs.versions.toml": CATALOGUE,
        "gradle/a.versions.toml": "[libraries]\n",
        "app/build.gradle.kts": GRADLE,
    }

    assert components(files) == [
        ("pkg:maven/com.jackson/bind@2.19", "", "runtime", "direct"),
        ("pkg:maven/com.jackson/core@2.19", "", "runtime", "direct"),
        ("pkg:maven/com.shadow/com.shadow.gradle.plugin@8.3", "", "build", "direct"),
        ("pkg:maven/org.bom/bom@1.0", "", "runtime", "direct"),
        ("pkg:maven/org.dev/tools@1", "", "development", "direct"),
        ("pkg:maven/org.jaxb/xjc@1.1", "", "build", "direct"),
        ("pkg:maven/org.jetty/server@12.0", "", "runtime", "direct"),
        ("pkg:maven/org.junit/junit@5.0", "", "test", "direct"),
        ("pkg:maven/org.lost/l", "$lostVersion", "runtime", "direct"),
        ("pkg:maven/org.managed/managed", "", "runtime", "direct"),
        ("pkg:maven/org.map/form@1.1", "", "build", "direct"),
        ("pkg:maven/org.metrics/one@4.2", "", "runtime", "direct"),
        ("pkg:maven/org.metrics/two@4.3", "", "runtime", "direct"),
        ("pkg:maven/org.open/open", "2.+", "runtime", "direct"),
        ("pkg:maven/org.property/p@5.5", "", "runtime", "direct"),
        (
            "pkg:maven/org.springframework.boot/org.springframework.boot.gradle.plugin@3.5.6",
            "",
            "build",
            "direct",
        ),
    ]


def test_what_a_catalogue_does_not_say_stays_an_open_name(joined):
    without = joined({"build.gradle": "dependencies { implementation(libs.jetty) }"})
    answer = joined({"gradle/libs.versions.toml": CATALOGUE, "build.gradle": GRADLE})

    assert [item.code for _, item in without.diagnostics] == ["open-name", "direct-only"]
    assert [(path, item.code, item.line) for path, item in answer.diagnostics] == [
        ("gradle/libs.versions.toml", "name", 10),
        ("build.gradle", "open-name", 23),
        ("build.gradle", "no-lock", 0),
        ("build.gradle", "direct-only", 0),
    ]
    assert answer.partial == ("build.gradle",)


def test_a_convention_plugin_finds_entries_by_name(components):
    text = """dependencies {
  implementation(libs.findLibrary("m-one").get())
  "testRuntimeOnly"(libs.findBundle("metrics").get())
  "testImplementation"(libs.jaxb)
}"""
    files = {"gradle/libs.versions.toml": CATALOGUE, "buildSrc/src/town.gradle.kts": text}

    assert components(files) == [
        ("pkg:maven/org.jaxb/xjc@1.1", "", "test", "direct"),
        ("pkg:maven/org.metrics/one@4.2", "", "runtime", "direct"),
        ("pkg:maven/org.metrics/one@4.2", "", "test", "direct"),
        ("pkg:maven/org.metrics/two@4.3", "", "test", "direct"),
    ]


def test_a_repository_says_how_much_only_the_build_tool_knows(joined):
    pom = (
        "<project><groupId>g</groupId><artifactId>a</artifactId><version>${revision}</version><dependencies>"
        "<dependency><groupId>x</groupId><artifactId>y</artifactId></dependency></dependencies></project>"
    )
    answer = joined({"pom.xml": pom})

    assert [item.package.version for item in answer.packages] == [""]
    assert [item.message for _, item in answer.diagnostics] == [
        "These build files name 1 components directly; what those need in turn is not said, and"
        " 1 take their version from outside this repository."
    ]


def test_lines_of_a_gradle_build_survive_its_comments(named):
    assert [row[4] for row in named("build.gradle", GRADLE)][:3] == [10, 11, 12]


def test_a_gradle_lock_settles_versions_and_scopes(components):
    files = {
        "build.gradle": 'dependencies {\n implementation "org.a:a:1.+"\n}',
        "gradle.lockfile": "# made by gradle\norg.a:a:1.9=compileClasspath,runtimeClasspath,testClasspath\n"
        "org.b:b:2=testRuntimeClasspath\norg.c:c:3=\nempty=\n",
    }

    assert components(files) == [
        ("pkg:maven/org.a/a@1.9", "", "runtime", "direct"),
        ("pkg:maven/org.b/b@2", "", "test", "transitive"),
        ("pkg:maven/org.c/c@3", "", "unknown", "transitive"),
    ]
