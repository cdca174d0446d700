"""The guard: every spelling of loopback, every family of internal addresses, and names that change their mind."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.core.fetching import FetchRefused, GuardedAddress, guard_address

LOOPBACK = [
    "https://127.0.0.1/",
    "https://127.0.0.1./",
    "https://127.1/",
    "https://127.0.1/",
    "https://127.255.255.254/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.0.0.0x1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://localhost.localdomain/",
    "https://ip6-localhost/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[::ffff:0:127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[64:ff9b:1::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[::1%25lo]/",
    "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/",
    "https://%31%32%37.0.0.1/",
    "https://public.example@127.0.0.1/",
    "https://127.0.0.1:80\\@public.example/",
]

INTERNAL = [
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1",
    "239.1.1.1", "240.0.0.1", "255.255.255.255", "0.1.2.3", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1",
    "2001:db8::1", "100::1", "64:ff9b::808:808", "2002:808:808::1", "2001:0:808:808::1",
]  # fmt: skip


def names(host: str, port: int) -> Sequence[str]:
    """A name server of the test: names that begin with `local` and `ip6-` are loopback, others are public."""
    return ["127.0.0.1"] if host.startswith(("local", "ip6-")) else ["93.184.215.14"]


@pytest.mark.parametrize("url", LOOPBACK)
def test_no_spelling_of_loopback_passes(url: str) -> None:
    with pytest.raises(FetchRefused):
        guard_address(url, internal_origins=(), resolve=names)


@pytest.mark.parametrize("ip", INTERNAL)
def test_no_internal_address_passes_written_or_resolved(ip: str) -> None:
    written = f"https://[{ip}]/" if ":" in ip else f"https://{ip}/"
    for url, answers in ((written, []), ("https://a.example/", [ip]), ("https://a.example/", ["93.184.215.14", ip])):
        with pytest.raises(FetchRefused) as refused:
            guard_address(url, internal_origins=(), resolve=lambda host, port, given=answers: given)  # type: ignore[misc]
        assert refused.value.code == "internal_address"


def test_a_public_address_is_resolved_once_and_held() -> None:
    asked: list[str] = []

    def count(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return names(host, port)

    address = guard_address("https://Code.Example.ORG:8443/a?b", internal_origins=(), resolve=count)

    assert address == GuardedAddress("https", "code.example.org", 8443, "93.184.215.14")
    assert address.origin == "https://code.example.org:8443"
    assert address.curlopt_resolve == "code.example.org:8443:93.184.215.14"
    assert asked == ["code.example.org"]


def test_the_operator_can_open_one_origin_and_nothing_beside_it() -> None:
    origins = ("http://forge.intra:3000", "https://10.1.2.3")

    def inside(host: str, port: int) -> Sequence[str]:
        return ["10.1.2.3"]

    assert guard_address("http://forge.intra:3000/x", internal_origins=origins, resolve=inside).ip == "10.1.2.3"
    assert guard_address("https://10.1.2.3/x", internal_origins=origins, resolve=inside).port == 443
    for url in ("http://forge.intra/", "https://forge.intra:3000/", "https://10.1.2.3:22/", "https://other.intra/"):
        with pytest.raises(FetchRefused):
            guard_address(url, internal_origins=origins, resolve=inside)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://a.example/", "not_https"),
        ("ftp://a.example/", "not_https"),
        ("file:///etc/hostname", "bad_address"),
        ("gopher://a.example:70/", "not_https"),
        ("//a.example/", "bad_address"),
        ("https://", "bad_address"),
        ("https://[::1", "bad_address"),
        ("https://a.example:99999/", "bad_address"),
        ("https://user:secret@a.example/", "user_info"),
        ("https://a.example/\r\nHost: b", "bad_characters"),
        ("-uhttps://a.example/", "bad_characters"),
        ("https://a..example/", "odd_host"),
        ("https://a_b-.example/", "odd_host"),
        ("https://" + "a" * 64 + ".example/", "odd_host"),
        ("https://a.example/" + "x" * 2048, "too_long"),
        ("https://b.example/", "foreign_host"),
    ],
)
def test_what_is_no_plain_https_address_is_refused_with_a_code(url: str, code: str) -> None:
    with pytest.raises(FetchRefused) as refused:
        guard_address(url, allowed_hosts={"A.example"}, internal_origins=(), resolve=names)

    assert refused.value.code == code
    assert refused.value.remedy.endswith(".")


def test_a_name_without_an_address_is_unknown() -> None:
    def silent(host: str, port: int) -> Sequence[str]:
        raise OSError("no answer")

    with pytest.raises(FetchRefused) as refused:
        guard_address("https://a.example/", internal_origins=(), resolve=silent)
    assert refused.value.code == "unknown_host"


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="htps:/@#?[]%\\.0127fxlocahst-é \x00\n", max_size=60))
def test_any_text_is_an_address_or_a_refusal_and_never_loopback(text: str) -> None:
    try:
        address = guard_address(text, internal_origins=(), resolve=names)
    except FetchRefused:
        return
    assert address.ip == "93.184.215.14" or not address.ip.startswith("127.")
