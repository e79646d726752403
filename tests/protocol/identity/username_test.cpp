#include "protocol/identity/username.hpp"

#include <catch2/catch.hpp>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "protocol/identity/code_points.hpp"
#include "protocol/identity/email.hpp"
#include "tests/protocol/identity/code_point_text.hpp"

using namespace atrium::identity;
using atrium::errc;

namespace {

struct row {
  std::string typed;
  std::optional<std::string> canonical;
};

constexpr std::nullopt_t no = std::nullopt;

std::size_t ascii_characters(const std::string& text) {
  std::size_t count = 0;
  for (const char c : text) count += static_cast<unsigned char>(c) < 0x80;
  return count;
}

// Characters that canonical forms are most likely to stumble over, with ASCII in between.
std::string random_text(std::mt19937_64& random) {
  static const std::u32string special =
      U"aAkKiIsS.-_ 1\u00e9\u0301\u0308\u0307\u0323\u0345\u0130\u0131\u03a3\u03c2\u03c3\u1fb3\u0390"
      U"\u1100\u1161\u11a8\uac00\u0915\u093c\u0958\u0f73\u0f71\u2126\u00c5\u1e9b\u1ff7\u0587\uff76"
      U"\uff9e\u30ab\u3099\u0410\u0430\u13a0\uab70\u1c80\u10d0\u1c90\u0149\u01c4\U00010400";
  std::string text;
  for (auto left = 1 + random() % 8; left > 0; --left) {
    const auto draw = random();
    if (draw % 4 != 0)
      text += utf8(special[(draw >> 8) % special.size()]);
    else
      text += utf8(static_cast<char32_t>((draw >> 8) % 0x30000));
  }
  return text;
}

}  // namespace

TEST_CASE("a username has one canonical form") {
  const std::vector<row> rows{
      {"jane", "jane"},
      {"Jane.DOE-1_x", "jane.doe-1_x"},
      {"jane doe", "jane doe"},
      {"Zoë", "zoë"},
      {"ZOE\u0308", "zoë"},
      {"ΣΊΣΥΦΟΣ", "σίσυφοσ"},
      {"Сергей", "сергей"},
      {"山田", "山田"},
      {"\uff76\uff9e", "ガ"},
      {"\u2126", "ω"},
      {"d\u0131nc", "d\u0131nc"},
      {std::string(128, 'A'), std::string(128, 'a')},
      {std::string(129, 'a'), no},
      {"", no},
      {" ", no},
      {" jane", no},
      {"jane ", no},
      {"jane\n", no},
      {"ja\tne", no},
      {std::string("ja\0ne", 5), no},
      {"ja\x7fne", no},
      {"ja\u0085ne", no},
      {"ja\u2028ne", no},
      {"ja\u00a0ne", no},
      {"ja\u1680ne", no},
      {"ja\u3000ne", no},
      {"ja\u200bne", no},
      {"ja\u200cne", no},
      {"ja\u200dne", no},
      {"ja\u00adne", no},
      {"ja\u202ene", no},
      {"ja\u2066ne", no},
      {"ja\ufe0fne", no},
      {"ja\u3164ne", no},
      {"ja\u034fne", no},
      {"ja\U000e0061ne", no},
      {"\ufeffjane", no},
      {"ja\ue000ne", no},
      {"ja\u0378ne", no},
      {"ja\uffffne", no},
      {"ja\xffne", no},
      {"ja\xc1\xa1ne", no},
      {"ja\xed\xa0\x80ne", no},
      {"mi\u212ae", no},
      {"\u017fam", no},
      {"\u0130van", no},
      {"\ufb01sh", no},
      {"\uff4aane", no},
      {"\u24d9ane", no},
      {"\U0001d425ane", no},
      {"stra\u00dfe", no},
      {"jane\u2025", no},
      {"a\u037e", no},
      {"jane@", no},
      {"jane@example.com", no},
      {"jane\uff20example.com", no},
      {"jane\ufe6bexample.com", no},
  };
  for (const auto& row : rows) {
    INFO("typed: " << row.typed);
    const auto name = canonical_username(row.typed);
    if (!row.canonical) {
      REQUIRE_FALSE(name);
      CHECK(name.failure().code == errc::invalid_field);
      CHECK_FALSE(name.failure().message.empty());
      continue;
    }
    if (!name) FAIL("refused: " << name.failure().message);
    CHECK(*name == *row.canonical);
    CHECK(*canonical_username(*name) == *name);
  }
}

TEST_CASE("the length of a username is judged after folding, too") {
  std::string long_when_folded;  // one code point each that folds into three
  for (int count = 0; count < 60; ++count) long_when_folded += "\u0390";
  CHECK(canonical_username(long_when_folded));
  std::string too_long;
  for (int count = 0; count < 128; ++count) too_long += "\u1ff7";
  CHECK_FALSE(canonical_username(too_long));
}

TEST_CASE("no code point lets a username reach a plain ASCII name, and all are idempotent") {
  std::size_t taken = 0;
  for (char32_t c = 0x80; c <= 0x10ffff; ++c) {
    const auto name = canonical_username("x" + utf8(c) + "y");
    if (!name) continue;
    ++taken;
    // Composition may take the x or y in; nothing may add ASCII or leave nothing else.
    const bool stays_foreign = !is_ascii(*name) && ascii_characters(*name) <= 2;
    const auto again = canonical_username(*name);
    if (!stays_foreign || !again || *again != *name)
      FAIL("U+" << std::hex << static_cast<std::uint32_t>(c) << " " << *name);
  }
  CHECK(taken > 100'000);
}

TEST_CASE("dotless i never becomes an i") {
  const auto name = canonical_username("dinc");
  for (const std::string typed : {"d\u0131nc", "D\u0131NC"}) {
    const auto other = canonical_username(typed);
    REQUIRE(other);
    CHECK(*other != *name);
  }
}

TEST_CASE("random usernames, domains and logins are idempotent") {
  std::mt19937_64 random(20'240'229);
  std::size_t taken = 0;
  for (int count = 0; count < 1'000'000; ++count) {
    const std::string typed = random_text(random);
    const auto name = canonical_username(typed);
    if (!name) continue;
    ++taken;
    const auto again = canonical_username(*name);
    if (!again || *again != *name) FAIL("not idempotent: " << typed);
    if (is_ascii(*name) && !is_ascii(typed)) FAIL("became ASCII: " << typed);
  }
  CHECK(taken > 100'000);
  for (int count = 0; count < 200'000; ++count) {
    const std::string typed = "a@" + random_text(random) + "." + random_text(random);
    const auto key = login_key(typed);
    if (!key) continue;
    const auto again = login_key(*key);
    if (!again || *again != *key) FAIL("not idempotent: " << typed);
  }
}

TEST_CASE("e-mails and usernames share one namespace without overlap") {
  CHECK(*login_key("Jane@Example.COM") == "jane@example.com");
  CHECK(*login_key("Jane") == "jane");
  CHECK_FALSE(login_key("jane@"));
  CHECK_FALSE(login_key("jane\uff20example.com"));
  CHECK(looks_like_email("a@b"));
  CHECK_FALSE(looks_like_email("jane"));
  const auto email = canonical_email("jane@bücher.example");
  CHECK(*login_key("jane@BÜCHER.example.") == email->canonical);
}
