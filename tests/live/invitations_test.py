#!/usr/bin/python3
"""Mails to staff who are invited, and to customers whose account was locked, by a real daemon and mail server: exactly these,
with links only where the tenant is at home, each token good once (security.md 7, 9, 10, 13, 22).

    invitations_test.py BIN_FOLDER [CHECK...]
"""
import pathlib
import re
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from connection import greeted  # noqa: E402
from daemon import Daemon  # noqa: E402
from links_test import BAD_TOKEN, FIRST, FLAGS, SECOND, THIRD, Shop, refused, without_seq  # noqa: E402
from sink import Sink  # noqa: E402

OFFICE = "https://office.example/acme"
AT_ONCE = 50
FAILURES = 10
SENT_WITHIN_S = 30
FREE = FAILURES - 1  # so that only the last has to be waited for, a second


class Office(Shop):
    """A tenant whose staff are invited, and a door that nobody has said hello at."""

    def __init__(self, daemon, sink, name="acme"):
        super().__init__(daemon, sink, name)
        self.daemon = daemon
        self.admin.call("settings.update", {"set": {"back_office_url": OFFICE}})
        self.tenant, self.door = name, greeted(daemon.address)

    def hire(self, name, **more):
        """A member of staff, and the token of his invitation."""
        made = self.admin.call("staff.create", {"username": name, "name": name.title(), "email": f"{name}@Office.example", "invite": True,
                                                **more})
        assert "password" not in made, made
        return made["staff"], self.invitation(name)

    def invitation(self, name):
        letter = self.letter(f"{name}@office.example", "/staff/invitation")
        assert letter.subject == f"You are invited to the back office of {self.tenant.title()}", letter.subject
        assert f"Your username is {name}." in " ".join(letter.part("plain").split())
        assert f"Hello {name.title()}," in letter.part("plain") and "for 72 hours" in letter.part("plain")
        links = set(re.findall(r"https?://[^\s\"<>]+", letter.part("plain") + letter.part("html")))
        token, = {each.partition("?token=")[2] for each in links}
        assert links == {f"{OFFICE}/staff/invitation?token={token}"} and token.startswith("atl_"), links
        return token

    def await_sent(self):
        operator = greeted(self.daemon.address, {"operator_key": self.daemon.operator_key})
        until = time.monotonic() + SENT_WITHIN_S
        while operator.call("server.status")["mails_queued"]:
            assert time.monotonic() < until
        operator.close()

    def accept(self, token, password=FIRST, **more):
        return self.door.call("staff.accept_invitation", {"tenant": self.tenant, "token": token, "password": password, **more})

    def enter(self, name, password=FIRST, **more):
        return self.door.call("staff.login", {"tenant": self.tenant, "username": name, "password": password, **more})

    def invite(self, name):
        self.admin.call("staff.invite", {"staff": name})
        return self.invitation(name)

    def update(self, username, **fields):
        return self.admin.call("staff.update", {"staff": username, "set": fields})


def check_invitation(office):
    anna, token = office.hire("anna")
    assert refused(office.enter, "anna")["code"] == "invalid_credentials"
    assert refused(office.accept, token, "short")["code"] == "weak_password"
    assert without_seq(office.accept(token)) == {}
    assert refused(office.accept, token, SECOND) == BAD_TOKEN
    login = office.enter("anna")
    assert login["staff"]["id"] == anna["id"], login
    greeted(office.daemon.address, {"staff_token": login["staff_token"]})
    events = [each["action"] for each in office.admin.call("audit.list", {"limit": 200})["items"] if each.get("object") == anna["id"]]
    assert {"staff.created", "staff.invited", "staff.invitation_accepted", "staff.logged_in"} <= set(events), events


def check_an_invitation_is_accepted_once(office):
    """Of many at once one succeeds."""
    _, token = office.hire("bella")
    asked = [office.door.send("staff.accept_invitation", {"tenant": office.tenant, "token": token, "password": f"{SECOND} {i}"})
             for i in range(AT_ONCE)]
    errors = [office.door.answer(each)[0] for each in asked]
    won = [i for i, error in enumerate(errors) if error is None]
    assert len(won) == 1, errors
    assert all("invalid_token" in str(error) or "overloaded" in str(error) for error in errors if error), errors
    office.enter("bella", f"{SECOND} {won[0]}")


def check_only_the_newest_invitation_is_good(office):
    _, older = office.hire("carl")
    newer = office.invite("carl")
    assert refused(office.accept, older) == BAD_TOKEN
    office.accept(newer)
    assert refused(office.admin.call, "staff.invite", {"staff": "carl"}) == {"code": "invalid_field", "path": "staff"}


def check_what_voids_an_invitation(office):
    """Another e-mail, disabling (also once he is enabled again), and any password."""
    _, token = office.hire("dora")
    office.update("dora", email="dora@elsewhere.example")
    assert refused(office.accept, token) == BAD_TOKEN
    office.update("dora", email="dora@office.example", name="Dora D")
    _, token = office.hire("emil")
    office.admin.call("staff.disable", {"staff": "emil"})
    assert refused(office.accept, token) == BAD_TOKEN
    assert refused(office.admin.call, "staff.invite", {"staff": "emil"}) == {"code": "invalid_field", "path": "staff"}
    office.admin.call("staff.enable", {"staff": "emil"})
    assert refused(office.accept, token) == BAD_TOKEN
    token = office.invite("emil")
    office.admin.call("staff.reset_password", {"staff": "emil", "password": SECOND})
    assert refused(office.accept, token) == BAD_TOKEN
    token = office.invite("emil")
    office.enter("emil", SECOND, new_password=THIRD)
    assert refused(office.accept, token) == BAD_TOKEN
    office.enter("emil", THIRD)


def check_accepting_ends_sessions_of_a_given_password(office):
    """He who was given a password accepts an invitation instead, and the given one is good for nothing."""
    _, token = office.hire("fritz")
    office.accept(token)
    session = greeted(office.daemon.address, {"staff_token": office.enter("fritz")["staff_token"]})
    office.admin.call("staff.reset_password", {"staff": "fritz", "password": SECOND})
    assert refused(session.call, "staff.whoami")["code"] == "unauthenticated"
    office.accept(office.invite("fritz"), THIRD)
    assert refused(office.enter, "fritz", SECOND, new_password=FIRST)["code"] == "invalid_credentials"
    office.enter("fritz", THIRD)


def check_tokens_are_for_their_own_door(office):
    """No customer's link lets staff in, and no invitation does anything for a customer."""
    _, verification = office.register("gina")
    reset = office.reset_token("gina")
    for token in (verification, reset, "", "atl_", "atl_" + "A" * 43):
        assert refused(office.accept, token) == BAD_TOKEN, token
    _, token = office.hire("hanna")
    for method, more in (("shopper.reset_password", {"password": SECOND}), ("shopper.verify_email", {}),
                         ("shopper.confirm_email_change", {}), ("newsletter.confirm", {}), ("newsletter.unsubscribe", {})):
        assert refused(office.front.call, method, {"token": token, **more}) == BAD_TOKEN, method
    office.accept(token)


def check_host_header_poisoning_of_invitations(office):
    """Nothing in a request moves the link: it is below the tenant's own back office, by https."""
    for bad in ("http://office.example", "https://office.example/?x", "//evil.example", "https://user@evil.example"):
        assert refused(office.admin.call, "settings.update", {"set": {"back_office_url": bad}})["code"] == "invalid_field", bad
    office.admin.call("settings.update", {"unset": ["back_office_url"]})
    named = {"username": "ida", "name": "Ida", "email": "ida@office.example", "invite": True}
    assert refused(office.admin.call, "staff.create", named) == {"code": "missing_field"}
    office.admin.call("settings.update", {"set": {"back_office_url": OFFICE}})
    office.hire("ida")


def check_limits_of_invitations(office):
    office.admin.call("settings.update", {"set": {"mails_per_hour": 2}})
    office.hire("jan")
    office.invite("jan")
    assert refused(office.admin.call, "staff.invite", {"staff": "jan"})["code"] == "limit_reached"
    office.admin.call("settings.update", {"set": {"mails_per_hour": 100}})


def check_what_becomes_of_invitations(office):
    """An administrator sees which went out, and which did not and why; nothing that is shown makes a link."""
    def mails():
        items = office.admin.call("staff.mails", {"staff": "mia"})["items"]
        assert all(each["purpose"] == "staff_invitation" and each["address"] == "mia@office.example" for each in items), items
        assert not [each for each in items if {"data", "sealed"} & each.keys() or "atl_" in str(each) or OFFICE in str(each)], items
        return items

    def invitation():
        mia, = [each for each in office.admin.call("staff.list", {"limit": 200})["items"] if each["username"] == "mia"]
        return mia.get("invitation")

    _, token = office.hire("mia")
    office.await_sent()
    sent, = mails()
    assert invitation() == {"expires_at": sent["expires_at"], "mail": "sent"}, invitation()
    assert (sent["state"], sent["attempts"]) == ("sent", 1) and token not in str(sent), sent
    office.sink.answers = ["550 no such box"]
    office.admin.call("staff.invite", {"staff": "mia"})
    office.await_sent()
    refused_one, before = mails()
    assert (refused_one["state"], refused_one["answer"]) == ("given_up", "550 no such box") and before == sent, refused_one
    assert invitation() == {"expires_at": refused_one["expires_at"], "mail": "given_up"}, invitation()
    assert refused(office.accept, token) == BAD_TOKEN  # superseded by the one that reached nobody
    office.update("mia", email="mia@elsewhere.example")
    assert invitation() is None  # void, though it is still there
    office.update("mia", email="mia@office.example")
    office.accept(office.invite("mia"))
    office.await_sent()
    assert invitation() is None
    assert [each["state"] for each in mails()] == ["sent", "given_up", "sent"]


def check_invitations_of_another_tenant(office):
    _, token = office.hire("kim")
    assert refused(office.rival.accept, token) == BAD_TOKEN
    unknown = refused(office.door.call, "staff.accept_invitation", {"tenant": "nowhere", "token": token, "password": FIRST})
    assert unknown == BAD_TOKEN, unknown
    office.accept(token)


def check_invitations_outlive_a_crash(office):
    """What was answered is there: the link before a crash is good after it, and once."""
    _, token = office.hire("lea")
    office.await_sent()  # a mail that is not noted as sent goes out again
    office.daemon.kill()
    office.daemon.start()
    office.door = greeted(office.daemon.address)
    office.accept(token)
    office.daemon.kill()
    office.daemon.start()
    office.door = greeted(office.daemon.address)
    assert refused(office.accept, token, SECOND) == BAD_TOKEN
    office.enter("lea")


def guess(shop, name, times):
    return [refused(shop.login, f"{name}@example.com", f"wrong {i} {FIRST}")["code"] for i in range(times)]


def check_notice_of_a_lock(shop):
    """One mail for the lock, to the owner's stored address, in his own site's name; no password is good then, until it is reset."""
    shop.admin.call("settings.update", {"set": {"login_failures_free": FREE, "login_failures_max": FAILURES}})
    shop.register("mike")
    session = shop.login("mike@example.com")
    codes = guess(shop, "mike", FREE)
    assert codes == FREE * ["invalid_credentials"] and shop.rest() == [], codes
    last = {"code": "too_many_attempts"}
    while last["code"] == "too_many_attempts":  # for a second after the last free one
        last = refused(shop.login, "mike@example.com", "wrong " + FIRST)
    assert last["code"] == "invalid_credentials", last
    letter = shop.letter("mike@example.com", "locked")
    assert letter.subject == "Your account at North is locked" and "Hello Mike," in letter.part("plain"), letter.subject
    links = set(re.findall(r"https?://[^\s\"<>]+", letter.part("plain") + letter.part("html")))
    assert links == {"https://north.example/shop/account/password-reset"}, links
    assert set(guess(shop, "mike", 5)) == {"too_many_attempts"}
    assert refused(shop.login, "mike@example.com")["code"] == "too_many_attempts"
    assert guess(shop, "nobody-at-all", FREE) == FREE * ["invalid_credentials"]
    # A device that he has logged in from is not locked out, nor his session.
    shop.front.call("shopper.whoami", {}, {"shopper": session["access_token"]})
    shop.login("mike@example.com", device_token=session["device_token"])
    token = shop.reset_token("mike")
    shop.front.call("shopper.reset_password", {"token": token, "password": SECOND})
    shop.login("mike@example.com", SECOND)


def main():
    sink = Sink()
    asked = [each for each in sys.argv[2:] if each != "--sanitized"]
    with Daemon(sys.argv[1], [*FLAGS, "--mail.port", str(sink.port)]) as daemon:
        office = Office(daemon, sink)
        office.rival = Office(daemon, sink, "rival")
        checks = [check_invitation, check_an_invitation_is_accepted_once, check_only_the_newest_invitation_is_good,
                  check_what_voids_an_invitation, check_accepting_ends_sessions_of_a_given_password,
                  check_tokens_are_for_their_own_door, check_host_header_poisoning_of_invitations, check_limits_of_invitations,
                  check_what_becomes_of_invitations, check_invitations_of_another_tenant, check_notice_of_a_lock, check_invitations_outlive_a_crash]
        for each in checks:
            if asked and each.__name__ not in asked:
                continue
            each(office)
            assert office.rest() == [], each
            print(f"{each.__name__}: as expected", flush=True)
    sink.close()


if __name__ == "__main__":
    main()
