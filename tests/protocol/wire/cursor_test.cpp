#include "protocol/wire/cursor.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <msgpack.hpp>
#include <string>
#include <vector>

#include "protocol/wire/packer.hpp"
#include "tests/protocol/wire/random_value.hpp"

using namespace atrium::wire;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

struct format_case {
  unsigned first, last;  // first bytes
  kind what;
  std::size_t size;  // of the whole value when everything behind the first byte is zero
};

// The specification's table of formats, written out a second time.
constexpr format_case format_cases[] = {
    {0x00, 0x7f, kind::integer, 1},    {0xc0, 0xc0, kind::nil, 1},
    {0xc1, 0xc1, kind::none, 0},       {0xc2, 0xc3, kind::boolean, 1},
    {0xc4, 0xc4, kind::binary, 2},     {0xc5, 0xc5, kind::binary, 3},
    {0xc6, 0xc6, kind::binary, 5},     {0xc7, 0xc7, kind::extension, 3},
    {0xc8, 0xc8, kind::extension, 4},  {0xc9, 0xc9, kind::extension, 6},
    {0xca, 0xca, kind::floating, 5},   {0xcb, 0xcb, kind::floating, 9},
    {0xcc, 0xcc, kind::integer, 2},    {0xcd, 0xcd, kind::integer, 3},
    {0xce, 0xce, kind::integer, 5},    {0xcf, 0xcf, kind::integer, 9},
    {0xd0, 0xd0, kind::integer, 2},    {0xd1, 0xd1, kind::integer, 3},
    {0xd2, 0xd2, kind::integer, 5},    {0xd3, 0xd3, kind::integer, 9},
    {0xd4, 0xd4, kind::extension, 3},  {0xd5, 0xd5, kind::extension, 4},
    {0xd6, 0xd6, kind::extension, 6},  {0xd7, 0xd7, kind::extension, 10},
    {0xd8, 0xd8, kind::extension, 18}, {0xd9, 0xd9, kind::string, 2},
    {0xda, 0xda, kind::string, 3},     {0xdb, 0xdb, kind::string, 5},
    {0xdc, 0xdc, kind::array, 3},      {0xdd, 0xdd, kind::array, 5},
    {0xde, 0xde, kind::map, 3},        {0xdf, 0xdf, kind::map, 5},
    {0xe0, 0xff, kind::integer, 1},
};

void check_format(unsigned first, kind what, std::size_t size) {
  INFO("first byte " << first);
  std::string bytes(64, '\0');
  bytes[0] = static_cast<char>(first);
  cursor at(bytes);
  CHECK(at.peek() == what);
  CHECK(at.skip() == (size > 0));
  CHECK(static_cast<std::size_t>(at.position() - bytes.data()) == size);
  for (std::size_t cut = 0; cut < size; ++cut) {
    cursor truncated(std::string_view(bytes).substr(0, cut));
    CHECK_FALSE(truncated.skip());
    CHECK(truncated.position() == bytes.data());
  }
}

// Reads `bytes` with each reader and tells which of them took it.
std::string readers_of(std::string_view bytes) {
  std::string taken;
  const auto attempt = [&](char letter, auto read) {
    cursor at(bytes);
    if (read(at))
      taken += letter;
    else
      CHECK(at.position() == bytes.data());
  };
  bool boolean{};
  std::int64_t integer{};
  std::uint64_t natural{};
  double floating{};
  std::string_view text;
  std::uint32_t count{};
  attempt('n', [&](cursor& at) { return at.read_nil(); });
  attempt('t', [&](cursor& at) { return at.read_boolean(boolean); });
  attempt('i', [&](cursor& at) { return at.read_integer(integer); });
  attempt('u', [&](cursor& at) { return at.read_unsigned(natural); });
  attempt('f', [&](cursor& at) { return at.read_floating(floating); });
  attempt('s', [&](cursor& at) { return at.read_string(text); });
  attempt('b', [&](cursor& at) { return at.read_binary(text); });
  attempt('x', [&](cursor& at) { return at.read_text(text); });
  attempt('a', [&](cursor& at) { return at.read_array(count); });
  attempt('m', [&](cursor& at) { return at.read_map(count); });
  return taken;
}

// Reads one value by cursor and compares it with what msgpack-c made of the same bytes.
void check_same(cursor& at, const msgpack::object& expected) {
  std::int64_t integer = 0;
  std::uint64_t natural = 0;
  double floating = 0;
  bool boolean = false;
  std::string_view text;
  std::uint32_t count = 0;
  switch (expected.type) {
    case msgpack::type::NIL:
      REQUIRE(at.read_nil());
      break;
    case msgpack::type::BOOLEAN:
      REQUIRE(at.read_boolean(boolean));
      REQUIRE(boolean == expected.via.boolean);
      break;
    case msgpack::type::POSITIVE_INTEGER:
      REQUIRE(at.read_unsigned(natural));
      REQUIRE(natural == expected.via.u64);
      break;
    case msgpack::type::NEGATIVE_INTEGER:
      REQUIRE(at.read_integer(integer));
      REQUIRE(integer == expected.via.i64);
      break;
    case msgpack::type::FLOAT32:
    case msgpack::type::FLOAT64:
      REQUIRE(at.peek() == kind::floating);
      REQUIRE(at.read_floating(floating));
      REQUIRE(floating == expected.via.f64);
      break;
    case msgpack::type::STR:
      REQUIRE(at.read_string(text));
      REQUIRE(text == std::string_view(expected.via.str.ptr, expected.via.str.size));
      break;
    case msgpack::type::BIN:
      REQUIRE(at.read_binary(text));
      REQUIRE(text == std::string_view(expected.via.bin.ptr, expected.via.bin.size));
      break;
    case msgpack::type::EXT:
      REQUIRE(at.peek() == kind::extension);
      REQUIRE(at.read_raw(text));
      REQUIRE(text.ends_with(std::string_view(expected.via.ext.data(), expected.via.ext.size)));
      break;
    case msgpack::type::ARRAY:
      REQUIRE(at.read_array(count));
      REQUIRE(count == expected.via.array.size);
      for (const msgpack::object& item : expected.via.array) check_same(at, item);
      break;
    case msgpack::type::MAP:
      REQUIRE(at.read_map(count));
      REQUIRE(count == expected.via.map.size);
      for (const msgpack::object_kv& pair : expected.via.map) {
        check_same(at, pair.key);
        check_same(at, pair.val);
      }
      break;
  }
}

}  // namespace

TEST_CASE("the cursor knows each first byte as the specification has it") {
  for (unsigned n = 0; n < 16; ++n) {
    check_format(0x80 + n, kind::map, 1 + 2 * n);
    check_format(0x90 + n, kind::array, 1 + n);
  }
  for (unsigned n = 0; n < 32; ++n) check_format(0xa0 + n, kind::string, 1 + n);
  for (const format_case& row : format_cases)
    for (unsigned first = row.first; first <= row.last; ++first)
      check_format(first, row.what, row.size);
}

TEST_CASE("each reader takes its own type only and otherwise stays where it was") {
  CHECK(readers_of("\xc0") == "n");
  CHECK(readers_of("\xc1").empty());
  CHECK(readers_of("\xc2") == "t");
  CHECK(readers_of("\x7f") == "iuf");
  CHECK(readers_of("\xff") == "if");
  CHECK(readers_of("\xcf\xff\xff\xff\xff\xff\xff\xff\xff") == "uf");
  CHECK(readers_of("\xd3\xff\xff\xff\xff\xff\xff\xff\xff") == "if");
  CHECK(readers_of("\xca\x3f\x80\x00\x00"sv) == "f");
  CHECK(readers_of("\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00"sv) == "f");
  CHECK(readers_of("\xa1z") == "sx");
  CHECK(readers_of("\xd9\x01z") == "sx");
  CHECK(readers_of("\xc4\x01z") == "bx");
  CHECK(readers_of("\x90") == "a");
  CHECK(readers_of("\xdd\x00\x00\x00\x00"sv) == "a");
  CHECK(readers_of("\x80") == "m");
  CHECK(readers_of("\xde\x00\x00"sv) == "m");
  CHECK(readers_of("\xd4\x01\x02").empty());
  CHECK(readers_of("").empty());
}

TEST_CASE("a value cut short is read by no reader") {
  const std::string whole[] = {"\xcc\x80"s,
                               "\xcd\x80\x00"s,
                               "\xce\x80\x00\x00\x00"s,
                               "\xcf\x80\x00\x00\x00\x00\x00\x00\x00"s,
                               "\xd0\x80"s,
                               "\xd1\x80\x00"s,
                               "\xd2\x80\x00\x00\x00"s,
                               "\xd3\x80\x00\x00\x00\x00\x00\x00\x00"s,
                               "\xca\x3f\x80\x00\x00"s,
                               "\xcb\x3f\xf0\x00\x00\x00\x00\x00\x00"s,
                               "\xa3zzz"s,
                               "\xd9\x03zzz"s,
                               "\xda\x00\x03zzz"s,
                               "\xdb\x00\x00\x00\x03zzz"s,
                               "\xc4\x03zzz"s,
                               "\xc5\x00\x03zzz"s,
                               "\xc6\x00\x00\x00\x03zzz"s,
                               "\xdc\x00\x00"s,
                               "\xdd\x00\x00\x00\x00"s,
                               "\xde\x00\x00"s,
                               "\xdf\x00\x00\x00\x00"s};
  for (const std::string& bytes : whole) {
    CHECK_FALSE(readers_of(bytes).empty());
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      // A copy of its own, so that AddressSanitizer sees a read beyond the end.
      const std::vector<char> part(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(cut));
      CHECK(readers_of({part.data(), part.size()}).empty());
    }
  }
}

TEST_CASE("integers are read at the edges of every width") {
  const std::int64_t edges[] = {0,
                                127,
                                128,
                                255,
                                256,
                                65535,
                                65536,
                                -1,
                                -32,
                                -33,
                                -128,
                                -129,
                                -32768,
                                -32769,
                                1 << 30,
                                -(1 << 30),
                                4294967295,
                                4294967296,
                                -2147483648,
                                -2147483649,
                                std::numeric_limits<std::int64_t>::max(),
                                std::numeric_limits<std::int64_t>::min()};
  for (const std::int64_t edge : edges) {
    buffer bytes;
    packer out(bytes);
    pack_integer(out, edge);
    std::int64_t value = 0;
    REQUIRE(cursor(bytes.view()).read_integer(value));
    CHECK(value == edge);
    std::uint64_t natural = 0;
    CHECK(cursor(bytes.view()).read_unsigned(natural) == (edge >= 0));
    CHECK(natural == (edge >= 0 ? static_cast<std::uint64_t>(edge) : 0));
  }
}

TEST_CASE("counts that no input could fill are refused without walking them") {
  CHECK_FALSE(cursor("\xdd\xff\xff\xff\xff").skip());
  CHECK_FALSE(cursor("\xdf\xff\xff\xff\xff").skip());
  CHECK_FALSE(cursor("\xdb\xff\xff\xff\xff").skip());
  CHECK_FALSE(cursor("\xc9\xff\xff\xff\xff").skip());
}

TEST_CASE("skipping a million nested arrays takes no stack") {
  std::string deep(1'000'000, '\x91');
  deep += '\xc0';
  cursor at(deep);
  CHECK(at.skip());
  CHECK(at.at_end());
}

TEST_CASE("the cursor reads what msgpack-c reads, on random values") {
  random_values random(20240601);
  for (int i = 0; i < 4000; ++i) {
    INFO("value " << i);
    buffer bytes;
    packer out(bytes);
    random.pack(out, 5);
    const msgpack::object_handle expected = msgpack::unpack(bytes.view().data(), bytes.size());
    cursor at(bytes.view());
    check_same(at, expected.get());
    REQUIRE(at.at_end());
    std::string_view raw;
    REQUIRE(cursor(bytes.view()).read_raw(raw));
    REQUIRE(raw == bytes.view());
  }
}

TEST_CASE("keys encoded at compile time are those msgpack-c packs") {
  const auto packed = [](std::string_view text) {
    buffer bytes;
    packer out(bytes);
    pack_text(out, text);
    return bytes.take();
  };
  CHECK(encoded_key<""> == packed(""));
  CHECK(encoded_key<"first_name"> == packed("first_name"));
  CHECK(encoded_key<"1234567890123456789012345678901"> ==
        packed("1234567890123456789012345678901"));
  CHECK(encoded_key<"12345678901234567890123456789012"> ==
        packed("12345678901234567890123456789012"));
}

TEST_CASE("every kind has a name for error messages") {
  CHECK(name_of(kind::nil) == "nil");
  CHECK(name_of(kind::extension) == "extension");
  CHECK(name_of(kind::none) == "end of data");
}
