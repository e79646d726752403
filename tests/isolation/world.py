"""Two tenants full of things, everybody who may call, and good parameters for any method of rpc.discover.

Every text of a tenant carries the tenant's canary, so that one look at an answer tells whose data it holds."""
import base64
import hashlib
import hmac
import itertools
import re
import struct
import time

from connection import Connection, greeted
from sink import Letter, Sink

CANARY = {"acme": "canaryacmeqqv", "rival": "canaryrivalzzw"}  # in what customers and tenants' clients may see
PASSWORD = "correct horse battery"
HIDDEN_SITE, OWN_SITE = "south", "north"
OWN_RESTRICTION = "vip"
ADDRESS = {"first_name": "A", "last_name": "B", "address1": "Street 1", "zip": "1", "city": "Town", "country": "GB"}


class Role:
    """A caller; `tenant` is whose data it may hear of."""

    def __init__(self, name, connection, tenant=None, scopes=(), sites=()):
        self.name, self.connection, self.tenant = name, connection, tenant
        self.scopes, self.sites = set(scopes), list(sites)
        self.heard = connection.heard

    restricted = disabled = is_staff = False

    def call(self, method, named, call=None):
        """(None, result) or (error, None)."""
        error, result, _ = self.connection.answer(self.connection.send(method, named, call or {}))
        return error, result

    def hides(self, label):
        """Whether what is called hidden is hidden from it: customers and what belongs to them, or whole sites."""
        about_customers = label.split(".")[0] in ("customer", "from", "to", "address", "billing", "shipping",
                                                  "reassign_billing", "reassign_shipping", "company")
        return bool(self.sites) or self.restricted and about_customers


class StaffRole(Role):
    """Logged in with a token; after whatever changes that it is logged in again."""

    is_staff = True

    def __init__(self, world, name, tenant, group, **more):
        self.world, self.username, self.password = world, f"{CANARY[tenant]}{next(world.fresh)}", PASSWORD
        scopes, sites = group.get("scopes", []), group.get("sites", [])
        admin = world.admin(tenant)
        groups = []
        if group:
            groups = [world.must("groups.create", {"group": f"role{next(world.fresh)}", **group}, role=admin)["group"]]
        world.must("staff.create", {"username": self.username, "name": CANARY[tenant], "groups": groups,
                                    "password": "to be changed at once 42"}, role=admin)
        connection = world.greet(None)
        super().__init__(name, connection, tenant, scopes, sites)
        self.log_in("to be changed at once 42", new_password=self.password)
        for what, value in more.items():
            setattr(self, what, value)

    def log_in(self, password, **more):
        token = self.world.must("staff.login", {"tenant": self.tenant, "username": self.username, "password": password, **more})
        error, _ = Role.call(self, "session.hello", {"protocol": 1, "auth": {"staff_token": token["staff_token"]}, "errors": "map"})
        assert error is None, error

    def call(self, method, named, call=None):
        error, result = super().call(method, named, call)
        if not error and method == "staff.change_password":
            self.password = named["new_password"]
        if not error and method == "staff.logout":
            self.world.must("staff.remove_totp", {"staff": self.username}, role=self.world.admin(self.tenant))
            self.log_in(self.password)
        return error, result


def one_time_code(secret):
    """RFC 6238."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1_000_000:06}"


class RefusingSink(Sink):
    """Reads every mail, and refuses it, so that there are some to try again."""

    async def handle_DATA(self, server, session, envelope):
        self.letters.put(Letter(envelope))
        return "550 no such box"

    def token_for(self, address, path):
        while True:
            letter = self.next()
            found = re.search(re.escape(path) + r"\?token=(\S+)", letter.part("plain"))
            if letter.recipients == [address] and found:
                return found[1]


class World:
    def __init__(self, daemon, sink):
        self.daemon, self.sink = daemon, sink
        self.fresh = map(str, itertools.count(1))
        self.operator = Role("operator", self.greet({"operator_key": daemon.operator_key}))
        self.document = self.operator.connection.call("rpc.discover")
        self.methods = {each["name"]: each for each in self.document["methods"]}
        self.scopes = self.parameters("clients.create")["scopes"]["items"]["enum"]
        self.tenants = {name: self.make_tenant(name) for name in ("acme", "rival")}
        self.make_tenant("spare")
        self.must("tenants.create", {"tenant": "doomed", "name": "spare"})
        self.must("tenants.suspend", {"tenant": "doomed"})  # as tenants.remove wants it; unconfirmed it only asks
        self.acme, self.rival = (self.admin(name) for name in ("acme", "rival"))
        self.roles = [self.anonymous(), self.operator, self.acme, self.rival, *self.scoped(), self.limited(), *self.staff()]

    def greet(self, auth):
        connection = greeted(self.daemon.address, auth)
        connection.heard = []
        original = connection.next_message

        def remember():
            found = original()
            connection.heard.append(connection.taken)
            return found

        connection.next_message = remember
        return connection

    def parameters(self, method):
        return self.methods[method]["params"][0]["schema"]["properties"]

    def must(self, method, named, call=None, role=None):
        error, result = (role or self.operator).call(method, named, call)
        if error is not None:
            raise AssertionError(f"{method} {named}: {error}")
        return result

    # ---- who calls ----

    def make_tenant(self, name):
        mark = CANARY.get(name, "spare")
        key = self.must("tenants.create", {"tenant": name, "name": f"{mark} Ltd", "currency": "EUR"})["api_key"]
        admin = Role(f"{name}'s admin", self.greet({"api_key": key}), name, self.scopes)
        made = {"admin": admin, "sites": {}, "customers": {}, "addresses": {}}
        self.must("realms.create", {"realm": f"club-{name}", "name": mark}, role=admin)
        self.must("settings.update", {"set": {"mails_per_hour": 100, "mails_per_day": 1000, "back_office_url": f"https://office.{name}.example"}},
                  role=admin)
        for entity in ("customer", "address"):
            self.must("mixins.define", {"entity": entity, "schema": {"type": "object", "title": mark}}, role=admin)
        for site in (OWN_SITE, HIDDEN_SITE):
            at = f"{site}-{name}"
            self.must("sites.create", {"site": at, "name": mark, "storefront_url": f"https://{name}.example"}, role=admin)
            made["customers"][site] = self.make_customer(admin, at, mark)
            made["addresses"][site] = self.make_address(admin, made["customers"][site], f"{mark}{next(self.fresh)}")
            self.must("notes.add", {"customer": {"id": made["customers"][site]["id"]}, "text": mark}, role=admin)
            self.give_belongings(admin, made["customers"][site], at, mark)
        self.must("settings.update", {"set": {"mails_per_hour": 100, "mails_per_day": 1000}}, role=admin)
        self.must("templates.set", {"purpose": "verify_email", "locale": "en", "subject": mark, "text": f"{mark}\n\n{{{{link}}}}\n"}, role=admin)
        made["segment"] = self.must("segments.define", {"segment": f"friends-{name}", "title": mark}, role=admin)["segment"]
        made["group"] = self.must("groups.create", {"group": f"group-{name}", "name": mark}, role=admin)["group"]
        made["companies"] = {site: self.make_company(admin, f"{site}-{name}", mark)["id"] for site in (OWN_SITE, HIDDEN_SITE)}
        made["staff"] = self.make_staff(admin)
        made["client"] = self.make_client(admin, ["storefront"])["client"]["client"]
        return made

    def make_customer(self, admin, site, mark):
        each = f"{mark}{next(self.fresh)}"
        return self.must("customers.create", {
            "email": f"{each}@example.com", "id": each, "username": f"{each}u", "external_id": f"{each}x",
            **({"restriction": OWN_RESTRICTION} if site.startswith(OWN_SITE) else {}),
            "first_name": each, "last_name": each, "preferences": {"note": each}, "mixins": {"note": each}}, {"site": site}, admin)

    def make_company(self, admin, site, mark, *verbs):
        """One that is seen like a customer of the site, after these changes of its state."""
        each = f"{mark}{next(self.fresh)}"
        made = self.must("companies.create", {
            "id": each, "name": each, "site": site, "email": f"{each}@example.com", "legal_entities": [{"id": "one", "name": each}],
            **({"restriction": OWN_RESTRICTION} if site.startswith(OWN_SITE) else {})}, role=admin)
        for verb in verbs:
            self.must(f"companies.{verb}", {"company": each}, role=admin)
        return made

    def delivery_for(self, method, tenant):
        """One to record; else the reference of one that is there."""
        site = f"{OWN_SITE}-{tenant}"
        if method == "deliveries.record":
            return {"reference": f"new {next(self.fresh)}", "site": site, "state": "new"}
        customer = {"customer": {"id": self.customer_for(method, tenant)["id"]}}
        return self.must("deliveries.list", {**customer, "limit": 1, "filter": {"site": site}}, role=self.admin(tenant))["items"][0]["reference"]

    def company_for(self, method, tenant):
        """In a state that the method is for."""
        verbs = {"companies.disable": ["approve"], "companies.assign": ["approve"], "companies.unassign": ["approve"],
                 "companies.enable": ["approve", "disable"]}.get(method, [])
        return self.make_company(self.admin(tenant), f"{OWN_SITE}-{tenant}", CANARY[tenant], *verbs)["id"]

    def make_contact(self, tenant):
        mark = CANARY[tenant]
        return self.must("contacts.create", {"first_name": mark, "last_name": mark, "email": f"{mark}{next(self.fresh)}@example.com",
                                             "restriction": OWN_RESTRICTION}, {"site": f"{OWN_SITE}-{tenant}"}, self.admin(tenant))

    def make_address(self, admin, customer, address):
        return self.must("addresses.add", {"customer": {"id": customer["id"]}, "address": {"id": address, "mixins": {"note": address}, **ADDRESS}},
                         role=admin)["id"]

    def give_belongings(self, admin, customer, site, mark):
        whose = {"customer": {"id": customer["id"]}}
        self.must("orders.record", {**whose, "order": self.order(mark, site)}, role=admin)
        self.must("deliveries.record", {**whose, "delivery": {"reference": f"{customer['id']} {mark}", "site": site, "state": mark, "carrier": mark}},
                  role=admin)
        self.must("carts.save", {**whose, "site": site, "name": mark}, role=admin)
        self.must("lists.add", {**whose, "items": [{"sku": mark, "note": mark}]}, role=admin)
        self.must("coupons.assign", {**whose, "code": mark, "title": mark}, role=admin)
        self.must("memberships.grant", {**whose, "membership": mark}, role=admin)
        self.must("roles.grant", {**whose, "role": mark}, role=admin)

    def order(self, mark, site):
        """A new one."""
        price = {"amount": 100, "currency": "EUR"}
        return {"reference": f"{mark} {next(self.fresh)}", "site": site, "state": mark, "grand_total": price, "items": 1,
                "lines": [{"sku": mark, "name": mark, "quantity": 1, "unit_price": price}]}

    def order_for(self, method, tenant):
        """One to record; else the reference of one that is there."""
        mark, site = CANARY[tenant], f"{OWN_SITE}-{tenant}"
        if method == "orders.record":
            return self.order(mark, site)
        customer = {"customer": {"id": self.tenants[tenant]["customers"][OWN_SITE]["id"]}}
        return self.must("orders.list", {**customer, "limit": 1, "filter": {"site": site}}, role=self.admin(tenant))["items"][0]["reference"]

    def cart_for(self, tenant):
        """The one at the site, made if it was removed."""
        customer = {"customer": {"id": self.tenants[tenant]["customers"][OWN_SITE]["id"]}}
        saved = {**customer, "site": f"{OWN_SITE}-{tenant}", "name": f"{CANARY[tenant]} {next(self.fresh)}"}
        return self.must("carts.save", saved, role=self.admin(tenant))["id"]

    def list_for(self, tenant):
        """A shopping list, made if the last one was removed."""
        customer, admin = self.owner(tenant), self.admin(tenant)
        listed = self.must("lists.list", {**customer, "kind": "shopping", "limit": 1}, role=admin)["items"]
        return (listed or [self.must("lists.create", {**customer, "kind": "shopping", "name": CANARY[tenant]}, role=admin)])[0]["id"]

    def code_for(self, method, tenant):
        """To redeem, one that is valid."""
        if method != "coupons.redeem":
            return f"{CANARY[tenant]} again"
        customer, admin = self.owner(tenant), self.admin(tenant)
        listed = self.must("coupons.list", {**customer, "state": "valid"}, role=admin)["items"]
        spare = [each["code"] for each in listed if each["code"].endswith("spare")]
        return spare[0] if spare else self.must("coupons.assign", {**customer, "code": f"{CANARY[tenant]} {next(self.fresh)} spare"}, role=admin)["code"]

    def membership_for(self, method, tenant):
        """To revoke, one that is there."""
        group = method.split(".")[0]
        if method.endswith(".revoke"):
            self.must(f"{group}.grant", {**self.owner(tenant), group[:-1]: CANARY[tenant]}, role=self.admin(tenant))
        return CANARY[tenant]

    def make_client(self, admin, scopes, sites=()):
        return self.must("clients.create", {"name": CANARY.get(admin.tenant, "spare"), "scopes": list(scopes),
                                            "sites": list(sites)}, role=admin)

    def make_staff(self, admin, mark=None, **more):
        mark = mark or CANARY.get(admin.tenant, "spare")
        return self.must("staff.create", {"username": f"{mark}{next(self.fresh)}", "name": mark, "password": "to be changed at once 42", **more},
                         role=admin)["staff"]["username"]

    def staff_for(self, method, tenant):
        """To invite, one who has an e-mail; to tell of his mails, one who has got some."""
        more = {"email": f"staff{next(self.fresh)}@example.com"} if method == "staff.invite" else {}
        if method == "staff.mails":
            more = {"email": f"{CANARY[tenant]}{next(self.fresh)}@example.com", "invite": True}
        return self.make_staff(self.admin(tenant), **more)

    def invitation_for(self, tenant):
        """The token in the mail to a new member of staff."""
        email = f"staff{next(self.fresh)}@example.com"
        self.make_staff(self.admin(tenant), email=email, invite=True)
        return self.sink.token_for(email, "/staff/invitation")

    def staff(self):
        everything = {"scopes": self.scopes}
        customers = {"scopes": ["customers:read", "customers:write", "feed", "audit", "support"]}
        roles = [StaffRole(self, "staff with all rights", "acme", everything),
                 StaffRole(self, "staff without rights", "acme", {}),
                 StaffRole(self, "staff of one site", "acme", {**everything, "sites": [f"{OWN_SITE}-acme"]}),
                 StaffRole(self, "restricted staff", "acme", {**customers, "restrictions": [OWN_RESTRICTION]}, restricted=True),
                 StaffRole(self, "staff of rival", "rival", everything),
                 StaffRole(self, "disabled staff", "acme", everything, disabled=True)]
        self.must("staff.disable", {"staff": roles[-1].username}, role=self.admin("acme"))
        return roles

    def admin(self, tenant):
        return self.tenants[tenant]["admin"]

    def client(self, name, scopes, sites=()):
        key = self.make_client(self.acme, scopes, sites)["api_key"]
        return Role(name, self.greet({"api_key": key}), "acme", scopes, sites)

    def scoped(self):
        return [self.client(f"client with {scope}", [scope]) for scope in self.scopes]

    def limited(self):
        return self.client("client of one site", self.scopes, [f"{OWN_SITE}-acme"])

    def anonymous(self):
        return Role("anonymous", self.greet(None))

    # ---- what a role may do, as the document says ----

    def refusal_of(self, role, method):
        about = self.methods[method]
        audience, scopes = about["x-audience"], set(about["x-scopes"])
        if audience == "anyone":
            return None
        if role.name == "anonymous" or role.disabled:
            return "unauthenticated"
        of_tenant = role.tenant and (scopes & role.scopes if scopes else role.scopes)
        allowed = {"operator": role is self.operator,
                   "tenant's client": of_tenant,
                   "tenant's staff": role.is_staff and (not scopes or of_tenant),
                   "tenant's client or operator": role is self.operator or of_tenant}[audience]
        if role.sites and audience == "tenant's client or operator" and about["x-effect"] == "write":
            allowed = False  # a client of certain sites changes nothing of the tenant as a whole
        return None if allowed else "forbidden"

    # ---- parameters ----

    def good(self, method, role):
        """(named, call) that succeeds for a role that has the right."""
        schema = self.methods[method]["params"][0]["schema"]
        named = {name: self.sample(method, name, role) for name in schema.get("required", [])}
        named.update({name: self.sample(method, name, role) for name in ("scopes", "set", "name")
                      if name in schema["properties"]})
        if method == "customers.create":
            named.update(first_name="New", last_name="Customer")
        if method == "carts.save":
            named["site"] = self.sample(method, "site", role)
        if method == "lists.add":
            named["items"] = [{"sku": "new"}]
        if method == "companies.get":
            named["company"] = self.sample(method, "company", role)
        if method == "companies.list":  # along the rows of an order
            named["sort"] = "name"
        if method == "account.overview":
            named["customer"] = self.sample(method, "customer", role)
        if method == "customers.register":
            named.update(first_name="New", last_name="Shopper")
        if method in ("customers.create", "customers.record_guest", "contacts.create", "companies.create") and role.restricted:
            named["restriction"] = OWN_RESTRICTION
        if method == "contacts.create":
            named.update(first_name="New", last_name="Contact")
        if method == "companies.unassign":
            self.must("companies.assign", named, role=self.admin(role.tenant or "acme"))
        if method == "staff.login":
            named.update(tenant=role.tenant or "acme", password="to be changed at once 42", new_password=f"{PASSWORD} {next(self.fresh)}")
        if method == "staff.accept_invitation":
            named["tenant"] = role.tenant or "acme"
        if role.is_staff and method in ("staff.change_password", "staff.enroll_totp"):
            named["password"] = role.password
        if role.is_staff and method == "staff.confirm_totp" and not self.refusal_of(role, method):
            named["totp"] = one_time_code(self.must("staff.enroll_totp", {"password": role.password}, role=role)["secret"])
        if method == "changes.ack" and not self.refusal_of(role, method):
            self.must("changes.subscribe", {"from": 1}, role=role)
        call = {}
        if self.methods[method]["x-shoppers"] == "must" and not self.refusal_of(role, method):
            call["shopper"] = self.shopper(role.tenant)["access_token"]
        if self.methods[method]["x-audience"] == "tenant's client or operator" and role is self.operator:
            call["tenant"] = "acme"
        if method in ("customers.create", "contacts.create", "companies.create") and role.sites:
            call["site"] = role.sites[0]
        if method == "customers.claim_guests" or method in ("newsletter.subscribe", "newsletter.unsubscribe", "newsletter.status"):
            self.name_customer(method, role, named, call)
        return named, call

    def name_customer(self, method, role, named, call):
        """Whom a storefront alone may name: nobody but the shopper whose token it brings."""
        tenant = role.tenant or "acme"
        right = "customers:write" if method == "customers.claim_guests" else "marketing"
        if role.tenant and right not in role.scopes and not self.refusal_of(role, method):
            named["customer"], call["shopper"] = self.verified_shopper(tenant)
        elif method == "customers.claim_guests":
            named["customer"] = {"id": self.verified_customer(tenant)}
        else:
            named["customer"] = {"id": self.customer_for(method, tenant)["id"]}

    def verified_customer(self, tenant):
        """One whose e-mail is known to be his."""
        each = f"{CANARY[tenant]}{next(self.fresh)}"
        row = {"email": f"{each}@example.com", "id": each, "first_name": each, "last_name": each, "verified": True,
               "restriction": OWN_RESTRICTION, "home_site": f"{OWN_SITE}-{tenant}"}
        verdict, = self.must("customers.import", {"rows": [row]}, role=self.admin(tenant))["verdicts"]
        return verdict["id"]

    def verified_shopper(self, tenant):
        """Who he is, and his token."""
        shopper = self.shopper(tenant)
        token = self.sink.token_for(shopper["email"], "/account/verify-email")
        self.must("shopper.verify_email", {"token": token}, role=self.admin(tenant))
        return {"id": shopper["customer"]["id"]}, shopper["access_token"]

    def shopper(self, tenant):
        """A new one, with what his login answered, and the e-mail that he logs in with."""
        site, email = f"{OWN_SITE}-{tenant}", f"{CANARY[tenant]}{next(self.fresh)}@shopper.example"
        self.must("customers.register", {"site": site, "email": email, "password": PASSWORD, "first_name": CANARY[tenant],
                                         "last_name": "Shopper"}, role=self.admin(tenant))
        return {"email": email, **self.must("shopper.login", {"site": site, "username": email, "password": PASSWORD},
                                            role=self.admin(tenant))}

    def assisted(self, staff):
        """A new shopper in whose place that member of staff acts."""
        shopper = self.shopper(staff.tenant)
        named = {"customer": {"id": shopper["customer"]["id"]}, "site": f"{OWN_SITE}-{staff.tenant}", "reason": "to see what it can do"}
        return {"customer": shopper["customer"], **self.must("assisted.start", named, role=staff)}

    def link_for(self, method, tenant):
        """The token of a link in a mail that a new shopper has got."""
        admin = self.admin(tenant)
        if method == "staff.accept_invitation":
            return self.invitation_for(tenant)
        if method == "newsletter.confirm":
            email = f"{CANARY[tenant]}{next(self.fresh)}@reader.example"
            self.must("newsletter.subscribe", {"site": f"{OWN_SITE}-{tenant}", "email": email}, role=admin)
            return self.sink.token_for(email, "/newsletter/confirm")
        shopper = self.shopper(tenant)
        if method == "shopper.verify_email":
            return self.sink.token_for(shopper["email"], "/account/verify-email")
        if method == "shopper.reset_password":
            self.must("shopper.request_password_reset", {"site": f"{OWN_SITE}-{tenant}", "email": shopper["email"]}, role=admin)
            return self.sink.token_for(shopper["email"], "/account/password-reset")
        self.must("shopper.request_email_change", {"new_email": f"new.{shopper['email']}", "password": PASSWORD},
                  {"shopper": shopper["access_token"]}, role=admin)
        return self.sink.token_for(f"new.{shopper['email']}", "/account/confirm-email")

    def site_for(self, method, tenant):
        """One with customers; to remove, one without."""
        if method != "sites.remove":
            return f"{OWN_SITE}-{tenant}"
        return self.must("sites.create", {"site": f"spare{next(self.fresh)}", "name": CANARY[tenant]},
                         role=self.admin(tenant))["site"]

    def customer_for(self, method, tenant):
        if method == "contacts.convert":
            return self.make_contact(tenant)
        if method not in ("customers.remove", "customers.merge", "lists.create", "companies.assign", "companies.unassign"):
            return self.tenants[tenant]["customers"][OWN_SITE]
        return self.make_customer(self.admin(tenant), f"{OWN_SITE}-{tenant}", CANARY[tenant])

    def sample(self, method, name, role):
        tenant = role.tenant or "acme"
        if self.is_new_name(method, name):
            return f"new{next(self.fresh)}"
        samples = {
            "customer": lambda: {"id": self.customer_for(method, tenant)["id"]},
            "site": lambda: self.site_for(method, tenant),
            "tenant": lambda: "doomed" if method == "tenants.remove" else "spare",
            "client": lambda: self.make_client(self.admin(tenant), ["admin"])["client"]["client"],
            "group": lambda: self.group_for(method, tenant),
            "staff": lambda: self.staff_for(method, tenant),
            "totp": lambda: "123456",
            "email": lambda: f"new{next(self.fresh)}@example.com",
            "password": lambda: PASSWORD,
            "new_password": lambda: f"{PASSWORD} {next(self.fresh)}",
            "new_email": lambda: f"new{next(self.fresh)}@example.com",
            "token": lambda: self.link_for(method, tenant),
            "username": lambda: self.username_for(method, tenant),
            "refresh_token": lambda: self.shopper(tenant)["refresh_token"],
            "name": lambda: f"New {next(self.fresh)}",
            "scopes": lambda: ["admin"],  # who may give any has that
            "from": lambda: {"id": self.customer_for(method, tenant)["id"]} if method == "customers.merge" else 1,
            "seq": lambda: 0,
            "realm": lambda: "default",
            "address": lambda: self.address(method, tenant),
            "note": lambda: "n1",
            "amount": lambda: self.money_for(method, tenant),
            "authorization": lambda: self.authorization_for(method, tenant),
            "reference": lambda: f"{CANARY.get(tenant, 'spare')} order {next(self.fresh)}",
            "segment": lambda: self.segment_for(method, tenant),
            "company": lambda: self.company_for(method, tenant),
            "to": lambda: "guest" if method == "contacts.convert" else {"id": self.make_customer(self.admin(tenant), f"{OWN_SITE}-{tenant}", CANARY[tenant])["id"]},
            "mail": lambda: self.mail_for(tenant),
            "order": lambda: self.order_for(method, tenant),
            "delivery": lambda: self.delivery_for(method, tenant),
            "cart": lambda: self.cart_for(tenant),
            "list": lambda: self.list_for(tenant),
            "code": lambda: self.code_for(method, tenant),
            "membership": lambda: self.membership_for(method, tenant),
            "role": lambda: self.membership_for(method, tenant),
            "purpose": lambda: self.purpose_for(method, tenant),
            "locale": lambda: "en",
            "subject": lambda: f"{CANARY.get(tenant, 'spare')} {{{{shop}}}}",
            "reason": lambda: f"{CANARY.get(tenant, 'spare')} ticket",
            "text": lambda: f"Note {next(self.fresh)}",
            "set": lambda: {},
            "entity": lambda: "address",
            "schema": lambda: {"type": "object", "title": f"{CANARY.get(tenant, 'spare')} {next(self.fresh)}"},
        }
        if name not in samples:
            raise AssertionError(f"{method}: no sample for the parameter {name}; add one in {__file__}")
        return samples[name]()

    def username_for(self, method, tenant):
        if method == "staff.create":
            return f"new{next(self.fresh)}"
        return self.make_staff(self.admin(tenant), "plain") if method == "staff.login" else self.shopper(tenant)["email"]

    def group_for(self, method, tenant):
        """To remove, one without members."""
        if method != "groups.remove":
            return self.tenants[tenant]["group"]
        return self.must("groups.create", {"group": f"spare{next(self.fresh)}"}, role=self.admin(tenant))["group"]

    def segment_for(self, method, tenant):
        """A group; to remove, a new one."""
        if method != "segments.remove":
            return self.tenants[tenant]["segment"]
        return self.must("segments.define", {"segment": f"spare{next(self.fresh)}"}, role=self.admin(tenant))["segment"]

    def money_for(self, method, tenant):
        """To spend, some that is there."""
        money = {"amount": 1, "currency": "EUR"}
        if method != "credit.grant":
            self.must("credit.grant", {**self.owner(tenant), "amount": money, "reference": f"{CANARY[tenant]} gift"},
                      role=self.admin(tenant))
        return money

    def authorization_for(self, method, tenant):
        """One that holds something; to refund, one that was captured."""
        admin, owner = self.admin(tenant), self.owner(tenant)
        money = {"amount": self.money_for("credit.authorize", tenant), "reference": f"{CANARY[tenant]} order"}
        made = self.must("credit.authorize", {**owner, **money}, role=admin)["authorization"]
        if method == "credit.refund":
            self.must("credit.capture", {**owner, "authorization": made}, role=admin)
        return made

    def owner(self, tenant):
        return {"customer": {"id": self.tenants[tenant]["customers"][OWN_SITE]["id"]}}

    def mail_for(self, tenant):
        """One that was given up, again and again, and has no link that would be void."""
        admin, customer = self.admin(tenant), {"customer": {"id": self.tenants[tenant]["customers"][OWN_SITE]["id"]}}

        def activations():
            listed = self.must("mails.list", {**customer, "limit": 200}, role=admin)["items"]
            return [each for each in listed if each["purpose"] == "activation"]

        if not activations():
            self.must("customers.set_status", {**customer, "on_hold": True}, role=admin)
            self.must("customers.set_status", {**customer, "on_hold": False, "send_mail": True}, role=admin)
        while (mail := activations()[0])["state"] == "queued":
            time.sleep(0.01)  # between two looks
        return mail["id"]

    def purpose_for(self, method, tenant):
        """To remove words, some are there."""
        if method == "templates.remove":
            self.must("templates.set", {"purpose": "activation", "locale": "en", "subject": CANARY[tenant], "text": "t"},
                      role=self.admin(tenant))
        return "activation"

    def address(self, method, tenant):
        """A new one to add; else the id of one that is there; to remove, of one that nothing else needs."""
        if method == "addresses.add":
            return dict(ADDRESS)
        customer, needed = (self.tenants[tenant][each][OWN_SITE] for each in ("customers", "addresses"))
        if method != "addresses.remove":
            return needed
        listed = self.must("addresses.list", {"customer": {"id": customer["id"]}, "limit": 200}, role=self.admin(tenant))
        spare = [each["id"] for each in listed["items"] if each["id"] != needed]
        return spare[0] if spare else self.make_address(self.admin(tenant), customer, f"{CANARY[tenant]}{next(self.fresh)}")

    @staticmethod
    def is_new_name(method, name):
        """sites.create names a site that is not there yet; everywhere else a name is a reference."""
        group, verb = method.split(".")
        return verb == "create" and group == name + "s"

    def references(self, method):
        """(label, place, {own, foreign, hidden, absent}) of each parameter that names something: place(named, call, value)."""
        properties = self.parameters(method)
        found = []

        def into(name):
            def place(named, call, value):
                named[name] = value
            return place

        def into_call(named, call, value):
            call["site"] = value

        def login_as(name):
            def place(named, call, value):
                named[name], call["site"] = value, f"{OWN_SITE}-acme"
            return place

        sites = {"own": f"{OWN_SITE}-acme", "foreign": f"{OWN_SITE}-rival", "hidden": f"{HIDDEN_SITE}-acme",
                 "absent": "nowhere"}
        customers = [name for name in ("customer", "from", "to") if properties.get(name, {}).get("type") == "object"]
        absentees = {"id": "nobody", "number": 999999999, "reference": "0" * 26, "external_id": "nobody",
                     "email": "nobody@example.com", "username": "nobody"}
        for name in customers:
            for kind, absent in absentees.items():
                values = {"own": self.tenants["acme"]["customers"][OWN_SITE], "absent": {kind: absent},
                          "hidden": self.tenants["acme"]["customers"][HIDDEN_SITE]}
                if kind != "number":  # numbers are each tenant's own: 1 is somebody everywhere
                    values["foreign"] = self.tenants["rival"]["customers"][OWN_SITE]
                found.append((f"{name}.{kind}", (login_as if kind in ("email", "username") else into)(name),
                              {what: {kind: each[kind]} for what, each in values.items()}))
        if "site" in properties and not self.is_new_name(method, "site"):
            found.append(("site", into("site"), sites))
        if "preferred_site" in properties:
            found.append(("preferred_site", into("preferred_site"), sites))
        if "preferred_site" in properties.get("set", {}).get("properties", {}):
            found.append(("set.preferred_site", into("set"),
                          {what: {"preferred_site": each} for what, each in sites.items()}))
        if "realm" in properties and not self.is_new_name(method, "realm"):
            found.append(("realm", into("realm"), {"own": "club-acme", "foreign": "club-rival", "absent": "nowhere"}))
        if "sites" in properties:
            found.append(("sites", into("sites"), {what: [each] for what, each in sites.items()}))
        for name in ("address", "reassign_billing", "reassign_shipping", "billing", "shipping"):
            if properties.get(name, {}).get("type") == "string":
                found.append((name, into(name), {
                    "own": self.tenants["acme"]["addresses"][OWN_SITE], "absent": "nobody",
                    "foreign": self.tenants["rival"]["addresses"][OWN_SITE],
                    "hidden": self.tenants["acme"]["addresses"][HIDDEN_SITE]}))
        if "note" in properties and method != "carts.save":  # whose note is a text
            found.append(("note", into("note"), {"own": "n1", "absent": "n9999"}))
        if "authorization" in properties:
            found.append(("authorization", into("authorization"), {"own": self.authorization_for(method, "acme"), "absent": "h1-EUR-999999"}))
        if "segment" in properties and method != "segments.define":  # which makes it
            found.append(("segment", into("segment"), {"own": self.tenants["acme"]["segment"], "foreign": self.tenants["rival"]["segment"],
                                                       "absent": "nowhere"}))
        if "mail" in properties:
            found.append(("mail", into("mail"), {"own": "m1", "absent": "m9999"}))
        if properties.get("order", {}).get("type") == "string" and method != "coupons.redeem":  # there it is a note
            found.append(("order", into("order"), {"own": self.order_for(method, "acme"), "foreign": self.order_for(method, "rival"),
                                                   "absent": "nothing"}))
        if properties.get("delivery", {}).get("type") == "string":
            found.append(("delivery", into("delivery"), {"own": self.delivery_for(method, "acme"), "foreign": self.delivery_for(method, "rival"),
                                                         "absent": "nothing"}))
        if "cart" in properties:
            found.append(("cart", into("cart"), {"own": "b1", "absent": "b9999"}))
        if "company" in properties and method.split(".")[0] == "companies":
            companies = {tenant: self.tenants[tenant]["companies"] for tenant in ("acme", "rival")}
            found.append(("company", into("company"), {"own": companies["acme"][OWN_SITE], "foreign": companies["rival"][OWN_SITE],
                                                       "hidden": companies["acme"][HIDDEN_SITE], "absent": "nothing"}))
        if "list" in properties:
            found.append(("list", into("list"), {"own": "l1", "absent": "l9999"}))
        if method == "coupons.redeem":
            found.append(("code", into("code"), {"own": self.code_for(method, "acme"), "absent": "nothing"}))
        if method.endswith(".revoke") and method.split(".")[0] in ("memberships", "roles"):
            name = method.split(".")[0][:-1]
            found.append((name, into(name), {"own": self.membership_for(method, "acme"), "absent": "nothing"}))
        for name in ("group", "staff"):
            # A newsletter's group is a topic of it.
            if name in properties and not self.is_new_name(method, name) and method != "newsletter.subscribers":
                found.append((name, into(name), {"own": self.tenants["acme"][name], "foreign": self.tenants["rival"][name],
                                                 "absent": "nobody"}))
        if "groups" in properties and method != "newsletter.subscribe":  # there they are topics
            found.append(("groups", into("groups"), {"own": [self.tenants["acme"]["group"]],
                                                     "foreign": [self.tenants["rival"]["group"]], "absent": ["nobody"]}))
        if "client" in properties:
            found.append(("client", into("client"), {
                "own": self.tenants["acme"]["client"], "foreign": self.tenants["rival"]["client"], "absent": "nobody"}))
        if self.methods[method]["x-audience"].startswith("tenant's client"):
            found.append(("call.site", into_call, sites))
        return found
