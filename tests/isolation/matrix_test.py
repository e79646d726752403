#!/usr/bin/python3
"""Every method × every caller × own, foreign, hidden and absent objects (security.md 14 to 17), made from rpc.discover:
a new method is in it without a line here. Usage: matrix_test.py BIN_FOLDER"""
import copy
import pathlib
import re
import sys
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent / "live")]
try:
    import msgpack  # noqa: F401
except ImportError:
    sys.exit("the Debian package python3-msgpack is missing")
from daemon import Daemon  # noqa: E402
from world import CANARY, HIDDEN_SITE, OWN_SITE, RefusingSink, World  # noqa: E402

CONNECTION_ITSELF = {"session.hello"}
FLAGS = ["--mail.host", "127.0.0.1", "--mail.tls", "none", "--mail.from", "no@mail.example", "--hashing.memory_kib=1024",
         "--hashing.passes=1"]
PROBLEMS_PER_CALL = 40
RECORDS = ("set", "address", "order", "delivery")  # parameters by which a record is given, where they are objects


class Matrix(unittest.TestCase):
    """One daemon for all; at the end what everybody has heard is looked through."""

    @classmethod
    def setUpClass(cls):
        cls.sink = RefusingSink()
        cls.daemon = Daemon(cls.bin_folder, [*FLAGS, "--mail.port", str(cls.sink.port)])
        cls.daemon.__enter__()
        cls.world = World(cls.daemon, cls.sink)
        cls.journal_ended = {}

    @classmethod
    def tearDownClass(cls):
        heard = [(role.name, role.tenant, b"".join(role.heard)) for role in cls.world.roles]
        log = cls.daemon.log()
        for role in cls.world.roles:
            role.connection.close()
        cls.daemon.__exit__(None)
        cls.sink.close()
        for name, tenant, octets in heard:
            if name == f"{tenant}'s admin" and CANARY[tenant].encode() not in octets:
                raise AssertionError(f"{name} did not hear of its own tenant: the canary is no use")
            for owner, mark in CANARY.items():
                if mark.encode() in octets and tenant != owner and name != "operator":
                    raise AssertionError(f"{name} heard of {owner}")
        for mark in CANARY.values():
            if mark in log:
                raise AssertionError(f"the daemon's log holds {mark}")

    def of_each(self, check):
        """Calls check(method, role) for all of them, and tells of every one that fails."""
        for method in sorted(self.world.methods.keys() - CONNECTION_ITSELF):
            for role in self.world.roles:
                with self.subTest(method=method, role=role.name):
                    check(method, role)

    def test_every_method_has_a_script(self):
        scripts = "\n".join(each.read_text() for each in (ROOT / "tests" / "sessions").glob("*.session"))
        called = set(re.findall(r"^\w+> ([a-z_]+\.[a-z_]+)", scripts, re.MULTILINE))
        self.assertEqual(self.world.methods.keys() - called, set())

    def test_rights_are_those_of_the_document(self):
        def check(method, role):
            named, call = self.world.good(method, role)
            error, _ = role.call(method, named, call)
            wanted = self.world.refusal_of(role, method)
            if method == "tenants.suspend" and not error:
                self.world.must("tenants.resume", named)
            self.assertEqual(error and error["code"], wanted, error)

        self.of_each(check)

    def test_a_right_is_missed_before_anything_else_is_looked_at(self):
        def check(method, role):
            wanted = self.world.refusal_of(role, method)
            if wanted:
                plain, _ = role.call(method, {})
                wrong, _ = role.call(method, {"nonsense": 1, "site": 5}, {"min_seq": 0})
                self.assertEqual(plain["code"], wanted)
                self.assertEqual(plain, wrong)

        self.of_each(check)

    def test_foreign_and_hidden_are_as_absent(self):
        compared = []

        def check(method, role):
            if role.tenant != "acme" or self.world.refusal_of(role, method):
                return
            for label, place, values in self.world.references(method):
                with self.subTest(reference=label):
                    absent = self.answer(method, role, place, values["absent"])
                    self.assertEqual(absent and absent["code"], "not_found", absent)
                    for what in {"foreign", "hidden"} & values.keys():
                        if what == "hidden" and not role.hides(label):
                            continue
                        self.assertEqual(self.answer(method, role, place, values[what]), absent, what)
                        compared.append(label)

        self.of_each(check)
        self.assertGreater(len(compared), 50)

    def test_the_other_tenant_can_be_named_by_nobody_but_the_operator(self):
        def check(method, role):
            if not role.tenant or self.world.refusal_of(role, method) or \
                    self.world.methods[method]["x-audience"] == "anyone":
                return
            named, call = self.world.good(method, role)
            answers = [role.call(method, named, {**call, "tenant": tenant})[0]
                       for tenant in ({"acme", "rival"} - {role.tenant} | {"spare", "nobody"})]
            self.assertTrue(all(answers) and answers.count(answers[0]) == len(answers), answers)
            self.assertEqual(answers[0]["code"], "not_found")

        self.of_each(check)

    def test_a_list_shows_what_its_caller_may_see_however_he_asks(self):
        own = {each["id"] for each in self.world.tenants["acme"]["customers"].values()}
        hidden = self.world.tenants["acme"]["customers"][HIDDEN_SITE]
        limited = next(each for each in self.world.roles if each.sites)
        seq = {"min_seq": self.world.must("changes.read", {"from": 1, "limit": 1000}, role=self.world.acme)["next"] - 1}
        all_of_acme = self.world.must("customers.list", {"limit": 200}, seq, self.world.acme)["items"]
        self.assertLessEqual(own, {each["id"] for each in all_of_acme})
        wanted = len([each for each in all_of_acme if each.get("home_site") in limited.sites])
        self.assertGreater(len(all_of_acme), wanted)
        for ask in ({}, {"sort": "-last_name"}, {"filter": {"not": {"id": "nobody"}}}, {"filter": {"home_site": {"exists": True}}},
                    {"filter": {"or": [{"id": hidden["id"]}, {"active": True}]}}):
            listed = self.world.must("customers.list", {**ask, "limit": 200}, seq, limited)
            self.assertEqual(listed["total"], wanted, ask)
            self.assertEqual({each["home_site"] for each in listed["items"]}, set(limited.sites), ask)
            self.assertEqual(self.world.must("customers.count", ask if "sort" not in ask else {}, seq, limited)["count"], wanted)
        rival = self.world.tenants["rival"]["customers"][OWN_SITE]
        for role, absent in ((limited, hidden), (self.world.acme, rival)):
            for ask in ({"filter": {"id": absent["id"]}}, {"filter": {"reference": absent["reference"]}},
                        {"filter": {"email": absent["email"]}}, {"filter": {"external_id": absent["external_id"]}},
                        {"search": absent["id"]}, {"search": absent["email"]}, {"search": absent["reference"]}):
                listed = self.world.must("customers.list", ask, seq if role.tenant == "acme" else {}, role)
                self.assertEqual(listed["items"], [], ask)

    def test_a_sorted_list_of_one_customer_goes_on_with_nobody_else(self):
        asked = {(tenant, site): {"customer": {"id": self.world.tenants[tenant]["customers"][site]["id"]}, "sort": "-name", "limit": 1}
                 for tenant in ("acme", "rival") for site in (OWN_SITE, HIDDEN_SITE)}
        pages = {whose: self.world.must("memberships.list", named, role=self.world.admin(whose[0])) for whose, named in asked.items()}
        for whose, named in asked.items():
            for other, page in pages.items():
                error, result = self.world.admin(whose[0]).call("memberships.list", {**named, "cursor": page["next_cursor"]})
                if other == whose:
                    self.assertIsNone(error)
                    self.assertNotEqual(result["items"], page["items"])
                else:
                    self.assertEqual((error["code"], error["path"]), ("invalid_field", "cursor"))

    def every(self, role, ask, seq):
        """All of a list, page by page."""
        page = self.world.must("customers.list", {**ask, "limit": 200}, seq, role)
        found = page["items"]
        while "next_cursor" in page:
            page = self.world.must("customers.list", {**ask, "limit": 200, "cursor": page["next_cursor"]}, seq, role)
            found += page["items"]
        return found

    def test_restricted_staff_see_what_matches_however_they_ask(self):
        restricted = next(each for each in self.world.roles if each.restricted)
        hidden = self.world.tenants["acme"]["customers"][HIDDEN_SITE]
        seq = {"min_seq": self.world.must("changes.read", {"from": 1, "limit": 1000}, role=self.world.acme)["next"] - 1}
        hidden_ones = self.every(self.world.acme, {"filter": {"restriction": {"exists": False}}}, seq)
        wanted = {each["id"] for each in self.every(self.world.acme, {"filter": {"restriction": "vip"}}, seq)}
        self.assertTrue(wanted)
        self.assertTrue(hidden_ones)
        for ask in ({}, {"filter": {"restriction": {"exists": False}}}, {"filter": {"or": [{"id": hidden["id"]}, {"restriction": "vip"}]}}):
            found = {each["id"] for each in self.every(restricted, ask, seq)}
            self.assertEqual(found, set() if "restriction" in ask.get("filter", {}) else wanted, ask)
            self.assertEqual(self.world.must("customers.count", ask, seq, restricted)["count"], len(found))
        heard = self.world.must("changes.read", {"from": 1, "limit": 1000}, role=restricted)["changes"]
        others = {each["id"] for each in hidden_ones}
        self.assertEqual({each["customer"] for each in heard if "customer" in each} & others, set())
        self.assertTrue(any("customer" in each for each in heard))

    def test_the_audit_log_shows_what_its_caller_may_see(self):
        own, hidden = (self.world.tenants["acme"]["customers"][each] for each in (OWN_SITE, HIDDEN_SITE))
        for each in (own, hidden):
            for on_hold in (True, False):
                self.world.must("customers.set_status", {"customer": {"id": each["id"]}, "on_hold": on_hold}, role=self.world.acme)

        def listed(role, ask):
            cursor, found = {}, []
            while True:
                page = self.world.must("audit.list", {"limit": 200, **ask, **cursor}, role=role)
                found += page["items"]
                if "next_cursor" not in page:
                    return found
                cursor = {"cursor": page["next_cursor"]}

        self.assertTrue(listed(self.world.acme, {"customer_number": hidden["number"]}))
        for role in (next(each for each in self.world.roles if each.sites), next(each for each in self.world.roles if each.restricted)):
            shown = listed(role, {})
            self.assertIn(own["number"], {each.get("customer_number") for each in shown})
            self.assertNotIn(hidden["number"], {each.get("customer_number") for each in shown})
            self.assertEqual({each["action"].split(".")[0] for each in shown if "customer_number" not in each} - {"site"}, set())
            if role.sites:
                self.assertLessEqual({each["object"] for each in shown if "customer_number" not in each}, set(role.sites))
            self.assertEqual(listed(role, {"customer_number": hidden["number"]}), [])

    def test_with_a_shoppers_token_nobody_reaches_more_than_the_shopper(self):
        """Whatever the client's own rights are: the token narrows them."""
        someone = self.world.tenants["acme"]["customers"][OWN_SITE]["id"]
        for method, about in sorted(self.world.methods.items()):
            if method in CONNECTION_ITSELF or about["x-shoppers"] == "must":
                continue
            with self.subTest(method=method):
                named, call = self.world.good(method, self.world.acme)
                token = self.world.shopper("acme")
                error, _ = self.world.acme.call(method, named, {**call, "shopper": token["access_token"]})
                refused = self.world.refusal_of(self.world.acme, method)
                if about["x-shoppers"] == "none":
                    self.assertIn(error["code"], ("forbidden", "invalid_token"))
                elif not refused:
                    self.assertEqual(error["code"], "not_found", f"it reached {someone}")
                    own, _ = self.world.acme.call(method, {**named, "customer": {"id": token["customer"]["id"]}},
                                                  {**call, "shopper": token["access_token"]})
                    # Not all parameters fit him; but it is he whom the call is about.
                    self.assertNotEqual(own and (own["code"], own.get("path")), ("not_found", "customer"))

    def test_staff_in_a_shoppers_place_do_what_the_document_lets_them_and_to_him_alone(self):
        staff = next(each for each in self.world.roles if each.name == "staff with all rights")
        for method, about in sorted(self.world.methods.items()):
            if method in CONNECTION_ITSELF:
                continue
            with self.subTest(method=method):
                named, call = self.world.good(method, self.world.acme)
                assisted = self.world.assisted(staff)
                error, _ = self.world.acme.call(method, named, {**call, "shopper": assisted["access_token"]})
                if not about.get("x-assisted"):
                    self.assertIn(error["code"], ("forbidden", "invalid_token"))
                    self.assertTrue(error["code"] == "forbidden" or about["x-audience"] == "anyone", error)
                elif about["x-shoppers"] == "must":
                    self.assertIsNone(error)
                else:
                    self.assertEqual(error["code"], "not_found")
                    own, _ = self.world.acme.call(method, {**named, "customer": {"id": assisted["customer"]["id"]}},
                                                  {**call, "shopper": assisted["access_token"]})
                    self.assertNotEqual(own and (own["code"], own.get("path")), ("not_found", "customer"))

    def test_a_shoppers_token_is_good_at_his_tenant_alone(self):
        token = self.world.shopper("rival")["access_token"]
        for role in self.world.roles:
            if role.tenant != "acme" or self.world.refusal_of(role, "shopper.whoami"):
                continue
            foreign, _ = role.call("shopper.whoami", {}, {"shopper": token})
            absent, _ = role.call("shopper.whoami", {}, {"shopper": "ats_" + "A" * 43})
            self.assertEqual(foreign, absent)
            self.assertEqual(foreign["code"], "invalid_token")

    def answer(self, method, role, place, value):
        named, call = self.world.good(method, role)
        place(named, call, value)
        return role.call(method, named, call)[0]

    def test_mass_assignment_no_field_is_taken_that_the_method_does_not_declare(self):
        names = field_names()
        self.assertIn("secret_hash", names)

        def check(method, role):
            if self.world.refusal_of(role, method):
                return
            named, call = self.world.good(method, role)
            before = self.journal_ends()  # making good parameters may have written
            self.refuses_all(method, role, named, call, names - self.world.parameters(method).keys(), ())
            for record in RECORDS:
                schema = self.world.parameters(method).get(record, {})
                if schema.get("type") == "object":
                    self.refuses_all(method, role, named, call, names - schema["properties"].keys(), (record,))
            self.assertEqual(self.journal_ends(), before)

        self.of_each(check)

    def refuses_all(self, method, role, named, call, names, inside):
        names = sorted(names)
        for at in range(0, len(names), PROBLEMS_PER_CALL):
            some = names[at:at + PROBLEMS_PER_CALL]
            for value in (True, "x", 1):
                more = copy.deepcopy(named)
                (more.setdefault(inside[0], {}) if inside else more).update({name: value for name in some})
                error, result = role.call(method, more, call)
                self.assertIsNotNone(error, result)
                told = {each["path"]: each["code"] for each in error.get("fields", [])}
                for name in some:
                    code = told.get(".".join([*inside, name]))
                    self.assertIn(code, ("unknown_parameter", "invalid_field") if inside else ("unknown_parameter",), name)

    def journal_ends(self):
        """Looked for from where they were the last time."""
        for admin in (self.world.acme, self.world.rival):
            at = self.journal_ended.get(admin.tenant, 1)
            while (after := self.world.must("changes.read", {"from": at, "limit": 1000}, role=admin)["next"]) != at:
                at = after
            self.journal_ended[admin.tenant] = at
        return dict(self.journal_ended)


def field_names():
    """Every field of every record, those that never go out as well."""
    found = set()
    for header in (ROOT / "protocol" / "records").glob("*.hpp"):
        found.update(re.findall(r'field\{\s*\w+,\s*"(\w+)"', header.read_text()))
    return found


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    Matrix.bin_folder = sys.argv.pop(1)
    unittest.main()
