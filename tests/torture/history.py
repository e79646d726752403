"""Holds what clients were told against what the store says: reliability.md, invariants I1, I2, I3, I6, I7, and real-time order."""
from collections import defaultdict

from daemon import Shop
from wire import Connection, Refused

KINDS = {"customers.register": "customer.registered", "customers.create": "customer.created",
         "customers.record_guest": "customer.guest_recorded", "customers.update": "customer.updated",
         "customers.set_status": "customer.status_changed"}
# What a call may be refused with in these loads; anything else is a finding.
EXPECTED_REFUSALS = {"email_taken", "version_conflict", "not_registered", "overloaded", "shutting_down",
                     "internal"}


class Store:
    """What a running daemon tells of the shop: the whole journal and the customers in it."""

    def __init__(self, address, shop):
        self.connection = Connection(address, shop.key)
        self.journal = {}
        start = 1
        while True:
            page = self.connection.call("changes.read", {"from": start, "limit": 1000})
            for change in page["changes"]:
                self.journal[change["seq"]] = change
            if page["next"] == start:
                break
            start = page["next"]
        assert sorted(self.journal) == list(range(1, start)), "the journal has a gap"
        self.customers = {}

    def customer(self, identity):
        if identity not in self.customers:
            self.customers[identity] = self.connection.call("customers.get",
                                                            {"customer": {"id": identity}})
        return self.customers[identity]


def check(calls, store):
    """Every check of one load's calls; fails with the first thing that is wrong."""
    check_refusals(calls)
    check_answers(calls, store)
    check_repetitions(calls)
    check_real_time_order(calls)
    check_unknown(calls, store)
    check_records(calls, store)
    check_emails(calls)


def check_refusals(calls):
    for call in calls:
        assert not call.error or call.error["code"] in EXPECTED_REFUSALS, call


def check_answers(calls, store):
    """I1: what was answered is in the journal at its number, with its kind, customer and version."""
    version_at = {}
    latest = {}
    for seq, change in sorted(store.journal.items()):
        if "customer" in change:
            before = latest.get(change["customer"], 0)
            assert change["version"] == before + 1, f"I6: {change} comes after version {before}"
            latest[change["customer"]] = change["version"]
            version_at[change["customer"], change["version"]] = seq
    for call in calls:
        if not call.result:
            continue
        seq, version, identity = call.result["seq"], call.result["version"], call.result["id"]
        assert seq in store.journal, f"I1: answered and lost: {call}"
        change = store.journal[seq]
        told = (change["kind"], change.get("customer"), change.get("version"))
        if call.method == "customers.set_status" and told != (KINDS[call.method], identity, version):
            # Nothing to change: the answer stands for some moment up to its number.
            assert version_at[identity, version] <= seq, f"I1: {call} is not {change}"
        else:
            assert told == (KINDS[call.method], identity, version), f"I1: {call} is not {change}"


def check_repetitions(calls):
    """I7: one key, one effect; and, once answered, always the same answer."""
    first = {}
    for call in calls:
        if "idem" in call.options and call.result:
            known = first.setdefault(call.options["idem"], call)
            assert call.result == known.result, f"I7: {call}\nis not answered as\n{known}"


def applied(calls):
    """The answered calls that made a change: repetitions and what changed nothing left out."""
    by_seq = {}
    for call in calls:
        if call.result and call.method != "customers.set_status":
            known = by_seq.setdefault(call.result["seq"], call)
            assert known.token == call.token, f"two changes have one number: {known}\n{call}"
    return by_seq


def check_real_time_order(calls):
    """A call that was sent after another was answered has a higher number. A repetition has its first attempt's."""
    began = defaultdict(lambda: float("inf"))
    ended = defaultdict(lambda: float("inf"))
    for call in calls:
        if call.result and call.method != "customers.set_status":
            seq = call.result["seq"]
            attempts = [call, call.again] if call.again else [call]
            began[seq] = min([began[seq], *(each.sent for each in attempts)])
            ended[seq] = min(ended[seq], call.answered)
    latest_begin = float("-inf")
    for seq in sorted(ended):
        assert ended[seq] > latest_begin, f"number {seq} was answered before a lower number was asked for"
        latest_begin = max(latest_begin, began[seq])


def check_unknown(calls, store):
    """I2: a change that nobody was told of belongs to one call whose fate is unknown, and is whole."""
    told = applied(calls)
    tokens = {call.token for call in calls if call.unknown}
    since = min((seq for seq in told), default=None)
    if since is None:
        return
    for seq, change in store.journal.items():
        if seq < since or seq in told or change["kind"] == KINDS["customers.set_status"]:
            continue
        if change["kind"] in ("customer.registered", "customer.created", "customer.guest_recorded"):
            token = store.customer(change["customer"])["company"]
            assert token in tokens, f"I2: nobody asked for {change} ({token})"
        elif change["kind"] == "customer.updated":
            assert any(call.unknown and call.named.get("customer", {}).get("id") == change["customer"]
                       for call in calls), f"I2: nobody asked for {change}"


def check_records(calls, store):
    """I2, I7: each record is as its last change left it, none of it half; each creation happened at most once."""
    last_told = {}
    for call in calls:
        if call.result:
            known = last_told.get(call.result["id"])
            if not known or known["version"] < call.result["version"]:
                last_told[call.result["id"]] = call.result
    unknown = {call.token for call in calls if call.unknown}
    seen = {}
    for identity, told in last_told.items():
        found = store.customer(identity)
        assert found["first_name"] == found["last_name"], f"I2: half an update: {found}"
        assert found["version"] >= told["version"], f"I1: {found} is older than {told}"
        if found["version"] == told["version"]:
            assert found == {key: value for key, value in told.items() if key != "seq"}, \
                f"I1: {found}\nis not what was answered:\n{told}"
    for identity, found in store.customers.items():
        other = seen.setdefault(found["company"], identity)
        assert other == identity, f"I7: {found['company']} was made twice: {other} and {identity}"
        if identity not in last_told:
            assert found["first_name"] in unknown, f"I2: nobody asked for {found}"


def check_emails(calls):
    """I3: per realm and e-mail at most one creation wins, and nobody loses against one that was asked for later."""
    attempts = defaultdict(list)
    for call in calls:
        if call.method in ("customers.register", "customers.create"):
            site = call.named.get("site") or call.options["site"]
            attempts[Shop.REALM_OF[site], call.named["email"].lower()].append(call)
    for name, rivals in attempts.items():
        winners = {call.result["id"] for call in rivals if call.result}
        assert len(winners) <= 1, f"I3: {name} has several winners: {winners}"
        possible = [call for call in rivals if call.result or call.unknown]
        for loser in rivals:
            if loser.error and loser.error["code"] == "email_taken":
                assert any(winner.sent < loser.answered for winner in possible), \
                    f"I3: {loser} lost against nobody"


def check_retries(calls, store, how_many=200):
    """I7: after the restart a repeated call is answered as before, or, if its fate was unknown, takes effect once."""
    tried = {}
    keyed = [call for call in calls if "idem" in call.options]
    known = [call for call in keyed if call.result][-how_many:]
    for call in [call for call in keyed if call.unknown] + known:
        key = call.options["idem"]
        if key in tried:
            continue
        try:
            tried[key] = store.connection.call(call.method, call.named, call.options)
        except Refused as refused:
            assert not call.result, f"I7: {call}\nis now refused: {refused}"
            assert refused.code in ("email_taken", "version_conflict", "not_registered"), (call, refused)
            continue
        if call.result:
            assert tried[key] == call.result, f"I7: {call}\nis now answered {tried[key]}"
        seq = tried[key]["seq"]
        if call.creates and seq in store.journal:
            assert store.journal[seq]["customer"] == tried[key]["id"], (call, tried[key])
    return len(tried)
