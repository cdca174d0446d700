"""Only the right person comes in: password and code without JavaScript, passkeys, a provider, all by keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.cache import caches

from factories.cast import PASSWORD, address_of
from factories.signing_in import code_for, code_of, mail_link
from fakes.provider import CLIENT, SECRET, run_provider
from ospolis.core.log_in_providers import LogInProvider

pytestmark = pytest.mark.browser
NARROW = 320


def plug_in_authenticator(reader, *, unlocks=True):
    """Give a reader's browser an authenticator of its own, as a phone has one."""
    devtools = reader.page.context.new_cdp_session(reader.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": unlocks, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def add_passkey(reader):
    reader.open("/my-account/second-factor/passkey/")
    reader.page.get_by_role("button", name="Make a passkey").click()
    reader.page.get_by_role("heading", name="Your recovery codes").wait_for()


def test_an_officer_adds_a_passkey_and_needs_no_password_any_more(world, read):
    reader = read()
    plug_in_authenticator(reader)
    reader.send_password("officer")
    assert reader.where == "/my-account/second-factor/"
    assert "Set one up now" in reader.words

    add_passkey(reader)
    reader.open("/desk/")
    assert reader.page.title().startswith("Today")
    reader.log_out()

    reader.open("/log-in/")
    reader.follow("Use a passkey")
    reader.page.get_by_role("button", name="Unlock a passkey").click()
    reader.page.wait_for_url("**/desk/")


def test_a_passkey_is_the_second_factor_after_a_password(world, read):
    reader = read()
    plug_in_authenticator(reader)
    reader.send_password("officer")
    add_passkey(reader)
    reader.log_out()

    reader.send_password("officer")
    assert reader.where == "/log-in/code/"
    reader.page.get_by_role("button", name="Unlock a passkey").click()
    reader.page.wait_for_url("**/desk/")


def test_a_passkey_that_its_owner_did_not_unlock_opens_nothing(world, read):
    reader = read()
    devtools, key = plug_in_authenticator(reader)
    reader.send_password("officer")
    add_passkey(reader)
    reader.log_out()
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})

    reader.open("/log-in/passkey/")
    reader.page.get_by_role("button", name="Unlock a passkey").click()
    reader.page.get_by_text("The browser gave no passkey").wait_for()

    assert reader.where == "/log-in/passkey/"


def test_an_answer_that_is_no_passkey_of_ours_is_refused_in_words(world, read):
    reader = read()
    reader.open("/log-in/passkey/")
    reader.page.evaluate(
        """() => { const form = document.querySelector('form[data-passkey]');
        form.elements.answer.value = JSON.stringify({id: 'AA', rawId: 'AA', type: 'public-key', response: {
          clientDataJSON: 'AA', authenticatorData: 'AA', signature: 'AA', userHandle: 'MQ'}}); form.submit(); }"""
    )
    reader.page.get_by_text("This passkey does not open an account here").first.wait_for()
    said, reader.said[:] = list(reader.said), []

    assert all("422" in line for line in said)


def test_password_and_code_work_by_keyboard_and_without_script(world, read):
    reader = read(script=False)
    keys = reader.page.keyboard
    reader.open("/log-in/")
    reader.page.focus("input[name=email]")
    keys.type(address_of("officer"))
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    reader.page.wait_for_url("**/my-account/second-factor/")
    reader.follow("Set up an app with codes")
    secret = reader.page.inner_text("main code").replace(" ", "")
    reader.page.focus("input[name=code]")
    keys.type(code_of(secret))
    keys.press("Enter")
    reader.page.get_by_role("heading", name="Your recovery codes").wait_for()
    assert reader.page.locator("main li code").count() == 10
    reader.open("/my-account/")
    reader.page.get_by_role("button", name="Log out").focus()
    keys.press("Enter")
    reader.page.get_by_role("link", name="Log in").first.wait_for()

    reader.send_password("officer")
    reader.page.focus("input[name=code]")
    keys.type(code_for(world.accounts["officer"]))
    keys.press("Enter")
    reader.page.wait_for_url("**/desk/")


def test_a_provider_opens_an_account_whose_address_it_has_verified(world, read, settings, live_server):
    reader = read()
    with run_provider() as provider:
        caches["memory"].clear()
        provider.person = {"sub": "1", "email": address_of("focal point"), "email_verified": True}
        named = LogInProvider("state", "State log-in", provider.url, CLIENT, SECRET, trusted_email=True)
        settings.OSPOLIS = replace(
            settings.OSPOLIS, providers=(named,), internal_hosts=(provider.url,), base_url=live_server.url
        )
        reader.open("/log-in/")
        reader.page.get_by_role("button", name="Log in with State log-in").click()
        reader.page.wait_for_url("**/my-institution/")
        caches["memory"].clear()


def visitors_pages():
    recovery, address = mail_link("arva", "recovery"), mail_link("arva", "new_address")
    mailed = [f"/log-in/forgotten/{recovery}/", "/log-in/forgotten/none/", f"/my-account/address/{address}/"]
    return ["/log-in/", "/log-in/passkey/", "/log-in/forgotten/", "/log-in/forgotten/sent/", *mailed]


OWN = [
    "/my-account/", "/my-account/password/", "/my-account/address/", "/my-account/sessions/",
    "/my-account/log-in-methods/", "/my-account/second-factor/", "/my-account/second-factor/passkey/",
    "/log-in/again/", "/lost-second-factors/",
]  # fmt: skip


def test_every_page_of_accounts_is_accessible_and_fits_a_narrow_screen(world, read):
    reader = read(width=NARROW)
    found = []

    def look(pages):
        for page in pages:
            reader.open(page)
            found.extend(reader.broken_rules())
            if reader.page.evaluate("document.documentElement.scrollWidth") > NARROW:
                found.append(f"{page} scrolls sideways")

    look(visitors_pages())
    reader.send_password("officer")
    look(["/my-account/second-factor/", "/my-account/second-factor/app/"])
    reader.log_out()
    reader.log_in("officer")
    look(OWN)
    reader.said[:] = [line for line in reader.said if "410" not in line]

    assert found == []
