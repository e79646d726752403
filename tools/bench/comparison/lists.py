"""The steps of tools/bench/lists: what is measured, in this order, on one tenant of one daemon."""
import collections
import contextlib
import functools
import json
import subprocess
import sys
import time

from . import people, servers
from .importing import AtriumImport
from .loading import Loads, latency, merged, reason_to_void, without_buckets
from .updating import Updater
from .usage import Meter

PAGE_ROWS = 50
PAGES = (1, 100, 1000)
WALK_ROWS = 200  # the most that customers.list answers
LISTERS = 1      # clients that only list, each with one call in flight

SORTED = ("number", "id", "external_id", "username", "email", "first_name", "last_name", "company", "phone",
          "date_of_birth", "created_at", "kind", "salutation", "gender", "locale", "currency", "home_site", "active")
SEARCHES = ({"search": "ma"}, {"search": "mari"}, {"search": "hanes trading"}, {"search": "gmail.com an"},
            {"search": "4930 12"}, {"search": "ber", "filter": {"home_site": "shop-fr"}})


def filters(customers):
    """Pairs: many match, few match, words, ranges, and what is absent."""
    def made_at(share):
        return people.FIRST_MADE_MS + int(customers * share) * people.MADE_EVERY_MS

    return {
        "none": {},
        "active, site of many": {"active": True, "home_site": "shop-de"},
        "on hold, site of few": {"on_hold": True, "home_site": "shop-be"},
        "site, last name ma..": {"home_site": "shop-de", "last_name": {"starts_with": "ma"}},
        "late half, born early": {"created_at": {"ge": made_at(0.5)}, "date_of_birth": {"lt": "1970"}},
        "last 1 %, active": {"created_at": {"ge": made_at(0.99)}, "active": True},
        "first 1 %, not verified": {"created_at": {"lt": made_at(0.01)}, "verified": False},
        "word gmail, currency": {"email": {"contains": "gmail.com"}, "currency": "CHF"},
        "word ma.., site": {"first_name": {"contains": "ma"}, "home_site": "shop-fr"},
        "no company, locale": {"company": {"exists": False}, "locale": "de-DE"},
    }


def orders(columns):
    return [sign + column for column in columns for sign in ("", "-")]


class Lists(Loads):
    """`only`: names of steps besides the import, or none for all."""

    def __init__(self, build, folder, customers, page_seconds, seconds, rounds, update_rate, only=()):
        super().__init__(build, folder, customers)
        self.only = only
        self.page_seconds, self.seconds, self.rounds, self.update_rate = page_seconds, seconds, rounds, update_rate
        self.client = None

    def run(self):
        self.daemon.prepare()
        self.daemon.start()
        found = {"customers": self.accounts}
        steps = {"fill": self.fill, "pages": self.pages, "load": self.open_loop, "asked": self.searches,
                 "beside": self.gets_beside_lists, "reindex": self.reindex,
                 "lag": self.lag}  # last: it changes what the pages have
        before = self.canaries()
        for name, step in steps.items():
            if self.only and name not in ("fill", *self.only):
                continue
            meter, begun = Meter(self.daemon.process.pid), time.monotonic()
            found[name] = step()
            foreign = meter.used()["foreign_cpu_seconds"] / (time.monotonic() - begun)
            after = self.canaries()
            found[name]["void"] = reason_to_void(before, after, foreign)
            before = after
        return found | {"wrong": self.wrong}

    def stop(self):
        if self.client:
            self.client.close()
        self.daemon.stop()

    def fill(self):
        say(f"importing {self.accounts} customers")
        imports = AtriumImport(self.daemon, self.folder, self.accounts)
        done = imports.run()["runs"][0]
        self.key_file = imports.key_file
        self.client = Updater(self.daemon.port, *(path.read_text().strip()
                                                  for path in (self.key_file, self.daemon.operator_key_file)))
        return {"seconds": done["seconds"], "per_second": self.accounts / done["seconds"],
                "server_cpu_us": done["server_cpu_seconds"] / self.accounts * 1e6}

    # ---- pages

    def pages(self):
        """Every order of every pair of filters, its first, 100th and 1,000th page if it has one."""
        found = []
        for name, wanted in filters(self.accounts).items():
            say(f"pages of: {name}")
            for sort in orders(SORTED):
                for page, call in self.pages_of({"filter": wanted, "sort": sort}):
                    found.append({"filter": name, "sort": sort, "page": page, **self.one_by_one(call)})
        return {"each": [{key: value for key, value in one.items() if key != "buckets"} for one in found],
                "by_filter": [{"filter": name, "page": page, **merged(cells), "slowest": slowest(cells)}
                              for (name, page), cells in grouped(found, "filter", "page")],
                "by_page": [{"page": page, **merged(cells), "slowest": slowest(cells)}
                            for (page,), cells in grouped(found, "page")]}

    @functools.cached_property
    def calls(self):
        """Pages that clients ask for who list while something else is looked at."""
        say("looking for pages")
        return [call for wanted in filters(self.accounts).values() for sort in orders(SORTED[::3])
                for _, call in self.pages_of({"filter": wanted, "sort": sort})]

    def pages_of(self, named):
        """(page, call) of those that there are; the places are walked to."""
        cursor, at = None, 0
        for page in PAGES:
            begin = (page - 1) * PAGE_ROWS
            while at < begin:
                rows = min(WALK_ROWS, begin - at)
                asked = named | {"limit": rows, "fields": ["id"]} | ({"cursor": cursor} if cursor else {})
                listed = self.ask("customers.list", asked)
                cursor, at = listed.get("next_cursor"), at + rows
                if cursor is None:
                    return
            asked = named | {"limit": PAGE_ROWS} | ({"cursor": cursor} if cursor else {})
            yield page, (len(self.ask("customers.list", asked)["items"]), "customers.list", asked)

    def open_loop(self):
        say("pages at half of the peak rate, open loop")
        report = self.script(self.calls, "--connections", "8", "--seconds", str(self.seconds))
        return {"rate": report["offered_per_second"], **without_buckets(latency([report]))}

    def searches(self):
        say("searches and counts")
        found = []
        asked = [("search " + json.dumps(one), "customers.list", one) for one in SEARCHES]
        asked += [("count " + name, "customers.count", {"filter": wanted} if wanted else {})
                  for name, wanted in filters(self.accounts).items()]
        for name, method, named in asked:
            items = len(self.ask(method, named).get("items", ()))
            found.append({"asked": name, **without_buckets(self.one_by_one((items, method, named)))})
        return {"each": found}

    # ---- what lists cost others, and the index behind them

    def gets_beside_lists(self):
        """Gets at half of their peak, and at the peak, in turns alone and beside clients that only list."""
        found = collections.defaultdict(list)
        rate = self.bench("--work", "get", "--connections", "16", "--seconds", "1")["offered_per_second"]
        for number in range(self.rounds):
            say(f"gets alone and beside {LISTERS} client that only lists, round {number + 1}")
            for beside in (False, True) if number % 2 == 0 else (True, False):
                with self.listing(LISTERS if beside else 0):
                    for loop, how in (("open", ["--rate", str(rate)]), ("closed", ["--closed"])):
                        found[loop, beside].append(self.bench("--work", "get", "--connections", "16", "--seconds",
                                                              str(self.seconds), *how))
        told = {"rate": rate}
        for loop in ("open", "closed"):
            alone, beside = (merged([latency([one]) for one in found[loop, kind]]) for kind in (False, True))
            rates = [[one["per_second"] for one in found[loop, kind]] for kind in (False, True)]
            told[loop] = {"alone": alone, "beside": beside, "alone_per_second": middle(rates[0]),
                          "beside_per_second": middle(rates[1]),
                          "rate_ratios": [with_lists / without for without, with_lists in zip(*rates)],
                          "p50_ratio": beside["p50_us"] / alone["p50_us"],
                          "p99_ratio": beside["p99_us"] / alone["p99_us"]}
        return told

    def lag(self):
        """While customers are changed: from the answer to a change until a list that names its number answers."""
        say(f"the index behind {self.update_rate:g} updates a second")
        lags, plain, behind = [], [], []
        with self.background("--work", "update", "--connections", "16", "--rate", str(self.update_rate), "--seconds",
                             str(self.seconds)) as updating:
            turn = 0
            while updating.poll() is None:
                turn += 1
                changed = self.ask("customers.update", {"customer": {"id": people.customer_id(turn % self.accounts)},
                                                        "set": {"first_name": f"Lag {turn}"}})
                for into, options in ((lags, {"min_seq": changed["seq"], "deadline_ms": 10_000}), (plain, {})):
                    begun = time.perf_counter_ns()
                    self.ask("customers.list", {"limit": 1, "fields": ["id"]}, options)
                    into.append((time.perf_counter_ns() - begun) / 1000)
                if turn % 20 == 0:
                    behind.append(self.client.operator.call("server.status", {})["index_behind"])
        report = self.report_of(updating)
        return {"samples": len(lags), "updates_per_second": report["per_second"], "behind_max": max(behind, default=0),
                "with_min_seq": quantiles(lags), "without": quantiles(plain)}

    def reindex(self):
        """Building anew while gets and lists go on."""
        say("building the index anew while gets and lists go on")
        rate = self.bench("--work", "get", "--connections", "16", "--seconds", "1")["offered_per_second"] / 2
        gets, pages = [], []
        begun = time.monotonic()
        self.client.operator.call("server.reindex", {})
        while not self.building():  # the indexer begins
            if time.monotonic() - begun > 10:
                raise servers.Failure("the index is not being built 10 s after server.reindex")
        while self.building():
            with self.background("--work", "get", "--connections", "16", "--rate", str(rate), "--seconds", "1") as one:
                pages.append(self.script(self.calls, "--connections", "1", "--rate", "50", "--seconds", "1"))
            gets.append(self.report_of(one))
        return {"seconds": time.monotonic() - begun, "get_rate": rate,
                "gets": without_buckets(latency(gets)), "pages": without_buckets(latency(pages))}

    def building(self):
        return self.client.operator.call("server.status", {})["indexes_building"] > 0

    # ---- clients

    def ask(self, method, named, options=None):
        return self.client.guarded(self.client.client.call, method, named, options or {})

    def one_by_one(self, call):
        """One connection with one call in flight."""
        seconds = self.page_seconds
        while True:
            told = latency([self.script([call], "--connections", "1", "--closed", "--seconds", str(seconds), "--warm-up",
                                        str(seconds / 4))])
            if told["count"]:
                return told
            # Not one answer in that time; what took so long is not left out.
            seconds *= 10
            if seconds > 100:
                raise servers.Failure(f"no answer within {seconds / 10:g} s to {call}")

    def write_script(self, calls):
        file = self.folder / "lists.script"
        file.write_text("".join(f"{rows}\t{method}\t{json.dumps([named])}\n" for rows, method, named in calls),
                        encoding="utf-8")
        return ["--work", "script", "--script", str(file)]

    def script(self, calls, *arguments):
        return self.bench(*self.write_script(calls), *arguments)

    @contextlib.contextmanager
    def listing(self, clients):
        """So many clients that only list, for as long as the block lasts."""
        with contextlib.ExitStack() as stack:
            command = self.command(*self.write_script(self.calls), "--connections", "1", "--closed", "--seconds",
                                   "86400")
            for _ in range(clients):
                running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                           start_new_session=True)
                stack.callback(running.wait)
                stack.callback(running.terminate)
            yield


def quantiles(us):
    in_order = sorted(us)
    return {"p50_us": in_order[len(us) // 2], "p99_us": in_order[len(us) * 99 // 100], "max_us": in_order[-1]}


def grouped(cells, *names):
    groups = collections.defaultdict(list)
    for cell in cells:
        groups[tuple(cell[name] for name in names)].append(cell)
    return groups.items()


def slowest(cells):
    """The order whose p99 is the highest."""
    one = max(cells, key=lambda cell: cell["p99_us"])
    return {"filter": one["filter"], "sort": one["sort"], "p99_us": one["p99_us"]}


def middle(values):
    return sorted(values)[len(values) // 2]


def say(text):
    print(f"lists: {text}", file=sys.stderr, flush=True)
