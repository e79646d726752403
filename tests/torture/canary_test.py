#!/usr/bin/python3
"""An erased person's marks are nowhere.   canary_test.py BINARIES

A person has a mark of her own in every personal field that rpc.discover tells of, so that a field that is added later
is looked for as well, and in all else that callers can bring in: keys of retries, reasons, searches. The export of her
data shows each mark. When the daemon says that her erasure is scrubbed, no file of the data folder, no line of its
log, and no copy of the folder has one, in any form in which the daemon stores text.
"""
import argparse
import os
import shutil
import time
import unicodedata
import urllib.parse

from daemon import Daemon, Programs, Shop, files_below, scratch
from wire import Connection

KNOBS = ["--erasure.scrub_every_ms", "100", "--log.level", "trace"]
SCRUBBED_WITHIN_S = 60
MARK = "Quastenmark"
# Few values, or a few letters, which are everywhere.
CANNOT_BE_MARKED = {"gender": "female", "country": "DE"}
# By the format of the field; others are free text.
MARKS = {
    "customer_id": lambda field: MARK + field,
    "e164": lambda field: "+493012345698",
    "date": lambda field: "1913-07-29",
}
# Shown and personal, but made by the daemon of what other fields say; or what a mail server says; or names that the tenant
# gives to what many belong to, and ids of companies: they do not leave with her.
FOLLOWS = {"default_billing", "default_shipping", "last_login_at", "locked_until", "answer", "groups", "segments", "companies"}
OTHERS = 400


def mark_of(field, schema):
    if field in CANNOT_BE_MARKED:
        assert "enum" in schema or schema["x-bytes-max"] <= 3 or schema.get("format") == "iso3166", (field, schema)
        return CANNOT_BE_MARKED[field]
    if schema["type"] == "object":
        return {"note": f"{MARK}{field}é"}
    assert schema["type"] == "string" and "enum" not in schema, f"{field}: how is it marked? Say so in {__file__}"
    mark = MARKS.get(schema.get("format"), lambda name: f"{MARK}{name.replace('_', '')}é")(field)
    assert len(mark.encode()) <= schema["x-bytes-max"], (field, mark)
    return mark


def is_about_a_company(name):
    """And not about a customer, who is assigned to one."""
    return name.startswith("companies.") and name not in ("companies.assign", "companies.unassign")


def texts_in(value):
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    return [text for each in value for text in texts_in(each)] if isinstance(value, list) else []


class Definitions:
    """What rpc.discover says of the fields."""

    def __init__(self, document):
        self.methods = {each["name"]: each for each in document["methods"]}

    def parameters(self, method):
        return self.methods[method]["params"][0]["schema"]["properties"]

    def personal(self, schema=None):
        """The names of all personal fields in all results that are about customers."""
        if schema is None:
            schema = [each.get("result", {}) for name, each in self.methods.items()
                      if not name.startswith("staff.") and not is_about_a_company(name)]
        if isinstance(schema, list):
            return {name for each in schema for name in self.personal(each)}
        if not isinstance(schema, dict):
            return set()
        own = {name for name, each in schema.get("properties", {}).items()
               if isinstance(each, dict) and each.get("x-personal")}
        return own | self.personal(list(schema.values()))


class Person:
    def __init__(self, client, definitions):
        self.client, self.marked = client, {}  # marks by field, "address." before those of the address
        self.calls = 0
        self.had = set()  # marks that are replaced again, and what no export shows
        personal = definitions.personal()
        create = definitions.parameters("customers.create")
        profile = self.fill({name: each for name, each in create.items() if name in personal and name != "email"})
        self.marked["email"] = f"{MARK}mail@shop.example"
        profile["mixins"] = {"hobby": f"{MARK}hobbyé"}
        self.marked["mixins"] = profile["mixins"]
        made = self.twice("customers.create", {**profile, "email": self.marked["email"],
                                               "initial_password": f"{MARK} password"})
        self.customer = {"customer": {"id": made["id"]}}
        self.be_written_to()
        address = self.fill(definitions.parameters("addresses.add")["address"]["properties"], "address.")
        self.marked["address.id"] = f"{MARK}addressid"
        self.twice("addresses.add", {**self.customer, "address": {**address, "id": f"{MARK}addressid"},
                                     "default_billing": True, "default_shipping": True})
        self.marked["text"], self.marked["revision"] = (f"{MARK}{text}é\n{MARK}line" for text in ("note", "revised"))
        note = self.twice("notes.add", {**self.customer, "text": self.marked["text"]})
        self.twice("notes.revise", {**self.customer, "note": note["id"], "text": self.marked["revision"]})
        self.order()
        self.wish_and_belong()
        for company in ("first", "second"):
            self.had.add(self.marked["company"])
            self.marked["company"] = f"{MARK}{company}"
            done = self.twice("customers.update", {**self.customer, "set": {"company": self.marked["company"]}})
        self.marked["device"] = f"{MARK}deviceé"
        self.marked["source"] = f"{MARK}sourceé"
        self.twice("newsletter.subscribe", {**self.customer, "site": "north", "source": self.marked["source"]})
        self.log_in()
        done = self.take_over(self.twin())
        self.look(done["seq"])
        missing = personal - {each.split(".")[-1] for each in self.marked} - FOLLOWS
        assert not missing, f"no mark for {missing}: let {__file__} put one there"

    def order(self):
        """What is billed has nothing of hers; where it went, and what she meant to order next, has."""
        self.marked["delivery.address"] = {"city": f"{MARK}deliverycityé"}
        self.marked["tracking"] = f"{MARK}tracking"
        for state in ("packed", "sent"):
            self.twice("deliveries.record", {**self.customer, "delivery": {
                "reference": "Quast 1", "site": "north", "state": state, "tracking": self.marked["tracking"],
                "address": self.marked["delivery.address"]}})
        self.marked["lines"], self.marked["note"], self.marked["name"] = (f"{MARK}{each}é" for each in ("sku", "cartnote", "cartname"))
        for quantity in (1, 2):
            self.twice("carts.save", {**self.customer, "site": "north", "name": self.marked["name"], "note": self.marked["note"],
                                      "lines": [{"sku": self.marked["lines"], "quantity": quantity}]})

    def wish_and_belong(self):
        """What she wants, what she was given, what she is."""
        self.marked["items"], self.marked["list.name"] = f"{MARK}wishé", f"{MARK}listname"
        self.twice("lists.create", {**self.customer, "kind": "wish", "name": self.marked["list.name"]})
        for note in (f"{MARK}wishnoteé", f"{MARK}second wishnote"):
            self.marked["list.note"] = note
            self.twice("lists.add", {**self.customer, "items": [{"sku": self.marked["items"], "note": note}]})
        self.had.add(f"{MARK}wishnoteé")
        self.marked["code"], self.marked["title"], self.marked["coupon.reference"], self.marked["coupon.order"] = (
            f"{MARK}{each}é" for each in ("code", "title", "campaign", "couponorder"))
        self.twice("coupons.assign", {**self.customer, "code": self.marked["code"], "title": self.marked["title"],
                                      "reference": self.marked["coupon.reference"], "valid_until": 4000000000000})
        self.twice("coupons.redeem", {**self.customer, "code": self.marked["code"], "order": self.marked["coupon.order"]})
        self.marked["membership.name"], self.marked["role.name"] = f"{MARK}clubé", f"{MARK}roleé"
        self.twice("memberships.grant", {**self.customer, "membership": self.marked["membership.name"], "until": 4000000000000})
        self.twice("roles.grant", {**self.customer, "role": self.marked["role.name"]})
        self.client.call("companies.create", {"id": "quast", "name": "Quast"})
        self.client.call("companies.approve", {"company": "quast"})
        self.marked["company_roles"] = [f"{MARK.lower()}role"]
        self.twice("companies.assign", {**self.customer, "company": "quast", "roles": self.marked["company_roles"]})

    def be_written_to(self):
        """A mail that waits, with her password sealed in it, and another."""
        mail, = self.client.call("mails.list", self.customer)["items"]
        self.marked["address"] = mail["address"]
        self.twice("customers.set_status", {**self.customer, "active": True, "on_hold": False, "send_mail": True})
        assert len(self.client.call("mails.list", self.customer)["items"]) == 2

    def log_in(self):
        """From a device, with a password of her own; then she wants another e-mail, and a link waits."""
        password = f"{MARK} second password"
        self.had.add(password)
        done = self.twice("shopper.login", {"site": "north", "username": self.marked["email"], "password": f"{MARK} password",
                                            "new_password": password, "device": self.marked["device"]})
        self.marked["pending_email"] = f"{MARK}pending@shop.example"
        self.twice("shopper.request_email_change", {"new_email": self.marked["pending_email"], "password": password},
                   {"shopper": done["access_token"]})

    def twin(self):
        """Another record of hers, with an address of its own."""
        self.marked["merged.id"], self.marked["merged.external_id"] = f"{MARK}twin", f"{MARK}twinexternal"
        self.had.add(f"{MARK}twinmail@shop.example")
        made = self.twice("customers.create", {
            "email": f"{MARK}twinmail@shop.example", "id": f"{MARK}twin", "external_id": f"{MARK}twinexternal",
            "first_name": f"{MARK}twinfirst", "last_name": f"{MARK}twinlast"})
        self.had |= {f"{MARK}twinfirst", f"{MARK}twinlast"}
        self.marked["merged.address"] = f"{MARK}twincity"
        self.twice("addresses.add", {"customer": {"id": made["id"]}, "address": {
            "id": f"{MARK}addressid", "first_name": "A", "last_name": "B", "address1": "1", "zip": "1", "country": "DE",
            "city": f"{MARK}twincity"}})
        return {"id": made["id"]}

    def take_over(self, twin):
        done = self.twice("customers.merge", {**self.customer, "from": twin})
        assert done["addresses"] == 1, done
        return done

    def fill(self, properties, owner=""):
        marks = {name: mark_of(name, each) for name, each in properties.items()}
        self.marked.update({owner + name: mark for name, mark in marks.items()})
        return marks

    def twice(self, method, named, more={}):
        """A call and its retry, with a reason."""
        self.calls += 1
        options = {"idem": f"{MARK}idem {method} {self.calls}",
                   "reason": f"{MARK}reasoné", "site": "north", **more}
        self.marked["reason"] = options["reason"]
        self.had |= {options["idem"], f"{MARK}idem"}
        first = self.client.call(method, named, options)
        assert self.client.call(method, named, options) == first
        return first

    def look(self, seq):
        """Is found by lists, which puts what was looked for through the daemon."""
        for asked in ({"search": f"{MARK.lower()}firstnamee"}, {"filter": {"external_id": self.marked["external_id"]}},
                      {"filter": {"last_name": self.marked["last_name"]}, "sort": "-company"},
                      {"filter": {"mixins.hobby": self.marked["mixins"]["hobby"]}}):
            found = self.client.call("customers.list", asked, {"min_seq": seq})
            assert [each["id"] for each in found["items"]] == [self.marked["id"]], (asked, found)

    def texts(self):
        return {text for name, mark in self.marked.items() if name.split(".")[-1] not in CANNOT_BE_MARKED
                for text in texts_in(mark) if text not in ("note", "hobby", "city")}

    def must_be_exported(self):
        shown = texts_in(self.client.call("customers.export_data", self.customer))
        for text in self.texts():
            assert any(text in each for each in shown), f"the export has no {text}"

    def leave(self):
        asked = self.client.call("customers.erase", self.customer)
        self.client.call("customers.erase", {**self.customer, "confirm": asked["confirm"]},
                         {"reason": f"{MARK}reasoné", "idem": f"{MARK}idem erase", "site": "north"})

    def wanted(self):
        """Her texts in every form: as typed, canonical, folded to words, in other encodings."""
        found = set()
        for text in self.texts() | self.had | {MARK, f"{MARK} password"}:
            bare = "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))
            for form in (text, unicodedata.normalize("NFD", text), bare, text.lstrip("+"), text.replace("-", "")):
                for cased in (form, form.casefold(), form.upper()):
                    found |= {cased.encode(), cased.encode("utf-16-le"), cased.encode("utf-16-be"),
                              urllib.parse.quote(cased).encode()}
        return found


def somebody(client, number):
    """Others, between whom she lies in the pages."""
    client.call("customers.create", {"email": f"person{number}@shop.example", "first_name": f"Q{number}",
                                     "last_name": f"Quast{number}", "company": f"Quastenn{number}",
                                     "mixins": {"hobby": f"Quast{number}"}}, {"site": "north"})


def marks_in(folder, wanted):
    hits = {path: [each for each in wanted if each in data] for path, data in files_below(folder)}
    return {path: found for path, found in hits.items() if found}


def await_scrubbed(address, operator):
    status = Connection(address, operator)
    until = time.monotonic() + SCRUBBED_WITHIN_S
    while (left := status.call("server.status")["erasures_unscrubbed"]) > 0:
        assert time.monotonic() < until, f"{left} erasures are still not scrubbed"
    status.close()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binaries")
    programs, folder = Programs(options.parse_args().binaries), scratch()
    print(f"data in {folder}", flush=True)
    shop = Shop(programs, os.path.join(folder, "data"))
    with Daemon(programs, shop.data, KNOBS) as daemon:
        client = Connection(daemon.await_ready(), shop.key)
        client.call("mixins.define", {"entity": "customer", "indexed": ["hobby"],
                                      "schema": {"type": "object", "properties": {"hobby": {"type": "string"}}}})
        client.call("mixins.define", {"entity": "address", "schema": {
            "type": "object", "properties": {"note": {"type": "string"}}}})
        client.call("sites.update", {"site": "north", "set": {"storefront_url": "https://north.example"}})
        client.call("settings.update", {"set": {"customer_on_hold_on_creation": True, "mail_passwords": True}})
        for number in range(OTHERS):
            somebody(client, number)
        person = Person(client, Definitions(client.call("rpc.discover")))
        for number in range(OTHERS, 2 * OTHERS):
            somebody(client, number)
        person.must_be_exported()
        before = marks_in(shop.data, person.wanted())
        assert {"store/data.mdb", "index/data.mdb"} <= before.keys(), before.keys()
        person.leave()
        await_scrubbed(daemon.address, shop.operator)
        assert not marks_in(shop.data, person.wanted()), marks_in(shop.data, person.wanted())
        for number in range(2 * OTHERS, 3 * OTHERS):  # nor does anything come back with what is written later
            somebody(client, number)
        assert daemon.terminate() == 0
        said = daemon.process.stdout.read()
        assert not [each for each in person.wanted() if each in said], said
    copy = shop.copy_to(os.path.join(folder, "backup"))
    for place in (shop.data, copy.data):
        assert not marks_in(place, person.wanted()), marks_in(place, person.wanted())
    programs.verify(copy.data)
    print(f"{len(person.texts())} marks in {len(before)} files; none of them was left")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
