#include "protocol/wire/utf8.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace atrium::wire;
using namespace std::string_literals;

namespace {

// The encoding written from RFC 3629's table, without regard to which code points are allowed.
std::string encode(std::uint32_t point, int size) {
  const auto tail = [&](int shift) {
    return static_cast<char>(0x80U | ((point >> shift) & 0x3fU));
  };
  switch (size) {
    case 1:
      return {static_cast<char>(point)};
    case 2:
      return {static_cast<char>(0xc0U | (point >> 6U)), tail(0)};
    case 3:
      return {static_cast<char>(0xe0U | (point >> 12U)), tail(6), tail(0)};
    default:
      return {static_cast<char>(0xf0U | (point >> 18U)), tail(12), tail(6), tail(0)};
  }
}

int shortest(std::uint32_t point) {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

}  // namespace

TEST_CASE("every code point is valid in its shortest form only, and surrogates in none") {
  std::size_t wrong = 0;
  for (std::uint32_t point = 0; point < 0x200000; ++point) {
    const bool scalar = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    for (int size = shortest(point); size <= 4; ++size)
      wrong += is_valid_utf8(encode(point, size)) != (scalar && size == shortest(point));
  }
  CHECK(wrong == 0);
}

TEST_CASE("malformed sequences are refused wherever they stand") {
  const std::string bad[] = {"\x80"s,
                             "\xbf"s,
                             "\xc3"s,
                             "\xc0\x80"s,
                             "\xc1\xbf"s,
                             "\xe2\x82"s,
                             "\xe2\x28\xa1"s,
                             "\xe2\x82\x28"s,
                             "\xe0\x80\x80"s,
                             "\xed\xa0\x80"s,
                             "\xf0\x80\x80\x80"s,
                             "\xf0\x9f\x98"s,
                             "\xf4\x90\x80\x80"s,
                             "\xf5\x80\x80\x80"s,
                             "\xf8\x88\x80\x80\x80"s,
                             "\xfe"s,
                             "\xff"s,
                             "\xc3\xc3"s};
  for (const std::string& sequence : bad)
    for (std::size_t before = 0; before < 20; ++before)
      for (std::size_t after = 0; after < 20; ++after) {
        const std::string text = std::string(before, 'a') + sequence + std::string(after, 'z');
        CHECK_FALSE(is_valid_utf8(text));
        CHECK(is_valid_utf8(to_valid_utf8(text, 1000)));
      }
}

TEST_CASE("valid text is accepted at every alignment") {
  for (std::size_t before = 0; before < 20; ++before)
    for (std::size_t after = 0; after < 20; ++after)
      CHECK(is_valid_utf8(std::string(before, 'a') + "\u00e9\u20ac\U0001f600\U0010ffff" +
                          std::string(after, 'z')));
  CHECK(is_valid_utf8(""));
  CHECK(is_valid_utf8("\0"s));
}

TEST_CASE("cleaning keeps valid text, replaces the rest and cuts between characters") {
  CHECK(to_valid_utf8("caf\u00e9", 100) == "caf\u00e9");
  CHECK(to_valid_utf8("a\xff\xc3z", 100) == "a\ufffd\ufffdz");
  CHECK(to_valid_utf8("caf\u00e9", 5) == "caf\u00e9");
  CHECK(to_valid_utf8("caf\u00e9", 4) == "caf");
  CHECK(to_valid_utf8("\xff\xff", 5) == "\ufffd");
  CHECK(to_valid_utf8("abc", 0).empty());
}
