"""The steps of tools/bench/whoami: shopper.whoami beside customers.get of the same customers, in turns."""
import json
import statistics
import time

from connection import greeted

from .loading import Loads, reason_to_void
from .updating import Updater
from .usage import Meter

PASSWORD = "stormy harbour 9"
KINDS = ("get", "whoami")


class Whoami(Loads):
    def __init__(self, build, folder, shoppers, seconds, rounds):
        super().__init__(build, folder, shoppers)
        self.seconds, self.rounds = seconds, rounds

    def run(self):
        self.daemon.prepare()
        self.daemon.start()
        scripts = self.make_shoppers()
        before, found = self.canaries(), {kind: [] for kind in KINDS}
        meter, begun = Meter(self.daemon.process.pid), time.monotonic()
        for number in range(self.rounds):
            for kind in KINDS if number % 2 == 0 else reversed(KINDS):
                found[kind].append(self.asked(scripts[kind]))
        foreign = meter.used()["foreign_cpu_seconds"] / (time.monotonic() - begun)
        told = {kind: {figure: statistics.median(each[figure] for each in found[kind])
                       for figure in ("per_second", "server_us")} for kind in KINDS}
        return {"shoppers": self.accounts, **told,
                "rate_ratio": told["whoami"]["per_second"] / told["get"]["per_second"],
                "cost_ratio": told["whoami"]["server_us"] / told["get"]["server_us"],
                "void": reason_to_void(before, self.canaries(), foreign), "wrong": self.wrong}

    def stop(self):
        self.daemon.stop()

    def make_shoppers(self):
        """Who are logged in; for each kind the file of calls about them."""
        address = ("127.0.0.1", self.daemon.port)
        operator = Updater.guarded(greeted, address,
                                   {"operator_key": self.daemon.operator_key_file.read_text().strip()})
        made = Updater.guarded(operator.call, "tenants.create", {"tenant": "shop", "name": "Shop", "currency": "EUR"})
        operator.close()
        self.key_file = self.folder / "shop.key"
        self.key_file.write_text(made["api_key"])
        client = greeted(address, {"api_key": made["api_key"]})
        Updater.guarded(client.call, "sites.create", {"site": "north", "name": "North"})
        calls = {kind: [] for kind in KINDS}
        for number in range(self.accounts):
            email = f"shopper{number}@example.com"
            customer = Updater.guarded(client.call, "customers.register",
                                       {"site": "north", "email": email, "password": PASSWORD, "first_name": "Lea",
                                        "last_name": "Ahrens"})
            login = Updater.guarded(client.call, "shopper.login", {"site": "north", "username": email, "password": PASSWORD})
            calls["get"].append(("customers.get", [{"customer": {"id": customer["id"]}}]))
            calls["whoami"].append(("shopper.whoami", [{}, {"shopper": login["access_token"]}]))
        client.close()
        return {kind: self.script(kind, calls[kind]) for kind in KINDS}

    def script(self, kind, calls):
        file = self.folder / f"{kind}.script"
        file.write_text("".join(f"0\t{method}\t{json.dumps(parameters)}\n" for method, parameters in calls))
        return file

    def asked(self, script):
        report = self.bench("--work", "script", "--script", str(script), "--closed", "--connections", "64",
                            "--seconds", str(self.seconds))
        return {"per_second": report["per_second"], "server_us": 1e6 / report["per_server_cpu_second"]}
