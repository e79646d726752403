#!/usr/bin/python3
"""Assisted buying, against a real daemon: what somebody would do who abuses a token by which staff act in a shopper's place
(security.md 12), each by name. That it ends after a quarter of an hour is shown where time can be moved: "assisting" in tests/actors
and the clerk of the simulation.

    assisted_test.py BIN_FOLDER
"""
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from connection import Refused, greeted  # noqa: E402
from daemon import Daemon  # noqa: E402

FLAGS = ["--hashing.memory_kib", "1024", "--hashing.passes", "1"]
PASSWORD, FIRST = "quiet harbour 7", "to be changed at once 42"
QUARTER_OF_AN_HOUR_MS = 15 * 60 * 1000
DEAD = {"code": "invalid_token", "path": "call.shopper"}


class Shop:
    """A tenant with two storefronts, a shopper, a storefront's key, and staff who may assist."""

    def __init__(self, daemon):
        self.daemon = daemon
        operator = greeted(daemon.address, {"operator_key": daemon.operator_key})
        key = operator.call("tenants.create", {"tenant": "acme", "name": "Acme", "currency": "EUR"})["api_key"]
        self.admin = greeted(daemon.address, {"api_key": key})
        for site in ("north", "south"):
            self.admin.call("sites.create", {"site": site, "name": site.title(), "storefront_url": f"https://{site}.example"})
        self.anna = self.admin.call("customers.register", {"site": "north", "email": "anna@example.com", "password": PASSWORD,
                                                           "first_name": "Anna", "last_name": "B"})
        self.front = self.client("storefront", ["storefront", "customers:read", "customers:write"])
        self.admin.call("groups.create", {"group": "help", "scopes": ["support"]})
        self.kim = self.staff("kim", ["help"])

    def client(self, name, scopes):
        return greeted(self.daemon.address, {"api_key": self.admin.call("clients.create", {"name": name, "scopes": scopes})["api_key"]})

    def staff(self, username, groups):
        self.admin.call("staff.create", {"username": username, "name": username.title(), "groups": groups, "password": FIRST})
        return self.at_the_desk(username, password=FIRST, new_password=PASSWORD)

    def at_the_desk(self, username, **password):
        login = greeted(self.daemon.address).call("staff.login", {"tenant": "acme", "username": username,
                                                                  **(password or {"password": PASSWORD})})
        return greeted(self.daemon.address, {"staff_token": login["staff_token"]})

    def start(self, staff=None, site="north", **more):
        return (staff or self.kim).call("assisted.start", {"customer": self.customer, "site": site, "reason": "ticket 7"}, *more.values())

    def whoami(self, token, **more):
        return self.front.call("shopper.whoami", {}, {"shopper": token["access_token"], **more})

    def change(self, token, phone):
        return self.front.call("customers.update", {"customer": self.customer, "set": {"phone": phone}}, {"shopper": token["access_token"]})

    @property
    def customer(self):
        return {"id": self.anna["id"]}


def refused(call, /, *arguments, **more):
    """What the call hears, without its words."""
    try:
        answer = call(*arguments, **more)
    except Refused as why:
        if isinstance(why.what, str):  # before hello
            return {"code": why.what.partition(":")[0]}
        return {name: why.what[name] for name in ("code", "path", "data") if name in why.what}
    raise AssertionError(f"not refused: {answer}")


def check_impersonation_is_told_in_both_names(shop):
    """Nothing that is done with such a token looks as if the shopper alone had done it."""
    token = shop.start()
    assert token["url"] == "https://north.example", token
    shown = shop.whoami(token)
    assert shown["acting_staff"] == "staff:u1" and shown["customer"]["id"] == shop.anna["id"], shown
    changed = shop.change(token, "+4930111111")
    listed = shop.admin.call("customers.history", {"customer": shop.customer, "limit": 2})["items"]
    both = {"principal": "shopper", "acting_staff": "staff:u1", "site": "north"}
    assert listed[0]["by"] == both and listed[0]["seq"] == changed["seq"], listed
    assert listed[1]["kind"] == "assisted.started" and listed[1]["reason"] == "ticket 7", listed
    told = shop.admin.call("changes.read", {"from": changed["seq"]})["changes"][0]
    assert told["by"] == both, told


def check_impersonation_by_a_link(shop):
    """The token is in no address: browsers would tell it in Referer and keep it in their history."""
    token = shop.start()
    assert token["access_token"] not in token["url"] and "?" not in token["url"] and "#" not in token["url"], token


def check_impersonation_to_take_the_account_over(shop):
    token = shop.start()
    with_it = {"shopper": token["access_token"]}
    before = shop.admin.call("changes.read", {"from": 1, "limit": 1000})["next"]
    for method, named in (
            ("shopper.change_password", {"password": PASSWORD, "new_password": "another harbour 8"}),
            ("shopper.request_email_change", {"new_email": "thief@example.com", "password": PASSWORD}),
            ("customers.change_email", {"customer": shop.customer, "email": "thief@example.com"}),
            ("customers.set_username", {"customer": shop.customer, "username": "thief"}),
            ("customers.resend_verification", {"customer": shop.customer}),
            ("customers.send_password_link", {"customer": shop.customer}),
            ("customers.erase", {"customer": shop.customer}),
            ("customers.remove", {"customer": shop.customer}),
            ("customers.export_data", {"customer": shop.customer}),
            ("customers.history", {"customer": shop.customer}),
            ("shopper.sessions", {}),
            ("shopper.end_sessions", {})):
        assert refused(shop.admin.call, method, named, with_it)["code"] == "forbidden", method
    for method, named in (("shopper.refresh", {"refresh_token": token["access_token"]}),
                          ("shopper.reset_password", {"token": token["access_token"], "password": PASSWORD}),
                          ("shopper.verify_email", {"token": token["access_token"]}),
                          ("shopper.confirm_email_change", {"token": token["access_token"]})):
        assert refused(shop.front.call, method, named)["code"] == "invalid_token", method
    assert refused(greeted, shop.daemon.address, {"staff_token": token["access_token"]})["code"] == "unauthenticated"
    assert shop.admin.call("changes.read", {"from": 1, "limit": 1000})["next"] == before
    shop.whoami(token)


def check_impersonation_at_another_site(shop):
    token = shop.start()
    assert refused(shop.whoami, token, site="south") == {"code": "forbidden", "path": "call.site"}
    shop.whoami(token, site="north")


def check_impersonation_after_logout(shop):
    kim = shop.at_the_desk("kim")
    token = shop.start(kim)
    shop.whoami(token)
    kim.call("staff.logout", {})
    assert refused(shop.whoami, token) == DEAD
    assert refused(shop.change, token, "+4930222222") == DEAD


def check_impersonation_after_a_reset_of_the_staffs_password(shop):
    lee = shop.staff("lee", ["help"])
    token = shop.start(lee)
    shop.admin.call("staff.reset_password", {"staff": "lee", "password": "from the admin 42"})
    assert refused(shop.whoami, token) == DEAD


def check_impersonation_by_one_who_was_disabled(shop):
    max_ = shop.staff("max", ["help"])
    token = shop.start(max_)
    shop.admin.call("staff.disable", {"staff": "max"})
    assert refused(shop.whoami, token) == DEAD
    shop.admin.call("staff.enable", {"staff": "max"})
    assert refused(shop.whoami, token) == DEAD


def check_impersonation_without_the_right(shop):
    shop.admin.call("groups.create", {"group": "everything-else", "scopes": ["admin", "storefront", "customers:write", "customers:read"]})
    nora = shop.staff("nora", ["everything-else"])
    assert refused(shop.start, nora)["code"] == "forbidden"
    shop.admin.call("staff.update", {"staff": "nora", "set": {"groups": ["help"]}})
    token = shop.start(nora)
    shop.whoami(token)
    shop.admin.call("staff.update", {"staff": "nora", "set": {"groups": ["everything-else"]}})
    assert refused(shop.whoami, token) == DEAD


def check_impersonation_of_whom_staff_may_not_see(shop):
    shop.admin.call("groups.create", {"group": "vip-help", "scopes": ["support"], "restrictions": ["vip"]})
    shop.admin.call("groups.create", {"group": "south-help", "scopes": ["support"], "sites": ["south"]})
    otto, paul = shop.staff("otto", ["vip-help"]), shop.staff("paul", ["south-help"])
    for each, site in ((otto, "north"), (paul, "south")):
        assert refused(shop.start, each, site) == {"code": "not_found", "path": "customer"}
    shop.admin.call("customers.update", {"customer": shop.customer, "set": {"restriction": "vip"}})
    token = shop.start(otto)
    shop.whoami(token)
    shop.admin.call("customers.update", {"customer": shop.customer, "unset": ["restriction"]})
    assert refused(shop.whoami, token) == DEAD


def check_impersonation_by_a_machine(shop):
    """There has to be a person behind it: no key is enough, whatever its scopes."""
    for caller in (shop.admin, shop.client("robot", ["support"])):
        assert refused(shop.start, caller)["code"] == "forbidden"
    operator = greeted(shop.daemon.address, {"operator_key": shop.daemon.operator_key})
    assert refused(shop.start, operator, call={"tenant": "acme"})["code"] == "forbidden"


def check_impersonation_in_a_chain(shop):
    """One such token gets no other, neither for the same customer nor behind the first one's end."""
    token = shop.start()
    assert refused(shop.start, call={"shopper": token["access_token"]})["code"] == "forbidden"
    assert refused(shop.start, shop.front, call={"shopper": token["access_token"]})["code"] == "forbidden"


def check_impersonation_for_good(shop):
    """Starting it again and again gives no token that lasts longer, and none that can be refreshed."""
    for _ in range(3):
        before = shop.admin.call("rpc.ping", {})["time"]
        token = shop.start()
        after = shop.admin.call("rpc.ping", {})["time"]
        assert before <= token["expires_at"] - QUARTER_OF_AN_HOUR_MS <= after, token
        assert "refresh_token" not in token
    assert shop.kim.call("assisted.end", {"customer": shop.customer})["ended"] >= 3
    assert refused(shop.whoami, token) == DEAD


def check_impersonation_does_not_put_the_shopper_out(shop):
    """However often staff begin, his own sessions stay; and he sees and ends theirs."""
    own = shop.front.call("shopper.login", {"site": "north", "username": "anna@example.com", "password": PASSWORD})
    for _ in range(60):
        token = shop.start()
    sessions = shop.front.call("shopper.sessions", {}, {"shopper": own["access_token"]})["items"]
    assert own["session"] in {each["id"] for each in sessions}
    theirs = next(each for each in sessions if each["id"] == token["session"])
    assert theirs["acting_staff"] == "staff:u1" and "reason" not in theirs, theirs
    shop.front.call("shopper.end_sessions", {}, {"shopper": own["access_token"]})
    assert refused(shop.whoami, token) == DEAD
    shop.front.call("shopper.whoami", {}, {"shopper": own["access_token"]})


def check_impersonation_of_one_who_is_locked_out(shop):
    """What ends the shopper's own sessions ends these; and nobody is assisted who could not log in."""
    token = shop.start()
    shop.admin.call("customers.set_status", {"customer": shop.customer, "active": False})
    assert refused(shop.whoami, token) == DEAD
    assert refused(shop.start) == {"code": "login_refused", "data": {"reason": "inactive"}}
    shop.admin.call("customers.set_status", {"customer": shop.customer, "active": True})
    token = shop.start()
    asked = shop.admin.call("customers.erase", {"customer": shop.customer})
    seq = shop.admin.call("customers.erase", {"customer": shop.customer, "confirm": asked["confirm"]})["seq"]
    assert refused(shop.whoami, token) == DEAD
    assert refused(shop.start)["code"] == "not_found"
    told = shop.admin.call("changes.read", {"from": seq - 1})["changes"]
    assert [each["kind"] for each in told] == ["assisted.ended", "customer.erased"], told


def main():
    with Daemon(sys.argv[1], FLAGS) as daemon:
        shop = Shop(daemon)
        for name, check in list(globals().items()):
            if name.startswith("check_"):
                check(shop)
                print(f"{name}: as expected", flush=True)


if __name__ == "__main__":
    main()
