// Usernames, and the one namespace that they share with e-mails (CVE-2021-3754 is what happens
// without it).
//
// A login is one typed string, an e-mail or a username. login_key() turns it into the one key that
// accounts are found by, and register, login, reset, change, import, search and claim all call it:
//   with '@'     the canonical e-mail (identity/email.hpp), so a username with '@' can only be an
//   e-mail without '@'  the canonical username, which never contains '@'
// Both forms are therefore disjoint, and a key taken as the one can never be taken as the other.
// That a username with
// '@' is the account's own verified e-mail is for the caller to check (security.md 3).
#pragma once

#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::identity {

// NFKC and full case folding, applied until nothing changes; 1 to 128 code points. Refused with
// invalid_field: malformed UTF-8, '@', controls, spaces at an edge, any white space but U+0020,
// invisible (zero-width, soft hyphen, bidi controls, fillers), unassigned and private-use
// characters, and every character outside ASCII that folding would turn into ASCII, wholly or in
// part (Kelvin sign, long s, ligatures, full-width letters, sharp s): such a name must not reach
// the account of somebody whose name is plain ASCII. Dotless i and the letters of other alphabets
// fold within themselves and stay different names. canonical_username(canonical_username(x)) =
// canonical_username(x). Source: security.md 1. Pure and thread-safe.
outcome<std::string> canonical_username(std::string_view typed);

// True when the typed login has to be an e-mail: it contains '@'.
bool looks_like_email(std::string_view typed);

// The key of the shared namespace; see the top of this file. login_key(login_key(x)) =
// login_key(x).
outcome<std::string> login_key(std::string_view typed);

}  // namespace atrium::identity
