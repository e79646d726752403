#!/usr/bin/env python3
"""The structure that CONTRIBUTING.md promises, checked: directions of includes, who may use which library, dead files, sizes.

    tests/style/structure.py [ROOT]      prints each breach and exits with 1 if there is one
"""
import pathlib
import re
import sys

FOLDERS = ["config", "protocol", "storage", "actors", "tools"]  # each may include those before it
# A library's headers stay in the folder that owns the library.
OWNED = {
    r"<curl/": ["actors/mail/"],
    r"<kainjow/": ["protocol/mailing/"],
    r"<lmdb\.h>": ["storage/"],
    r"<caf/": ["actors/", "tools/atriumd/"],
    r"<asio": ["actors/front/"],
    r"<msgpack": ["protocol/"],
    r"<unicode/": ["protocol/"],
    r"<idn2\.h>": ["protocol/"],
    r"<re2/": ["protocol/"],
    r"<phonenumbers/": ["protocol/"],
    r"<toml\+\+|<CLI/": ["config/", "tools/"],
    r"<crypt\.h>": ["actors/hashing/"],
    r"<csv\.h>|<simdjson": ["tools/atrium/"],
    r"<spdlog|<fmt/": ["config/"],
}
RULES_WITHOUT_CAF = [
    "actors/account/belongings/", "actors/account/changed_fields", "actors/account/creation/",
    "actors/account/credit/", "actors/account/decide", "actors/account/decision", "actors/account/due",
    "actors/account/identity/", "actors/account/leaving/", "actors/account/mails", "actors/account/marks",
    "actors/account/names", "actors/account/other_account", "actors/account/parts", "actors/account/whole_account",
    "actors/claim/guests", "actors/committer/gathering", "actors/confirmation", "actors/front/",
    "actors/hashing/password_verification", "actors/indexer/slices", "actors/janitor/forgetting",
    "actors/janitor/removal", "actors/janitor/retention", "actors/janitor/slices", "actors/keyed_hash",
    "actors/mail/", "actors/reads/", "actors/router/reservations", "actors/router/taken", "actors/router/twins",
    "actors/scans/scan.", "actors/scans/segments.", "actors/scans/subscribers", "actors/segments/slices",
    "actors/session/", "actors/telling", "actors/tenant/company_rows", "actors/tenant/company_sight",
    "actors/tenant/decide", "actors/tenant/denial", "actors/tenant/segments", "actors/tenant/view",
    "actors/timekeeper/due", "actors/visiting_accounts",
]
LINES_MAX = 520
ALLOWED_AT_TOP = {"CMakeLists.txt", "README.md", "CONTRIBUTING.md", "LICENSE", "actors", "storage", "protocol", "config",
                  "tests", "tools", "docs"}


def sources(root, folders):
    for folder in folders:
        yield from sorted(p for p in (root / folder).rglob("*") if p.suffix in (".cpp", ".hpp"))


def includes(text):
    return re.findall(r'^#include "([^"]+)"', text, re.M)


def check_directions(root, complain):
    for place, folder in enumerate(FOLDERS):
        for path in sources(root, [folder]):
            for included in includes(path.read_text()):
                top = included.split("/")[0]
                if top not in FOLDERS:
                    complain(path, f'"{included}" is not named from the root')
                elif FOLDERS.index(top) > place:
                    complain(path, f"{folder}/ may not include {top}/")
                elif not (root / included).exists():
                    complain(path, f'"{included}" does not exist')


def check_libraries(root, complain):
    for path in sources(root, FOLDERS):
        name = str(path.relative_to(root))
        text = path.read_text()
        for library, owners in OWNED.items():
            if re.search(r"^#include " + library, text, re.M) and not any(name.startswith(o) for o in owners):
                complain(path, f"may not include {library}")
        if any(name.startswith(rule) for rule in RULES_WITHOUT_CAF) and "#include <caf/" in text:
            complain(path, "is to be free of CAF")
        if text.count("\n") > LINES_MAX:
            complain(path, f"has more than {LINES_MAX} lines")


def check_dead_headers(root, complain):
    included = set()
    for path in sources(root, FOLDERS + ["tests"]):
        included.update(includes(path.read_text()))
    for path in sources(root, FOLDERS):
        name = str(path.relative_to(root))
        if path.suffix == ".hpp" and name not in included:
            complain(path, "is included by nobody")


def check_top(root, complain):
    for path in root.iterdir():
        if path.name.startswith((".", "build")) or path.name == "var":
            continue
        if path.name not in ALLOWED_AT_TOP:
            complain(path, "does not belong into the top folder")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]).resolve()
    breaches = []

    def complain(path, what):
        breaches.append(f"{path.relative_to(root)}: {what}")

    for check in (check_directions, check_libraries, check_dead_headers, check_top):
        check(root, complain)
    print("\n".join(breaches) or "the structure is as promised")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
