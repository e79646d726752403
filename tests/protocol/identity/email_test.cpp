#include "protocol/identity/email.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "protocol/identity/code_points.hpp"
#include "tests/protocol/identity/code_point_text.hpp"

using atrium::errc;
using atrium::identity::canonical_email;

namespace {

struct accepted {
  std::string typed;
  std::string canonical;
};

struct refused {
  std::string why;
  std::string typed;
};

std::string repeated(std::size_t count, char c) { return std::string(count, c); }

}  // namespace

TEST_CASE("an e-mail has one canonical form") {
  const std::vector<accepted> rows{
      {"jane@example.com", "jane@example.com"},
      {"Jane.DOE@Example.COM", "jane.doe@example.com"},
      {"jane@example.com.", "jane@example.com"},
      {"j.a.n.e+tag@example.com", "j.a.n.e+tag@example.com"},
      {"a@b.co", "a@b.co"},
      {"!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"},
      {"jane@r3---sn.example.com", "jane@r3---sn.example.com"},
      {"jane@1and1.com", "jane@1and1.com"},
      {"jane@bücher.example", "jane@xn--bcher-kva.example"},
      {"jane@BÜCHER.example", "jane@xn--bcher-kva.example"},
      {"jane@bu\u0308cher.example", "jane@xn--bcher-kva.example"},
      {"jane@xn--bcher-kva.example", "jane@xn--bcher-kva.example"},
      {"jane@XN--BCHER-KVA.example", "jane@xn--bcher-kva.example"},
      {"jane@straße.example", "jane@xn--strae-oqa.example"},
      {"jane@例え.テスト", "jane@xn--r8jz45g.xn--zckzah"},
      {"jane@пример.рф", "jane@xn--e1afmkfd.xn--p1ai"},
      {repeated(64, 'a') + "@example.com", repeated(64, 'a') + "@example.com"},
      {"a@" + repeated(63, 'b') + ".com", "a@" + repeated(63, 'b') + ".com"},
  };
  for (const auto& row : rows) {
    INFO(row.typed);
    const auto email = canonical_email(row.typed);
    REQUIRE(email);
    CHECK(email->canonical == row.canonical);
    CHECK(email->shown == row.typed);
    const auto again = canonical_email(email->canonical);
    REQUIRE(again);
    CHECK(again->canonical == email->canonical);
  }
}

TEST_CASE("an e-mail that could mean somebody else, or nobody, is refused") {
  const std::vector<refused> rows{
      {"empty", ""},
      {"no @", "jane.example.com"},
      {"nothing before the @", "@example.com"},
      {"nothing behind the @", "jane@"},
      {"two @", "jane@doe@example.com"},
      {"leading space", " jane@example.com"},
      {"trailing space", "jane@example.com "},
      {"inner space", "ja ne@example.com"},
      {"trailing newline", "jane@example.com\n"},
      {"header injection", "jane@example.com\r\nBcc: eve@example.com"},
      {"NUL in the domain", std::string("jane@example.com\0.evil.com", 26)},
      {"NUL in the local part", std::string("ja\0ne@example.com", 17)},
      {"NUL in a Unicode domain", std::string("jane@b\u00fccher.com\0.x", 20)},
      {"quoted local part", "\"jane\"@example.com"},
      {"comment", "jane(x)@example.com"},
      {"display name", "Jane <jane@example.com>"},
      {"list", "jane@example.com,eve@example.com"},
      {"leading dot", ".jane@example.com"},
      {"trailing dot", "jane.@example.com"},
      {"double dot", "ja..ne@example.com"},
      {"65 octets before the @", repeated(65, 'a') + "@example.com"},
      {"label of 64 octets", "a@" + repeated(64, 'b') + ".com"},
      {"255 octets", repeated(64, 'a') + "@" + repeated(62, 'b') + "." + repeated(62, 'b') + "." +
                         repeated(60, 'b') + ".com"},
      {"empty label", "jane@example..com"},
      {"leading domain dot", "jane@.example.com"},
      {"two trailing dots", "jane@example.com.."},
      {"leading hyphen", "jane@-example.com"},
      {"trailing hyphen", "jane@example-.com"},
      {"underscore", "jane@exa_mple.com"},
      {"single label", "jane@localhost"},
      {"address", "jane@127.0.0.1"},
      {"address literal", "jane@[127.0.0.1]"},
      {"broken UTF-8 in the domain",
       "jane@b\xfc"
       "cher.example"},
      {"overlong UTF-8 in the domain",
       "jane@example\xc0\xae"
       "com"},
      {"non-ASCII local part", "jän@example.com"},
      {"Kelvin sign before the @", "mi\u212ae@example.com"},
      {"Kelvin sign in the domain", "mike@\u212aelvin.com"},
      {"dotless i before the @", "m\u0131ke@example.com"},
      {"long s before the @", "\u017fam@example.com"},
      {"long s in the domain", "sam@\u017fam.com"},
      {"ligature in the domain", "sam@\ufb01sh.com"},
      {"full-width letter in the domain", "sam@\uff45xample.com"},
      {"full-width letter in a Unicode domain", "sam@\uff45x\u00e4mple.com"},
      {"full-width @", "sam\uff20example.com"},
      {"full-width dot", "sam@example\uff0ecom"},
      {"ideographic full stop", "sam@example\u3002com"},
      {"half-width ideographic full stop", "sam@example\uff61com"},
      {"circled letter", "sam@\u24d4xample.com"},
      {"capital sharp s", "sam@stra\u1e9ee.com"},
      {"care-of sign", "sam@\u2105.com"},
      {"zero-width space in the domain", "sam@exam\u200bple.com"},
      {"zero-width joiner in the domain", "sam@exam\u200dple.com"},
      {"zero-width joiner where IDNA allows one", "sam@\u0915\u094d\u200d\u0937.com"},
      {"soft hyphen in the domain", "sam@exam\u00adple.com"},
      {"word joiner in the domain", "sam@exam\u2060ple.com"},
      {"byte order mark", "\ufeffsam@example.com"},
      {"bidi override in the domain", "sam@exam\u202eple.com"},
      {"A-label of plain ASCII", "sam@xn--example-.com"},
      {"A-label of upper case inside", "sam@xn--bcher-Kva8445foa.com"},
      {"A-label that is no Punycode", "sam@xn--a-\u00e4.com"},
      {"A-label of nonsense", "sam@xn--zzzzzzzzzz99999.com"},
      {"empty A-label", "sam@xn--.com"},
  };
  for (const auto& row : rows) {
    INFO(row.why);
    const auto email = canonical_email(row.typed);
    REQUIRE_FALSE(email);
    CHECK(email.failure().code == errc::invalid_field);
    CHECK(email.failure().path.empty());
    CHECK_FALSE(email.failure().message.empty());
  }
}

TEST_CASE("254 octets of e-mail are accepted and 255 are not") {
  const auto of_octets = [](std::size_t octets) {
    const std::string head = repeated(64, 'a') + "@" + repeated(62, 'b') + "." + repeated(61, 'c');
    const std::string tail = ".com";
    return head + "." + repeated(octets - head.size() - 1 - tail.size(), 'd') + tail;
  };
  CHECK(canonical_email(of_octets(254)));
  CHECK_FALSE(canonical_email(of_octets(255)));
}

TEST_CASE("no code point outside ASCII is accepted before the @") {
  for (char32_t c = 0x80; c <= 0x10ffff; ++c) {
    const bool is_accepted = static_cast<bool>(canonical_email("a" + utf8(c) + "b@example.com"));
    if (is_accepted) FAIL("U+" << std::hex << static_cast<std::uint32_t>(c));
  }
}

TEST_CASE("no code point in a domain reaches a domain of ASCII, and none escapes idempotence") {
  std::size_t taken = 0;
  for (char32_t c = 0x80; c <= 0x10ffff; ++c) {
    const auto email = canonical_email("a@x" + utf8(c) + "y.com");
    if (!email) continue;
    ++taken;
    const bool is_encoded = email->canonical.starts_with("a@xn--") &&
                            email->canonical.ends_with(".com") &&
                            atrium::identity::is_ascii(email->canonical);
    const auto again = canonical_email(email->canonical);
    if (!is_encoded || !again || again->canonical != email->canonical)
      FAIL("U+" << std::hex << static_cast<std::uint32_t>(c) << " " << email->canonical);
  }
  CHECK(taken > 100'000);
}
