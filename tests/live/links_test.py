#!/usr/bin/python3
"""Links in mails, against a real daemon and mail server: resets, verification, e-mail changes, passwords to be changed; and the
known ways of getting into other people's accounts through them (security.md 1-3, 7-10), each by name.

    links_test.py BIN_FOLDER [CHECK...]
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
FLAGS = ["--mail.host", "127.0.0.1", "--mail.tls", "none", "--mail.from", "noreply@atrium.example",
         "--hashing.memory_kib", "1024", "--hashing.passes", "1"]
FIRST, SECOND, THIRD = "quiet harbour 7", "loud harbour 8", "stormy harbour 9"
AT_ONCE = 100
BAD_TOKEN = {"code": "invalid_token", "path": "token"}


class Shop:
    """A tenant with a site that mails may link to, and a storefront of it."""

    def __init__(self, daemon, sink, name="acme", **policies):
        self.sink, self.letters = sink, []
        self.operator = greeted(daemon.address, {"operator_key": daemon.operator_key})
        key = self.operator.call("tenants.create", {"tenant": name, "name": name.title(), "currency": "EUR"})["api_key"]
        self.admin = greeted(daemon.address, {"api_key": key})
        self.admin.call("settings.update", {"set": {"mails_per_hour": 100, "mails_per_day": 1000}})
        self.admin.call("sites.create", {"site": "north", "name": "North", "storefront_url": BASE_URL, **policies})
        key = self.admin.call("clients.create", {"name": "storefront", "scopes": ["storefront"]})["api_key"]
        self.front = greeted(daemon.address, {"api_key": key})

    def register(self, name, password=FIRST, **more):
        """A customer, and the token that verifies his e-mail."""
        made = self.front.call("customers.register", {
            "site": "north", "email": f"{name}@example.com", "password": password, "first_name": name.title(), "last_name": "B", **more})
        return made, self.token("/account/verify-email", f"{name}@example.com")

    def login(self, username, password=FIRST, **more):
        return self.front.call("shopper.login", {"site": "north", "username": username, "password": password, **more})

    def token(self, path, address):
        """The one in the next mail, which must go there and lead there."""
        letter = self.letter(address, path)
        text = letter.part("plain") + letter.part("html")
        links = set(re.findall(r"https?://[^\s\"<>]+", text))
        token, = {each.partition("?token=")[2] for each in links}
        assert links == {f"{BASE_URL}{path}?token={token}"} and token.startswith("atl_"), links
        return token

    def letter(self, address, text):
        """The one to that address that says so, which may come after others that were sent at the same time."""
        while True:
            for letter in self.letters:
                if letter.recipients == [address] and text in letter.part("plain"):
                    self.letters.remove(letter)
                    return letter
            self.letters.append(self.sink.next())

    def rest(self):
        return self.letters + self.sink.rest()

    def reset_token(self, name):
        assert without_seq(self.ask_reset(f"{name}@example.com")) == {}
        return self.token("/account/password-reset", f"{name}@example.com")

    def ask_reset(self, email):
        return self.front.call("shopper.request_password_reset", {"site": "north", "email": email})

    def get(self, customer):
        return self.admin.call("customers.get", {"customer": {"id": customer["id"]}})


def without_seq(answer):
    return {name: value for name, value in answer.items() if name != "seq"}


def refused(call, *arguments, **more):
    """What the call hears, without its words."""
    try:
        answer = call(*arguments, **more)
    except Refused as why:
        return {name: why.what[name] for name in ("code", "path", "data") if name in why.what}
    raise AssertionError(f"not refused: {answer}")


def whoami(shop, session):
    return shop.front.call("shopper.whoami", {}, {"shopper": session["access_token"]})


def redeem(shop, method, token, **more):
    return shop.front.call(f"shopper.{method}", {"token": token, **more})


def check_reset(shop):
    anna, _ = shop.register("anna")
    session = shop.login("anna@example.com")
    token = shop.reset_token("anna")
    assert refused(redeem, shop, "reset_password", token, password="short")["code"] == "weak_password"
    assert without_seq(redeem(shop, "reset_password", token, password=SECOND)) == {}
    assert refused(redeem, shop, "reset_password", token, password=THIRD) == BAD_TOKEN
    assert refused(whoami, shop, session)["code"] == "invalid_token"
    assert refused(shop.login, "anna@example.com")["code"] == "invalid_credentials"
    shop.login("anna@example.com", SECOND)
    assert shop.get(anna)["verified"]


def check_only_the_newest_link_is_good(shop):
    shop.register("bella")
    older, newer = shop.reset_token("bella"), shop.reset_token("bella")
    assert refused(redeem, shop, "reset_password", older, password=SECOND) == BAD_TOKEN
    redeem(shop, "reset_password", newer, password=SECOND)


def check_a_link_is_redeemed_once(shop):
    """Of many at once one succeeds."""
    shop.register("carl")
    token = shop.reset_token("carl")
    asked = [shop.front.send("shopper.reset_password", {"token": token, "password": f"{SECOND} {i}"}) for i in range(AT_ONCE)]
    errors = [shop.front.answer(each)[0] for each in asked]
    won = [i for i, error in enumerate(errors) if error is None]
    assert len(won) == 1, won
    assert {error["code"] for error in errors if error} <= {"invalid_token", "overloaded"}, errors
    shop.login("carl@example.com", f"{SECOND} {won[0]}")


def check_a_reset_opens_a_locked_account(shop):
    """The lock of a guessed login ends with a reset, and a reset is never locked itself."""
    shop.register("dora")
    codes = [refused(shop.login, "dora@example.com", "wrong " + FIRST)["code"] for _ in range(7)]
    assert codes[-1] == "too_many_attempts", codes
    assert refused(shop.login, "dora@example.com")["code"] == "too_many_attempts"
    redeem(shop, "reset_password", shop.reset_token("dora"), password=SECOND)
    shop.login("dora@example.com", SECOND)


def check_a_request_tells_nothing(shop):
    """Whether an address is a customer's: the same bytes in any case, and a mail only to him."""
    shop.register("emil")
    known = shop.front.answer(shop.front.send("shopper.request_password_reset", {"site": "north", "email": "EMIL@example.com"}))
    unknown = shop.front.answer(shop.front.send("shopper.request_password_reset", {"site": "north", "email": "nobody@example.com"}))
    nonsense = shop.front.answer(shop.front.send("shopper.request_verification", {"site": "north", "email": "no address"}))
    assert known == unknown == nonsense, (known, unknown, nonsense)
    shop.token("/account/password-reset", "emil@example.com")


def check_cve_2026_18963_reset_step_skipped(shop):
    """No other token, and none of somebody else, does what only that of a reset link may."""
    anna, verification = shop.register("fritz")
    session = shop.login("fritz@example.com")
    shop.front.call("shopper.request_email_change", {"new_email": "fritz2@example.com", "password": FIRST},
                    {"shopper": session["access_token"]})
    tokens = {shop.token("/account/confirm-email", "fritz2@example.com")} | {verification}
    shop.letter("fritz@example.com", "fritz2@example.com")
    reset = shop.reset_token("fritz")
    for token in [*tokens, session["access_token"], session["refresh_token"], session["device_token"], "", "atl_", reset[:-1],
                  reset + "A", reset.lower(), anna["reference"]]:
        assert refused(redeem, shop, "reset_password", token, password=SECOND) == BAD_TOKEN, token
    for method in ("verify_email", "confirm_email_change"):
        assert refused(redeem, shop, method, reset) == BAD_TOKEN, method
    shop.login("fritz@example.com")


def check_nothing_survives_a_reset(shop):
    """Who has got in before cannot stay: sessions, known devices, a pending e-mail change and its reservation, other links
    (pre-hijacked accounts: the unexpired session, the unexpired e-mail change)."""
    _, verification = shop.register("gina")
    thief = shop.login("gina@example.com")
    shop.front.call("shopper.request_email_change", {"new_email": "thief@example.com", "password": FIRST},
                    {"shopper": thief["access_token"]})
    confirmation = shop.token("/account/confirm-email", "thief@example.com")
    shop.letter("gina@example.com", "thief@example.com")
    redeem(shop, "reset_password", shop.reset_token("gina"), password=SECOND)
    assert refused(redeem, shop, "confirm_email_change", confirmation) == BAD_TOKEN
    assert refused(redeem, shop, "verify_email", verification) == BAD_TOKEN
    assert refused(whoami, shop, thief)["code"] == "invalid_token"
    assert refused(shop.front.call, "shopper.refresh", {"refresh_token": thief["refresh_token"]})["code"] == "invalid_token"
    shop.register("thief")  # the address is free again


def check_verification(shop):
    hanna, token = shop.register("hanna")
    assert not hanna["verified"]
    shop.front.call("shopper.request_verification", {"site": "north", "email": "hanna@example.com"})
    newer = shop.token("/account/verify-email", "hanna@example.com")
    assert refused(redeem, shop, "verify_email", token) == BAD_TOKEN
    redeem(shop, "verify_email", newer)
    assert shop.get(hanna)["verified"] and shop.get(hanna)["verified_at"]
    assert refused(redeem, shop, "verify_email", newer) == BAD_TOKEN
    named = {"customer": {"id": hanna["id"]}}
    assert refused(shop.admin.call, "customers.resend_verification", named)["code"] == "already_verified"
    shop.front.call("shopper.request_verification", {"site": "north", "email": "hanna@example.com"})
    assert shop.rest() == []


def check_email_change(shop):
    ida, _ = shop.register("ida")
    session = shop.login("ida@example.com")
    token = {"shopper": session["access_token"]}
    assert refused(shop.front.call, "shopper.request_email_change", {"new_email": "new@example.com", "password": SECOND},
                   token)["code"] == "invalid_credentials"
    answer = shop.front.call("shopper.request_email_change", {"new_email": "New@Example.com", "password": FIRST}, token)
    assert answer["pending_email"] == "New@Example.com" and answer["email"] == "ida@example.com", answer
    confirmation = shop.token("/account/confirm-email", "new@example.com")
    shop.letter("ida@example.com", "New@Example.com")
    # Reserved, and nobody's login.
    assert refused(shop.front.call, "customers.register", {"site": "north", "email": "new@example.com", "password": FIRST,
                                                           "first_name": "N", "last_name": "N"})["code"] == "email_taken"
    assert refused(shop.login, "new@example.com")["code"] == "invalid_credentials"
    assert refused(shop.admin.call, "customers.get", {"customer": {"email": "new@example.com"}})["code"] == "not_found"
    redeem(shop, "confirm_email_change", confirmation)
    assert refused(whoami, shop, session)["code"] == "invalid_token"
    assert refused(shop.login, "ida@example.com")["code"] == "invalid_credentials"
    shop.login("new@example.com")
    changed = shop.get(ida)
    assert changed["email"] == "New@Example.com" and changed["verified"] and "pending_email" not in changed, changed
    shop.register("ida")  # the old address is free
    assert refused(redeem, shop, "confirm_email_change", confirmation) == BAD_TOKEN


def check_password_links(shop):
    """The shop has a customer choose his password."""
    made = shop.admin.call("customers.create", {"email": "jan@example.com", "first_name": "J", "last_name": "N",
                                                "send_password_link": True}, {"site": "north"})
    assert made["password"] == "none", made
    token = shop.token("/account/password", "jan@example.com")
    redeem(shop, "reset_password", token, password=FIRST)
    shop.login("jan@example.com")
    shop.admin.call("customers.send_password_link", {"customer": {"id": made["id"]}})
    redeem(shop, "reset_password", shop.token("/account/password-reset", "jan@example.com"), password=SECOND)
    shop.login("jan@example.com", SECOND)
    guest = shop.front.call("customers.record_guest", {"site": "north", "email": "guest@example.com"})
    assert refused(shop.admin.call, "customers.send_password_link", {"customer": {"id": guest["id"]}})["code"] == "not_registered"
    shop.ask_reset("guest@example.com")
    assert shop.rest() == []


def check_a_given_password_has_to_be_changed(shop):
    shop.admin.call("customers.create", {"email": "kim@example.com", "first_name": "K", "last_name": "M",
                                         "initial_password": FIRST, "send_mail": False}, {"site": "north"})
    assert refused(shop.login, "kim@example.com") == {"code": "login_refused", "data": {"reason": "must_change_password"}}
    assert refused(shop.login, "kim@example.com", SECOND, new_password=THIRD)["code"] == "invalid_credentials"
    assert refused(shop.login, "kim@example.com", new_password="short")["code"] == "weak_password"
    assert shop.login("kim@example.com", new_password=SECOND)["customer"]["password"] == "set"
    assert refused(shop.login, "kim@example.com")["code"] == "invalid_credentials"
    assert refused(shop.login, "kim@example.com", SECOND, new_password=THIRD) == {"code": "invalid_field", "path": "new_password"}


def check_a_made_up_password_is_known_to_its_owner_alone(shop):
    create = {"email": "lea@example.com", "first_name": "L", "last_name": "A", "generate_password": True}
    assert refused(shop.admin.call, "customers.create", create, {"site": "north"}) == {"code": "invalid_field", "path": "generate_password"}
    shop.admin.call("settings.update", {"set": {"mail_passwords": True}})
    made = shop.admin.call("customers.create", create, {"site": "north"})
    shop.admin.call("settings.update", {"set": {"mail_passwords": False}})
    letter = shop.letter("lea@example.com", "password")
    password, = re.findall(r"(?m)^([A-Za-z0-9_-]{16})\r?$", letter.part("plain"))
    assert password not in str(made) and made["password"] == "must_change", made
    assert shop.login("lea@example.com", password, new_password=SECOND)["customer"]["password"] == "set"


def check_cve_2021_3754_username_of_anothers_email(shop):
    lena, _ = shop.register("lena")
    for name in ("lena@example.com", "LENA@EXAMPLE.COM", "other@example.com"):
        assert refused(shop.front.call, "customers.register", {
            "site": "north", "email": "mallory@example.com", "username": name, "password": SECOND, "first_name": "M",
            "last_name": "M"})["code"] in ("invalid_field", "username_taken"), name
    mallory, _ = shop.register("mallory", SECOND)
    named = {"customer": {"id": mallory["id"]}, "username": "lena@example.com"}
    assert refused(shop.admin.call, "customers.set_username", named)["code"] == "invalid_field"
    assert shop.login("lena@example.com")["customer"]["id"] == lena["id"]


def check_look_alikes_reach_nobody_else(shop):
    """Dotless i, Kelvin sign, small capitals, full width: a mail goes to the stored address, to nobody for another."""
    shop.register("mike")
    for email in ("m\u0131ke@example.com", "mi\u212ae@example.com", "\u1d0dike@example.com", "\uff4dike@example.com",
                  "mike@ex\u00e4mple.com", "mike@example.com.", "mike@example.com\u200b", "mi\u00adke@example.com",
                  "mike@example.com,mallory@example.com", "mike@example.com\r\nBcc: mallory@example.com"):
        answer = shop.ask_reset(email)
        assert without_seq(answer) == {}, email
        if email == "mike@example.com.":  # the same mailbox
            shop.token("/account/password-reset", "mike@example.com")
    shop.reset_token("mike")
    assert shop.rest() == []


def check_cve_2024_4629_parallel_logins_past_the_lockout(shop):
    """Guesses that are under way count: of many at once no more are looked at than are free."""
    shop.register("nora")
    guesses = [shop.front.send("shopper.login", {"site": "north", "username": "nora@example.com", "password": f"guess number {i}"})
               for i in range(AT_ONCE // 2)]
    codes = [shop.front.answer(each)[0]["code"] for each in guesses]
    assert codes.count("invalid_credentials") <= 6, codes
    assert set(codes) <= {"invalid_credentials", "too_many_attempts", "overloaded"}, codes
    assert refused(shop.login, "nora@example.com")["code"] == "too_many_attempts"


def check_many_accounts_guessed_from_one_address(shop):
    """A password tried on account after account: the limit of a source, which only stops that source."""
    shop.register("quin")

    def guess(i, source):
        return refused(shop.front.call, "shopper.login", {"site": "north", "username": f"nobody{i}@example.com", "password": FIRST},
                       {"source": source})["code"]

    codes = [guess(i, f"2001:db8:0:1::{i + 1:x}") for i in range(31)]
    assert codes == 30 * ["invalid_credentials"] + ["too_many_attempts"], codes
    assert guess(99, "2001:db8:0:2::1") == "invalid_credentials"
    good = {"site": "north", "username": "quin@example.com", "password": FIRST}
    assert refused(shop.front.call, "shopper.login", good, {"source": "2001:db8:0:1::1"})["code"] == "too_many_attempts"
    shop.front.call("shopper.login", good, {"source": "203.0.113.9"})
    assert refused(shop.front.call, "shopper.login", good, {"source": "somewhere"})["code"] == "invalid_field"


def check_links_of_another_tenant(shop, other):
    shop.register("otto")
    token = shop.reset_token("otto")
    assert refused(redeem, other, "reset_password", token, password=SECOND) == BAD_TOKEN
    redeem(shop, "reset_password", token, password=SECOND)


def check_where_login_needs_verification(shop):
    """Whoever registered an address before its owner keeps nothing (pre-hijacked accounts: the account of the intruder's password)."""
    thief, _ = shop.register("paul", SECOND, username="mallory", phone="+4930123456")
    paul, token = shop.register("paul")
    assert paul["id"] == thief["id"] and "phone" not in paul and "username" not in paul, paul
    assert refused(shop.login, "paul@example.com", SECOND) == {"code": "invalid_credentials"}
    assert refused(shop.login, "mallory", SECOND) == {"code": "invalid_credentials"}
    assert refused(shop.login, "paul@example.com") == {"code": "login_refused", "data": {"reason": "unverified"}}
    assert refused(shop.login, "paul@example.com", SECOND) == {"code": "invalid_credentials"}
    redeem(shop, "verify_email", token)
    shop.login("paul@example.com")
    assert refused(shop.register, "paul") == {"code": "email_taken", "path": "email"}


def check_hidden_accounts(shop):
    """A storefront cannot tell by registering whether an address has an account; its owner can."""
    shop.admin.call("settings.update", {"set": {"hide_accounts": True}})
    named = {"site": "north", "email": "rosa@example.com", "password": FIRST, "first_name": "R", "last_name": "S"}
    assert without_seq(shop.front.call("customers.register", named)) == {}
    token = shop.token("/account/verify-email", "rosa@example.com")
    assert without_seq(shop.front.call("customers.register", {**named, "password": SECOND})) == {}
    assert "already" in shop.letter("rosa@example.com", "tried to register").subject
    assert refused(shop.login, "rosa@example.com", SECOND)["code"] == "invalid_credentials"
    redeem(shop, "verify_email", token)
    shop.login("rosa@example.com")
    assert refused(shop.admin.call, "customers.register", named)["code"] == "email_taken"


def main():
    sink = Sink()
    checks = [check_reset, check_only_the_newest_link_is_good, check_a_link_is_redeemed_once,
              check_a_reset_opens_a_locked_account, check_a_request_tells_nothing, check_cve_2026_18963_reset_step_skipped,
              check_nothing_survives_a_reset, check_verification, check_email_change, check_password_links,
              check_a_given_password_has_to_be_changed, check_a_made_up_password_is_known_to_its_owner_alone, check_cve_2021_3754_username_of_anothers_email,
              check_look_alikes_reach_nobody_else, check_cve_2024_4629_parallel_logins_past_the_lockout,
              check_many_accounts_guessed_from_one_address]
    with Daemon(sys.argv[1], [*FLAGS, "--mail.port", str(sink.port)]) as daemon:
        shop = Shop(daemon, sink)
        for each in checks:
            each(shop)
            assert shop.rest() == [], each
            print(f"{each.__name__}: as expected", flush=True)
        check_links_of_another_tenant(shop, Shop(daemon, sink, "rival"))
        check_where_login_needs_verification(Shop(daemon, sink, "strict", login_needs_verification=True))
        check_hidden_accounts(Shop(daemon, sink, "discreet"))
    sink.close()


if __name__ == "__main__":
    main()
