#!/usr/bin/python3
"""Mails of a real daemon: exactly these, with links only to the site; kept while there is no server; tried again, given up;
and a daemon that is well whatever the server does.

    mail_test.py BIN_FOLDER [CHECK...]
"""
import pathlib
import re
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import sink as servers  # noqa: E402
from connection import Refused, greeted  # noqa: E402
from daemon import Daemon  # noqa: E402
from sink import Hostile, Sink  # noqa: E402

SETTLED_WITHIN_S = 30
ANSWERED_WITHIN_S = 5
BASE_URL = "https://north.example/shop"
FAST = ["--mail.retry_first_ms", "50", "--mail.retry_max_ms", "100", "--mail.connect_timeout_ms", "500",
        "--mail.from", "noreply@atrium.example"]
MANY = 40
IMPATIENT_MS = 500  # with servers that never come to an end


def to(port, tls="none", timeout_ms=20_000):
    return ["--mail.host", "127.0.0.1", "--mail.port", str(port), "--mail.tls", tls, "--mail.timeout_ms", str(timeout_ms), *FAST]


class Shop:
    """A tenant whose customers begin on hold, with a site that mails may link to."""

    def __init__(self, daemon, tenant="acme"):
        self.daemon = daemon
        self.operator = greeted(daemon.address, {"operator_key": daemon.operator_key})
        key = self.operator.call("tenants.create", {
            "tenant": tenant, "name": tenant.title(), "currency": "EUR", "customer_on_hold_on_creation": True})["api_key"]
        self.auth = {"api_key": key}
        self.client = greeted(daemon.address, self.auth)
        self.client.call("sites.create", {"site": "north", "name": "Nord & Süd", "storefront_url": BASE_URL})

    def greet(self):
        """After a restart."""
        self.operator = greeted(self.daemon.address, {"operator_key": self.daemon.operator_key})
        self.client = greeted(self.daemon.address, self.auth)

    def create(self, name, **more):
        return self.client.call("customers.create", {
            "email": f"{name}@Example.com", "first_name": name.title(), "last_name": "Bell", **more}, {"site": "north"})

    def activate(self, customer, **more):
        return self.client.call("customers.set_status", {"customer": {"id": customer["id"]}, "on_hold": False, **more})

    def hold(self, customer):
        return self.client.call("customers.set_status", {"customer": {"id": customer["id"]}, "on_hold": True})

    def order(self, name):
        """A customer to whom one mail is under way."""
        customer = self.create(name)
        self.activate(customer, send_mail=True)
        return customer

    def mails(self, customer):
        return self.client.call("mails.list", {"customer": {"id": customer["id"]}})["items"]

    def status(self):
        return self.operator.call("server.status")

    def settled(self, customer, wanted):
        """His newest mail, once it is in a state that `wanted` accepts."""
        until = time.monotonic() + SETTLED_WITHIN_S
        while True:
            mail = self.mails(customer)[0]
            if wanted(mail):
                return mail
            assert time.monotonic() < until, mail
            time.sleep(0.02)  # between two looks


def is_sent(mail):
    return mail["state"] == "sent"


def is_given_up(mail):
    return mail["state"] == "given_up"


def was_tried(mail):
    return mail["attempts"] >= 2


def links_in(letter):
    found = set(re.findall(r"https?://[^\s\"<>]+", (letter.part("plain") or "") + (letter.part("html") or "")))
    assert all(each == BASE_URL or each.startswith(BASE_URL + "/") for each in found), found
    return found


def check_headers(letter, address):
    assert letter.recipients == [address] and letter.sender == "noreply@atrium.example", letter.bytes
    message = letter.message
    assert message["to"] == address, message["to"]
    assert message["from"].addresses[0].display_name == "Nord & Süd", message["from"]
    assert message["auto-submitted"] == "auto-generated" and message["date"].datetime.tzinfo is not None
    assert message.get_content_type() == "multipart/alternative"
    assert not [line for line in letter.bytes.split(b"\r\n") if len(line) > 78 or b"\n" in line], letter.bytes
    letter.bytes.decode("ascii")


def check_exact_mails(bin_folder):
    sink = Sink()
    with Daemon(bin_folder, to(sink.port)) as daemon:
        shop = Shop(daemon)
        shop.client.call("settings.update", {"set": {"mail_passwords": True}})
        anna = shop.create("anna", initial_password="correct horse <42>")
        preparing = sink.next()
        check_headers(preparing, "anna@example.com")
        assert preparing.subject == "Your account at Nord & Süd is being prepared", preparing.subject
        assert "correct horse <42>" in preparing.part("plain") and "correct horse &lt;42&gt;" in preparing.part("html")
        assert not links_in(preparing)
        shop.activate(anna)
        active = sink.next()
        check_headers(active, "anna@example.com")
        assert active.subject == "Your account at Nord & Süd is ready" and "Hello Anna," in active.part("plain")
        assert links_in(active) == {BASE_URL + "/login"}, active.part("plain")
        # Once for that creation: later ones are told of only if somebody asks.
        shop.hold(anna)
        shop.activate(anna)
        ben = shop.create("ben", locale="de-AT")
        shop.activate(ben)
        shop.hold(ben)
        shop.activate(ben, send_mail=True)
        german = sink.next()
        assert german.recipients == ["ben@example.com"] and german.subject == "Ihr Kundenkonto bei Nord & Süd ist bereit"
        # Held self-registration, imports and who asks for none: nothing.
        shop.client.call("customers.register", {"site": "north", "email": "cy@example.com", "password": "quiet harbour 7",
                                                "first_name": "C", "last_name": "Y"})
        dora = shop.create("dora", initial_password="correct horse <43>", send_mail=False)
        shop.activate(dora)
        last = shop.order("emil")
        assert sink.next().recipients == ["emil@example.com"]
        shop.settled(last, is_sent)
        assert [each["purpose"] for each in shop.mails(anna)] == ["activation", "account_preparing"]
        assert shop.mails(dora) == [] and sink.rest() == []
        status = shop.status()
        assert (status["mail_configured"], status["mails_queued"], status["mails_sent"]) == (True, 0, 4), status
    for secret in ("correct horse", "anna@example.com", "Anna"):
        assert secret not in daemon_log(daemon), secret
    sink.close()


def daemon_log(daemon):
    return daemon.said


def check_limits(bin_folder):
    sink = Sink()
    with Daemon(bin_folder, to(sink.port)) as daemon:
        shop = Shop(daemon)
        anna = shop.order("anna")
        for _ in range(2):
            shop.hold(anna)
            shop.activate(anna, send_mail=True)
        shop.hold(anna)
        try:
            shop.activate(anna, send_mail=True)
            raise AssertionError("a fourth mail within an hour")
        except Refused as refused:
            assert refused.what["code"] == "limit_reached", refused
        assert shop.client.call("customers.get", {"customer": {"id": anna["id"]}})["on_hold"]
        shop.activate(anna)
        assert len({sink.next().id for _ in range(3)}) == 3
        shop.settled(anna, is_sent)
        assert len(shop.mails(anna)) == 3 and sink.rest() == []
    sink.close()


def check_without_server(bin_folder):
    sink = Sink()
    with Daemon(bin_folder) as daemon:
        shop = Shop(daemon)
        anna = shop.order("anna")
        mail, = shop.mails(anna)
        assert mail["state"] == "queued" and mail["attempts"] == 0 and mail["address"] == "anna@example.com", mail
        status = shop.status()
        assert not status["mail_configured"] and status["mails_queued"] == 1, status
        daemon.kill()
        daemon.flags = to(sink.port)
        daemon.start()
        shop.greet()
        letter = sink.next()
        assert letter.id == f"<{mail['message_id']}@atrium.example>", letter.id
        assert shop.settled(anna, is_sent)["attempts"] == 1
    sink.close()


def check_tls(bin_folder):
    daemon = Daemon(bin_folder)
    ours, other = (make_certificate(daemon.folder, name) for name in ("ours", "other"))
    password = daemon.folder / "password"
    password.write_text("geheim\n")
    sink, wrong = Sink(certificate=ours, user=("atrium", "geheim")), Sink(certificate=other)
    plain = Sink()
    trusting = ["--mail.ca_file", str(ours[0]), "--mail.user", "atrium", "--mail.password_file", str(password)]
    daemon.flags = [*to(sink.port, "starttls"), *trusting]
    with daemon:
        shop = Shop(daemon)
        anna = shop.order("anna")
        assert sink.next().recipients == ["anna@example.com"]
        shop.settled(anna, is_sent)
        for server, why in ((wrong, "certificate"), (plain, "SSL")):
            daemon.stop()
            daemon.flags = [*to(server.port, "starttls"), *trusting]
            daemon.start()
            shop.greet()
            one = shop.order(f"somebody{server.port}")
            mail = shop.settled(one, was_tried)
            assert why in mail["answer"], mail
            assert server.rest() == []
    for each in (sink, wrong, plain):
        each.close()


def make_certificate(folder, name):
    """A self-signed one, good for 127.0.0.1."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                    "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    return certificate, key


def check_retries(bin_folder):
    """4xx is tried again, 5xx is not; what was given up can be tried again by hand."""
    sink = Sink(["451 later", "452 still later"])
    with Daemon(bin_folder, to(sink.port)) as daemon:
        shop = Shop(daemon)
        anna = shop.order("anna")
        assert sink.next().recipients == ["anna@example.com"]
        assert shop.settled(anna, is_sent)["attempts"] == 3
        sink.answers = ["550 no such box"]
        ben = shop.order("ben")
        mail = shop.settled(ben, is_given_up)
        assert mail["attempts"] == 1 and mail["answer"] == "550 no such box", mail
        assert shop.status()["mails_given_up"] == 1 and sink.rest() == []
        again = shop.client.call("mails.retry", {"customer": {"id": ben["id"]}, "mail": mail["id"]})
        assert again["state"] == "queued" and again["message_id"] == mail["message_id"], again
        assert sink.next().recipients == ["ben@example.com"]
        shop.settled(ben, is_sent)
    sink.close()


def check_hostile(bin_folder):
    """Whatever a server does, mails wait for a better one, and calls are answered meanwhile."""
    for what in (servers.keeps_silent, servers.talks_for_ever, servers.talks_big, servers.talks_nonsense,
                 servers.closes_after_data, servers.silent_after_data, servers.floods_after_data):
        hostile = Hostile(what)
        with Daemon(bin_folder, to(hostile.port, timeout_ms=IMPATIENT_MS)) as daemon:
            shop = Shop(daemon)
            customers = [shop.order(f"{name}{what.__name__.replace('_', '')}") for name in ("a", "b", "c", "d", "e", "f")]
            mail = shop.settled(customers[0], was_tried)
            assert mail["state"] == "queued" and mail["answer"] and len(mail["answer"]) <= 200, mail
            began = time.monotonic()
            shop.create("while", initial_password="correct horse <42>")
            assert time.monotonic() - began < ANSWERED_WITHIN_S
            assert shop.status()["mails_queued"] == len(customers) + 1
            ended = time.monotonic()
            daemon.stop()
            assert time.monotonic() - ended < ANSWERED_WITHIN_S + 5
            hostile.close()
            sink = Sink()
            daemon.flags = to(sink.port)
            daemon.start()
            shop.greet()
            assert sorted({sink.next().recipients[0] for _ in range(len(customers) + 1)}) == sorted(
                [each["email"].lower() for each in customers] + ["while@example.com"])
            for each in customers:
                shop.settled(each, is_sent)
            sink.close()
        print(f"{what.__name__}: waited out", flush=True)


def check_no_goodbye(bin_folder):
    hostile = Hostile(servers.stays_after_quit)
    with Daemon(bin_folder, to(hostile.port, timeout_ms=IMPATIENT_MS)) as daemon:
        shop = Shop(daemon)
        assert shop.settled(shop.order("anna"), is_sent)["attempts"] == 1
        assert hostile.connections == 1
    hostile.close()


def check_giving_up(bin_folder):
    hostile = Hostile(servers.closes_after_data)
    with Daemon(bin_folder, [*to(hostile.port, timeout_ms=IMPATIENT_MS), "--mail.give_up_ms", "400"]) as daemon:
        shop = Shop(daemon)
        mail = shop.settled(shop.order("anna"), is_given_up)
        assert mail["attempts"] >= 2 and mail["finished_at"] - mail["created_at"] <= 1000, mail
    hostile.close()


def check_fair_turns(bin_folder):
    """One mail of a tenant does not wait for all of another's."""
    sink = Sink()
    sink.hold = threading.Event()
    with Daemon(bin_folder, [*to(sink.port), "--mail.connections_max", "1"]) as daemon:
        busy, calm = Shop(daemon, "busy"), Shop(daemon, "calm")
        for i in range(MANY):
            busy.order(f"busy{i}")
        sink.next()  # of the busy one's; the server has not answered it yet
        calm.order("anna")
        sink.hold.set()
        came = [sink.next().recipients[0] for _ in range(MANY)]
        assert came.index("anna@example.com") < MANY / 4, came
    sink.close()


def check_kill_amid_delivery(bin_folder):
    """A crash between the server's word and ours: the mail comes twice at most, and is the same."""
    sink = Sink()
    sink.hold = threading.Event()
    with Daemon(bin_folder, to(sink.port)) as daemon:
        shop = Shop(daemon)
        anna = shop.order("anna")
        first = sink.next()
        daemon.kill()
        sink.hold.set()
        daemon.start()
        shop.greet()
        second = sink.next()
        assert second.bytes == first.bytes and second.id == first.id
        shop.settled(anna, is_sent)
        daemon.kill()
        daemon.start()
        shop.greet()
        shop.settled(shop.order("ben"), is_sent)
        assert [each.recipients for each in sink.rest()] == [["ben@example.com"]]
    sink.close()


def check_lost_key(bin_folder):
    """A store that is restored without mail.key: what was sealed is given up, the rest goes out."""
    sink = Sink()
    with Daemon(bin_folder) as daemon:
        shop = Shop(daemon)
        shop.client.call("settings.update", {"set": {"mail_passwords": True}})
        anna, ben = shop.create("anna", initial_password="correct horse <42>"), shop.order("ben")
        store = (daemon.data / "store" / "data.mdb").read_bytes()
        assert b"correct horse" not in store
        daemon.stop()
        key = daemon.data / "mail.key"
        assert key.stat().st_mode & 0o777 == 0o600
        key.unlink()
        daemon.flags = to(sink.port)
        daemon.start()
        shop.greet()
        assert sink.next().recipients == ["ben@example.com"]
        shop.settled(ben, is_sent)
        mail = shop.settled(anna, is_given_up)
        assert "key" in mail["answer"], mail
        assert sink.rest() == []
    sink.close()


class LoggedDaemon(Daemon):
    """Keeps its log when it ends."""

    def stop(self):
        super().stop()
        self.said = self.log()


if __name__ == "__main__":
    Daemon = LoggedDaemon
    asked = [each for each in sys.argv[2:] if each != "--sanitized"]
    for each in (check_exact_mails, check_limits, check_without_server, check_tls, check_retries, check_giving_up,
                 check_no_goodbye, check_fair_turns, check_kill_amid_delivery, check_lost_key, check_hostile):
        if asked and each.__name__ not in asked:
            continue
        each(sys.argv[1])
        print(f"{each.__name__}: as expected", flush=True)
