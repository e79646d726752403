#include "protocol/identity/totp.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace atrium::identity;
using digest = totp_form::digest;

namespace {

const std::string twenty = "12345678901234567890";
const std::string thirty_two = "12345678901234567890123456789012";
const std::string sixty_four = "1234567890123456789012345678901234567890123456789012345678901234";

}  // namespace

TEST_CASE("a code is that of RFC 6238's appendix B") {
  struct vector {
    std::int64_t seconds;
    const char *sha1, *sha256, *sha512;
  };
  for (const auto& [seconds, sha1, sha256, sha512] :
       {vector{59, "94287082", "46119246", "90693936"},
        vector{1111111109, "07081804", "68084774", "25091201"},
        vector{1111111111, "14050471", "67062674", "99943326"},
        vector{1234567890, "89005924", "91819424", "93441116"},
        vector{2000000000, "69279037", "90698825", "38618901"},
        vector{20000000000, "65353130", "77737706", "47863826"}}) {
    CAPTURE(seconds);
    const std::int64_t step = totp_step(seconds * 1000);
    CHECK(totp_code(twenty, step, {digest::sha1, 8}) == sha1);
    CHECK(totp_code(thirty_two, step, {digest::sha256, 8}) == sha256);
    CHECK(totp_code(sixty_four, step, {digest::sha512, 8}) == sha512);
    CHECK(totp_code(twenty, step, {}) == std::string(sha1).substr(2));
  }
}

TEST_CASE("a code is that of RFC 4226's appendix D") {
  const char* const codes[] = {"755224", "287082", "359152", "969429", "338314",
                               "254676", "287922", "162583", "399871", "520489"};
  for (std::int64_t counter = 0; counter < 10; ++counter)
    CHECK(totp_code(twenty, counter, {}) == codes[counter]);
}

TEST_CASE("a code is good in its own step, the one before and the one after, and names its step") {
  const totp_form form;
  const std::int64_t now = 1'234'567'890'000, step = totp_step(now);
  for (const std::int64_t other : {-1, 0, 1})
    CHECK(totp_matching_step(twenty, totp_code(twenty, step + other, form), now, form) ==
          step + other);
  for (const std::int64_t other : {-2, 2})
    CHECK_FALSE(totp_matching_step(twenty, totp_code(twenty, step + other, form), now, form));
  CHECK(totp_step(step * totp_step_ms) == step);
  CHECK(totp_step(step * totp_step_ms - 1) == step - 1);
}

TEST_CASE("what is no code of the form matches nothing") {
  const std::int64_t now = 59'000;
  for (const char* typed : {"", "28708", "2870820", "94287082", "28708a", "287 082", "000000"})
    CHECK_FALSE(totp_matching_step(twenty, typed, now, {}));
  CHECK(totp_matching_step(twenty, "94287082", now, {digest::sha1, 8}));
  CHECK_FALSE(totp_matching_step(twenty, "94287082", now, {digest::sha256, 8}));
  CHECK_FALSE(totp_matching_step(thirty_two, "287082", now, {}));
}

TEST_CASE("base32 is RFC 4648's of section 10, without the padding") {
  CHECK(to_base32("") == "");
  CHECK(to_base32("f") == "MY");
  CHECK(to_base32("fo") == "MZXQ");
  CHECK(to_base32("foo") == "MZXW6");
  CHECK(to_base32("foob") == "MZXW6YQ");
  CHECK(to_base32("fooba") == "MZXW6YTB");
  CHECK(to_base32("foobar") == "MZXW6YTBOI");
}

TEST_CASE("the URI of a key says all that an app has to know") {
  CHECK(totp_uri("Hello!\xDE\xAD\xBE\xEF", "Example", "alice@google.com", {}).reveal() ==
        "otpauth://totp/Example:alice%40google.com?secret=JBSWY3DPEHPK3PXP&issuer=Example"
        "&algorithm=SHA1&digits=6&period=30");  // the key and the names of the format's own example
  CHECK(totp_uri("f", "Müller & Co", "a:b?c", {digest::sha512, 8}).reveal() ==
        "otpauth://totp/M%C3%BCller%20%26%20Co:a%3Ab%3Fc?secret=MY&issuer=M%C3%BCller%20%26%20Co"
        "&algorithm=SHA512&digits=8&period=30");
}
