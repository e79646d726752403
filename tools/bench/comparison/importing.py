"""The same people brought into Atrium and PostgreSQL, until lists show all of them; and pages of the same lists."""
import json
import subprocess
import time

from . import people, servers
from .usage import Meter

POLL_SECONDS = 0.05
FOLLOW_SECONDS_MAX = 600
WALK_ROWS = 200   # between two places where a page begins, and the most that customers.list answers
WALK_PLACES = 40
PAGE_ROWS = 50

# What pages are asked for: the order, and two filters as customers.list and as SQL have them.
LISTS = (("last_name", False, {"active": True, "home_site": "shop-de"}),
         ("created_at", True, {"currency": "CHF", "verified": True}),
         ("email", False, {"locale": "da-DK", "home_site": "shop-at"}))


def figures_of(rows, seconds, used):
    """As `atrium bench` tells a run."""
    return {"per_second": rows / seconds, "p50_us": 0.0, "failed": 0, "unanswered": 0, "first_failure": "",
            "runs": [{"seconds": seconds, **used}]}


class AtriumImport:
    """Each import goes into a tenant of its own."""

    def __init__(self, server, folder, rows):
        self.server, self.folder, self.rows = server, folder, rows
        self.file = folder / "people.jsonl"
        self.made = 0
        self.key_file = None
        people.write_json_lines(self.file, rows)

    def make_tenant(self):
        self.made += 1
        self.key_file = self.folder / f"people-{self.made}.key"
        self.server.tool(self.server.operator_key_file, "tenants", "create", f"people-{self.made}", "--name",
                         "People", "--currency", "EUR", "--locale", "de-DE", "--key-out", self.key_file)
        for site in people.SITES:
            self.server.tool(self.key_file, "sites", "create", site, "--name", site)

    def run(self):
        self.make_tenant()
        for left in self.folder.glob("people.jsonl.*"):  # where the import before this one has come to
            left.unlink()
        meter, begun = Meter(self.server.process.pid), time.monotonic()
        self.server.tool(self.key_file, "import", self.file)
        imported = time.monotonic() - begun
        self.follow()
        return figures_of(self.rows, time.monotonic() - begun, meter.used()) | {"imported_seconds": imported}

    def follow(self):
        """Until lists show all that was written."""
        until = time.monotonic() + FOLLOW_SECONDS_MAX
        while self.server.status()["index_behind"] > 0:
            if time.monotonic() > until:
                raise servers.Failure(f"the index of lists is behind after {FOLLOW_SECONDS_MAX} s")
            time.sleep(POLL_SECONDS)

    def script(self):
        lines = []
        for column, descending, wanted in LISTS:
            named = {"filter": wanted, "sort": ("-" if descending else "") + column}
            for cursor in self.places(named):
                page = named | {"limit": PAGE_ROWS} | ({"cursor": cursor} if cursor else {})
                lines.append(f"{PAGE_ROWS}\tcustomers.list\t{json.dumps([page])}\n")
        return lines

    def places(self, named):
        """Cursors of places behind which there is a page; None is the beginning."""
        cursor = None
        for _ in range(WALK_PLACES):
            asked = named | {"limit": WALK_ROWS, "fields": ["id"]} | ({"cursor": cursor} if cursor else {})
            page = json.loads(self.server.tool(self.key_file, "--json", "call", "customers.list", json.dumps(asked)))
            if len(page["items"]) < PAGE_ROWS:
                return
            yield cursor
            cursor = page.get("next_cursor")
            if cursor is None:
                return


class PostgreSQLImport:
    """Each import goes into tables that were emptied."""

    # Names are ordered as Atrium orders them (ICU's root locale); e-mails and ids byte by byte.
    schema = """
CREATE TABLE people (number bigserial PRIMARY KEY, id text NOT NULL UNIQUE, email text NOT NULL UNIQUE,
  username text UNIQUE, external_id text UNIQUE, salutation text, first_name text COLLATE "und-x-icu",
  last_name text COLLATE "und-x-icu", gender text, date_of_birth date, phone text, company text COLLATE "und-x-icu",
  locale text, currency text, home_site text, preferred_site text, active boolean, on_hold boolean, verified boolean,
  created_at bigint, words tsvector GENERATED ALWAYS AS (to_tsvector('simple', coalesce(first_name, '') || ' ' ||
    coalesce(last_name, '') || ' ' || email || ' ' || coalesce(username, '') || ' ' || coalesce(company, '') || ' ' ||
    coalesce(phone, ''))) STORED);
CREATE TABLE people_journal (seq bigserial PRIMARY KEY, customer text NOT NULL, change text NOT NULL);
CREATE INDEX ON people USING gin (words);
"""
    sorted_columns = ("salutation", "first_name", "last_name", "gender", "date_of_birth", "phone", "company", "locale",
                      "currency", "home_site", "preferred_site", "active", "on_hold", "verified", "created_at")

    def __init__(self, server, folder, rows):
        self.server, self.rows, self.key_file = server, rows, None
        self.file = folder / "people.copy"
        people.write_copy_text(self.file, rows)
        self.file.chmod(0o644)
        self.sql(self.schema + "".join(f"CREATE INDEX ON people ({column}, number);"
                                       for column in self.sorted_columns))

    def sql(self, text):
        return self.server.sql(text)

    def run(self):
        self.sql("TRUNCATE people, people_journal RESTART IDENTITY")
        meter, begun = Meter(self.server.process.pid), time.monotonic()
        self.sql(f"BEGIN; COPY people ({', '.join(people.COLUMNS)}) FROM '{self.file}'; INSERT INTO people_journal "
                 "(customer, change) SELECT id, rpad(id, 120, 'x') FROM people; COMMIT")
        seconds = time.monotonic() - begun
        time.sleep(POLL_SECONDS)  # its session's process ends and is waited for
        used = meter.used()
        self.sql("VACUUM ANALYZE people")
        return figures_of(self.rows, seconds, used) | {"imported_seconds": seconds}

    def script(self):
        lines = []
        for column, descending, wanted in LISTS:
            order = f"{column} {'DESC' if descending else ''}, number {'DESC' if descending else ''}"
            where = " AND ".join(f"{name} = '{value}'" for name, value in wanted.items())
            every = self.sql(
                f"SELECT {column}, number FROM (SELECT {column}, number, row_number() OVER (ORDER BY {order}) AS place "
                f"FROM people WHERE {where}) AS listed WHERE place % {WALK_ROWS} = 0 AND place + {PAGE_ROWS} <= "
                f"(SELECT count(*) FROM people WHERE {where}) AND place < {WALK_ROWS * WALK_PLACES} ORDER BY {order}")
            shown = f"SELECT number, {', '.join(people.COLUMNS)} FROM people WHERE {where}"
            first = f"{shown} ORDER BY {order} LIMIT {PAGE_ROWS}"
            later = (f"{shown} AND ({column}, number) {'<' if descending else '>'} ($1, $2) ORDER BY {order} LIMIT "
                     f"{PAGE_ROWS}")
            lines.append(f"{PAGE_ROWS}\t{first}\n")
            lines += [f"{PAGE_ROWS}\t{later}\t{place}\n" for place in every.splitlines()]
        return lines


class People:
    """Imports, and the scripts of lists (tools/bench/script.hpp), of every server of a comparison."""

    kinds = {"atrium": AtriumImport, "postgresql": PostgreSQLImport}

    def __init__(self, folder, servers_, rows):
        self.folder, self.servers, self.rows = folder, servers_, rows
        self.imports, self.imported = {}, set()
        self.keys = {}  # of the tenants that the scripts are about

    def run(self, name):
        if name not in self.imports:
            self.imports[name] = self.kinds[name](self.servers[name], self.folder, self.rows)
        self.imported.add(name)
        return self.imports[name].run()

    def script(self, name):
        file = self.folder / f"{name}.script"
        if not file.exists():
            if name not in self.imported:
                self.run(name)
            file.write_text("".join(self.imports[name].script()), encoding="utf-8")
            self.keys[name] = self.imports[name].key_file
        return str(file)

    def pages(self, name):
        """Arguments of `atrium bench` that ask for them."""
        file, server = self.script(name), self.servers[name]
        rights = server.bench_arguments(self.keys[name]) if self.keys[name] else server.bench_arguments()
        return [*rights, "--work", "script", "--script", file]
