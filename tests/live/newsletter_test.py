#!/usr/bin/python3
"""Newsletters with their mails, against a real daemon and mail server (features.md G8): what a click confirms and ends, that an
address makes one guest however many ask at once, and what becomes of it when he claims it.

    newsletter_test.py BIN_FOLDER
"""
import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from connection import Refused, greeted  # noqa: E402
from daemon import Daemon  # noqa: E402
from sink import Sink  # noqa: E402

BASE_URL = "https://north.example/shop"
SOUTH_URL = "https://south.example/shop"
FLAGS = ["--mail.host", "127.0.0.1", "--mail.tls", "none", "--mail.from", "noreply@atrium.example",
         "--hashing.memory_kib", "1024", "--hashing.passes", "1"]
AT_ONCE = 12
PASSWORD = "quiet harbour 7"


class Shop:
    def __init__(self, daemon, sink, name):
        self.sink, self.letters = sink, []
        operator = greeted(daemon.address, {"operator_key": daemon.operator_key})
        key = operator.call("tenants.create", {"tenant": name, "name": name.title(), "currency": "EUR"})["api_key"]
        self.admin = greeted(daemon.address, {"api_key": key})
        self.admin.call("sites.create", {"site": "north", "name": "North", "storefront_url": BASE_URL})
        self.admin.call("sites.create", {"site": "south", "name": "South", "storefront_url": SOUTH_URL})
        key = self.admin.call("clients.create", {"name": "storefront", "scopes": ["storefront"]})["api_key"]
        self.front = greeted(daemon.address, {"api_key": key})
        self.address = daemon.address

    def client(self, scope):
        return greeted(self.address, {"api_key": self.admin.call("clients.create", {"name": scope, "scopes": [scope]})["api_key"]})

    def subscribe(self, email, **more):
        return self.front.call("newsletter.subscribe", {"site": "north", "email": email, **more})

    def token(self, email, path):
        """That of the link in the next mail to the address that leads there."""
        while True:
            for letter in self.letters:
                found = re.search(re.escape(BASE_URL + path) + r"\?token=(\S+)", letter.part("plain"))
                if letter.recipients == [email] and found:
                    self.letters.remove(letter)
                    return found[1]
            self.letters.append(self.sink.next())

    def links(self, email, base=BASE_URL):
        """The tokens to confirm and to end it, in the next mail to the address of the newsletter of the site with that base."""
        while True:
            letter = self.sink.next()
            if letter.recipients != [email]:
                self.letters.append(letter)
                continue
            found = [re.search(re.escape(base + path) + r"\?token=(\S+)", letter.part("plain"))
                     for path in ("/newsletter/confirm", "/newsletter/unsubscribe")]
            if all(found):
                return [each[1] for each in found]
            self.letters.append(letter)

    def status(self, customer):
        item, = self.admin.call("newsletter.status", {"customer": {"id": customer}})["items"]
        return item

    def guests(self, email, seq):
        return self.admin.call("customers.list", {"filter": {"email": email, "kind": "guest"}}, {"min_seq": seq})["items"]


def refused(code, call, *arguments):
    try:
        call(*arguments)
    except Refused as refusal:
        assert refusal.what["code"] == code, refusal.what
    else:
        raise AssertionError(f"not {code}")


def check_a_click_confirms_and_a_click_ends(shop):
    done = shop.subscribe("Ada@Example.com", source="footer", text_version="3")
    confirm, end = shop.links("ada@example.com")
    guest, = shop.guests("ada@example.com", done["seq"])
    assert shop.status(guest["id"])["state"] == "pending"
    shop.front.call("newsletter.confirm", {"token": confirm})
    refused("invalid_token", shop.front.call, "newsletter.confirm", {"token": confirm})
    consent = shop.status(guest["id"])
    assert (consent["state"], consent["source"], consent["text_version"], consent["address"]) == \
        ("subscribed", "footer", "3", "ada@example.com") and consent["confirmed_at"] >= consent["requested_at"], consent
    assert consent["unsubscribe_token"] == end
    for _ in range(2):
        shop.front.call("newsletter.unsubscribe", {"token": end})
    assert shop.status(guest["id"])["state"] == "unsubscribed"


def check_each_site_has_a_link_of_its_own(shop):
    shop.subscribe("di@example.com")
    confirm, _ = shop.links("di@example.com")
    done = shop.front.call("newsletter.subscribe", {"site": "south", "email": "di@example.com"})
    confirm_south, _ = shop.links("di@example.com", SOUTH_URL)
    guest, = shop.guests("di@example.com", done["seq"])

    def states():
        items = shop.admin.call("newsletter.status", {"customer": {"id": guest["id"]}})["items"]
        return {each["site"]: each["state"] for each in items}

    assert states() == {"north": "pending", "south": "pending"}, states()
    shop.front.call("newsletter.confirm", {"token": confirm})
    assert states() == {"north": "subscribed", "south": "pending"}, states()
    shop.front.call("newsletter.unsubscribe", {"token": confirm_south})
    assert states() == {"north": "subscribed", "south": "unsubscribed"}, states()
    refused("invalid_token", shop.front.call, "newsletter.confirm", {"token": confirm_south})


def check_an_address_makes_one_guest_however_many_ask_at_once(shop):
    sent = [shop.front.send("newsletter.subscribe", {"site": "north", "email": "many@example.com"}) for _ in range(AT_ONCE)]
    answers = [shop.front.answer(each) for each in sent]
    assert all(error is None and result.keys() == {"seq"} for error, result, _ in answers), answers
    done = shop.subscribe("many@example.com")
    guest, = shop.guests("many@example.com", done["seq"])
    mails = shop.admin.call("mails.list", {"customer": {"id": guest["id"]}})["items"]
    assert len(mails) == 3, mails  # the limit of an hour


def check_those_who_confirmed_are_listed_as_long_as_they_want_it(shop):
    mailer = shop.client("marketing")
    for name, groups in (("dan", ["toys", "books"]), ("eve", []), ("fay", ["books"]), ("gus", ["toys"])):
        shop.subscribe(f"{name}@example.com", groups=groups)
        confirm, _ = shop.links(f"{name}@example.com")
        if name != "gus":
            done = shop.front.call("newsletter.confirm", {"token": confirm})

    def listed(**more):
        page = mailer.call("newsletter.subscribers", {"site": "north", **more}, {"min_seq": done["seq"]})
        return [each["address"].split("@")[0] for each in page["items"]], page

    assert listed()[0] == ["dan", "eve", "fay"]
    assert listed(group="toys")[0] == ["dan", "eve"]
    assert listed(group="cars")[0] == ["eve"]
    names, page = listed(limit=2)
    assert names == ["dan", "eve"] and page["total"] == 3, page
    assert listed(limit=2, cursor=page["next_cursor"])[0] == ["fay"]
    dan = page["items"][0]
    assert dan["groups"] == ["toys", "books"] and dan["confirmed_at"] > 0 and dan["state"] == "subscribed", dan
    # By his own link; and nobody else is touched.
    done = shop.front.call("newsletter.unsubscribe", {"token": dan["unsubscribe_token"]})
    assert listed()[0] == ["eve", "fay"]
    # A customer's record says nothing of it, with the right or without.
    for asked in (mailer, shop.admin):
        refused("forbidden" if asked is mailer else "unknown_parameter", asked.call, "customers.list", {"filter": {"newsletters": "north"}})
    shown = shop.admin.call("customers.get", {"customer": {"id": dan["customer"]}})
    assert shown["number"] == dan["number"] and "newsletters" not in shown, shown
    refused("forbidden", shop.client("customers:read").call, "newsletter.subscribers", {"site": "north"})


def check_what_a_guest_said_is_his_who_claims_him(shop):
    done = shop.subscribe("cy@example.com")
    confirm, _ = shop.links("cy@example.com")
    shop.front.call("newsletter.confirm", {"token": confirm})
    guest, = shop.guests("cy@example.com", done["seq"])
    cy = shop.front.call("customers.register", {"site": "north", "email": "cy@example.com", "password": PASSWORD, "first_name": "Cy",
                                                "last_name": "C"})
    session = shop.front.call("shopper.login", {"site": "north", "username": "cy@example.com", "password": PASSWORD})
    token = {"shopper": session["access_token"]}
    refused("forbidden", shop.front.call, "customers.claim_guests", {}, token)
    shop.front.call("shopper.verify_email", {"token": shop.token("cy@example.com", "/account/verify-email")})
    claimed = shop.front.call("customers.claim_guests", {}, token)["guests"]
    assert [(each["id"], each["result"]) for each in claimed] == [(guest["id"], "claimed")], claimed
    own, = shop.front.call("newsletter.status", {}, token)["items"]
    assert own["state"] == "subscribed" and "unsubscribe_token" not in own, own
    assert shop.front.call("newsletter.unsubscribe", {}, token).keys() == {"seq"}
    assert shop.status(cy["id"])["state"] == "unsubscribed"


def main():
    sink = Sink()
    checks = [check_a_click_confirms_and_a_click_ends, check_each_site_has_a_link_of_its_own,
              check_an_address_makes_one_guest_however_many_ask_at_once,
              check_those_who_confirmed_are_listed_as_long_as_they_want_it, check_what_a_guest_said_is_his_who_claims_him]
    with Daemon(sys.argv[1], [*FLAGS, "--mail.port", str(sink.port)]) as daemon:
        for i, check in enumerate(checks):
            check(Shop(daemon, sink, f"shop{i}"))
            print(f"{check.__name__}: as expected", flush=True)
    sink.close()


if __name__ == "__main__":
    main()
