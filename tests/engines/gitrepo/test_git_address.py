"""The address of a repository: what is refused, and what two spellings have in common."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.engines.gitrepo.address import Address, check_address
from ospolis.engines.gitrepo.refusal import GitRefused


def test_an_https_address_is_taken_apart() -> None:
    assert check_address("https://Code.Example.org:8443/team/Tool.git") == Address(
        url="https://code.example.org:8443/team/Tool.git",
        protocol="https",
        host="code.example.org",
        port=8443,
        path="/team/Tool.git",
        normal="https://code.example.org:8443/team/Tool",
    )


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/dhis2/dhis2-core",
        "https://GitHub.com/DHIS2/dhis2-core.git",
        "HTTPS://www.github.com:443//dhis2/dhis2-core/",
        "https://github.com./dhis2/dhis2-core.git/",
        "ssh://git@github.com/dhis2/dhis2-core.git",
    ],
)
def test_spellings_of_one_repository_have_one_normal_form(text: str) -> None:
    assert check_address(text, operator=True).normal == "https://github.com/dhis2/dhis2-core"


def test_elsewhere_the_case_of_a_path_and_the_kind_of_transport_count() -> None:
    assert check_address("https://git.example.org/A").normal == "https://git.example.org/A"
    assert check_address("ssh://git.example.org:22/A", operator=True).normal == "ssh://git.example.org/A"


def test_an_ipv6_host_stands_without_brackets() -> None:
    found = check_address("https://[2001:db8::1]/a/b")

    assert (found.host, found.url) == ("2001:db8::1", "https://[2001:db8::1]/a/b")


REFUSED = [
    "",
    "https://example.org/" + "a" * 2_048,
    "-oProxyCommand=touch",
    "--upload-pack=touch /tmp/x",
    "ext::sh -c touch% /tmp/x",
    "https::https://example.org/a",
    "https://[::1]/ext::sh",
    "https://[::1]",
    "https://example.org/a\nb",
    "https://example.org/a\tb",
    "https://example.org/a\x7f",
    "http://example.org/a",
    "git://example.org/a",
    "ftp://example.org/a",
    "example.org/a",
    "git@example.org:a/b.git",
    "https://",
    "https://example.org",
    "https://example.org/",
    "https:///a",
    "https://ada@example.org/a",
    "https://ada:secret@example.org/a",
    "https://@example.org/a",
    "https://a@b@example.org/a",
    "https://-example.org/a",
    "https://exa mple.org/a",
    "https://exämple.org/a",
    "https://example.org:0/a",
    "https://example.org:65536/a",
    "https://example.org:x/a",
    "https://example.org/a b",
    "https://example.org/a\\b",
    "https://example.org/a?b",
    "https://example.org/a#b",
    "https://example.org/a/../b",
    "https://example.org/./b",
    "https://example.org/a%0ab",
    "https://example.org/a%00b",
    "https://example.org/é",
    "/etc/passwd",
    "file:///srv/git/a",
    "ssh://git@example.org/a",
]


@pytest.mark.parametrize("text", REFUSED)
def test_everything_else_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(GitRefused) as refusal:
        check_address(text)

    assert refusal.value.code == "bad-address"
    assert refusal.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "ssh://-oProxyCommand=x@example.org/a",
        "ssh://ada:secret@example.org/a",
        "ssh://-example.org/a",
        "file://host/a",
        "file:///a%00b",
        "file:///a%0ab",
        "/a/../b",
        "file:///a/%2e%2e/b",
        "http://example.org/a",
        "ext::sh",
    ],
)
def test_an_operator_is_refused_what_is_dangerous(text: str) -> None:
    with pytest.raises(GitRefused):
        check_address(text, operator=True)


def test_an_operator_may_name_folders_and_ssh() -> None:
    assert check_address("/srv/git//a/./b/", operator=True).url == "file:///srv/git/a/b"
    assert check_address("file:///srv/a%20b", operator=True).path == "/srv/a b"
    assert check_address("ssh://git@example.org:2222/a.git", operator=True) == Address(
        url="ssh://git@example.org:2222/a.git",
        protocol="ssh",
        host="example.org",
        port=2222,
        path="/a.git",
        normal="ssh://example.org:2222/a",
    )


def test_a_dot_at_the_end_of_a_host_is_left_out_so_that_git_keeps_to_the_checked_address() -> None:
    found = check_address("https://Git.example.org.:8443/a")
    assert (found.url, found.host) == ("https://git.example.org:8443/a", "git.example.org")
    with pytest.raises(GitRefused, match="host name"):
        check_address("https://git.example.org../a")


@settings(deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="htps:/@.-%a0[]\\?#", max_size=30).map(lambda t: "https://" + t))
def test_whatever_is_accepted_is_plain_https(text: str) -> None:
    try:
        found = check_address(text)
    except GitRefused:
        return
    assert found.url.startswith("https://")
    assert found.url.isascii() and found.url.isprintable()
    assert not {" ", "?", "#"} & set(found.url)
    assert "@" not in found.url.split("/")[2]
    assert check_address(found.normal).normal == found.normal
