#include "protocol/wire/scanner.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <msgpack.hpp>
#include <string>
#include <vector>

#include "protocol/wire/first_byte.hpp"
#include "protocol/wire/format.hpp"
#include "protocol/wire/packer.hpp"
#include "tests/protocol/wire/random_value.hpp"

using namespace atrium;
using namespace atrium::wire;
using namespace std::string_literals;
using state = scanner::state;

namespace {

constexpr limits defaults;

scanner::verdict scan_once(const std::string& bytes, const limits& allowed = defaults) {
  return scanner(allowed).scan(bytes);
}

violation violation_of(const std::string& bytes, const limits& allowed = defaults) {
  const scanner::verdict verdict = scan_once(bytes, allowed);
  CHECK((verdict.is == state::violated) == (verdict.what != violation::none));
  return verdict.what;
}

// [0, 7, "m", <params>]
std::string request(const std::string& params) { return "\x94\x00\x07\xa1m"s + params; }

std::string big_endian32(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

std::string str32(std::uint32_t size) { return "\xdb" + big_endian32(size); }
std::string array32(std::uint32_t count) { return "\xdd" + big_endian32(count); }
std::string map32(std::uint32_t count) { return "\xdf" + big_endian32(count); }

// Every prefix is need_more and the whole is complete, each prefix in memory of its own as a
// growing buffer would be.
void check_byte_for_byte(const std::string& message) {
  scanner scan(defaults);
  for (std::size_t size = 0; size < message.size(); ++size) {
    const std::vector<char> arrived(message.begin(),
                                    message.begin() + static_cast<std::ptrdiff_t>(size));
    const scanner::verdict verdict = scan.scan({arrived.data(), arrived.size()});
    REQUIRE(verdict.is == state::need_more);
  }
  const scanner::verdict verdict = scan.scan(message);
  REQUIRE(verdict.is == state::complete);
  REQUIRE(verdict.length == message.size());
}

std::string random_message(random_values& random) {
  buffer bytes;
  packer out(bytes);
  const bool notification = random.below(4) == 0;
  out.pack_array(notification ? 3 : 4);
  pack_integer(out, notification ? 2 : static_cast<std::int64_t>(random.below(2)));
  if (!notification) pack_integer(out, static_cast<std::int64_t>(random.below(1U << 30U)));
  pack_text(out, "customers.get");
  out.pack_array(1);
  random.pack(out, 4);
  return bytes.take();
}

constexpr limits roomy{
    .message_bytes = 1U << 26U, .depth = 64, .items = 1U << 20U, .string_bytes = 1U << 20U};

}  // namespace

TEST_CASE("the first byte tells the protocol") {
  int rpc = 0;
  int http = 0;
  int tls = 0;
  for (int byte = 0; byte < 256; ++byte) {
    const first_byte verdict = classify(static_cast<char>(byte));
    rpc += verdict == first_byte::rpc;
    http += verdict == first_byte::http;
    tls += verdict == first_byte::tls;
  }
  CHECK(rpc == 3);
  CHECK(http == 7);
  CHECK(tls == 1);
  for (const char rpc_byte : {'\x93', '\x94', '\xdc'}) CHECK(classify(rpc_byte) == first_byte::rpc);
  for (const char letter : {'G', 'P', 'H', 'D', 'O', 'C', 'T'})
    CHECK(classify(letter) == first_byte::http);
  CHECK(classify('\x16') == first_byte::tls);
}

TEST_CASE("the scanner finds the end of requests, responses and notifications") {
  CHECK(scan_once("\x94\x00\x07\xa1m\x90"s).length == 6);
  CHECK(scan_once("\x94\x01\x07\xc0\xc0"s).length == 5);
  CHECK(scan_once("\x93\x02\xa1m\x90"s).length == 5);
  CHECK(scan_once("\xdc\x00\x04\x00\x07\xa1m\x90"s).length == 8);
  CHECK(scan_once("\xdc\x00\x03\xcc\x02\xa1m\x90"s).length == 8);
  CHECK(scan_once("\x94\xd3\x00\x00\x00\x00\x00\x00\x00\x00\x07\xa1m\x90"s).length == 14);
}

TEST_CASE("the scanner starts on the next message by itself") {
  const std::string one = request("\x91\x80");
  std::string stream = one + "\x93\x02\xa1m\x90"s + one;
  scanner scan(defaults);
  std::vector<std::size_t> lengths;
  while (true) {
    const scanner::verdict verdict = scan.scan(stream);
    if (verdict.is != state::complete) break;
    lengths.push_back(verdict.length);
    stream.erase(0, verdict.length);
    CHECK_FALSE(scan.started());
  }
  CHECK(lengths == std::vector<std::size_t>{one.size(), 5, one.size()});
  scan.scan("\x94\x00");
  CHECK(scan.started());
}

TEST_CASE("what is not an RPC array of a known type is malformed from its first bytes on") {
  for (int byte = 0; byte < 256; ++byte) {
    const char first = static_cast<char>(byte);
    const bool rpc = classify(first) == first_byte::rpc;
    CHECK((violation_of(std::string(1, first)) == violation::malformed) == !rpc);
  }
  CHECK(violation_of("\xdc\x00\x02"s) == violation::malformed);
  CHECK(violation_of("\xdc\x00\x05"s) == violation::malformed);
  CHECK(violation_of("\xdc\x01\x04"s) == violation::malformed);
  CHECK(violation_of("\x94\x02"s) == violation::malformed);
  CHECK(violation_of("\x94\x03"s) == violation::malformed);
  CHECK(violation_of("\x93\x00"s) == violation::malformed);
  CHECK(violation_of("\x93\x01"s) == violation::malformed);
  CHECK(violation_of("\x94\xff"s) == violation::malformed);
  CHECK(violation_of("\x94\xc0"s) == violation::malformed);
  CHECK(violation_of("\x94\xca\x00\x00\x00\x00"s) == violation::malformed);
  CHECK(violation_of("\x94\x91"s) == violation::malformed);
  CHECK(violation_of(request("\x91\xc1")) == violation::malformed);
}

TEST_CASE("the msgid is told with a violation as soon as it was seen") {
  CHECK(scan_once(request("\xc1")).msgid == 7U);
  CHECK(scan_once("\x94\x00\xce\xff\xff\xff\xff\xc1"s).msgid == 4294967295U);
  CHECK(scan_once("\x94\x00\xcf\x00\x00\x00\x01\x00\x00\x00\x00\xc1"s).msgid == std::nullopt);
  CHECK(scan_once("\x94\x00\xff\xc1"s).msgid == std::nullopt);
  CHECK(scan_once("\x94\x00\xa1z\xc1"s).msgid == std::nullopt);
  CHECK(scan_once("\x93\x02\xc1"s).msgid == std::nullopt);
  scanner scan(defaults);
  CHECK(scan.scan(request("\x90")).msgid == 7U);
  CHECK(scan.scan("\x93\x02\xa1m\x90"s).msgid == std::nullopt);
}

TEST_CASE("a msgid that is no integer is left to the envelope") {
  CHECK(scan_once("\x94\x00\xc0\xa1m\x90"s).is == state::complete);
  CHECK(scan_once("\x94\x00\x91\x01\xa1m\x90"s).length == 7);
}

TEST_CASE("a violation is final") {
  scanner scan(defaults);
  CHECK(scan.scan("\xc1").what == violation::malformed);
  CHECK(scan.scan("\x94\x00\x07\xa1m\x90"s).what == violation::malformed);
}

TEST_CASE("headers that promise too much are refused before anything follows them") {
  CHECK(violation_of(request(array32(0xffffffff))) == violation::items);
  CHECK(violation_of(request(map32(0xffffffff))) == violation::items);
  CHECK(violation_of(request(str32(0xffffffff))) == violation::string_bytes);
  CHECK(violation_of(request("\xc6\xff\xff\xff\xff")) == violation::string_bytes);
  CHECK(violation_of(request("\xc9\xff\xff\xff\xff")) == violation::string_bytes);
  for (const char* header : {"\xdd\xff\xff\xff\xff", "\xdf\xff\xff\xff\xff", "\xdb\xff\xff\xff\xff",
                             "\xc6\xff\xff\xff\xff", "\xc9\xff\xff\xff\xff"})
    CHECK(violation_of(header) == violation::malformed);
}

TEST_CASE("strings, bins and exts may have string_bytes bytes and no more") {
  const limits tight{.string_bytes = 40};
  for (const std::string& header :
       {"\xd9"s, "\xda\x00"s, "\xdb\x00\x00\x00"s, "\xc4"s, "\xc5\x00"s, "\xc6\x00\x00\x00"s}) {
    CHECK(scan_once(request(header + '\x28' + std::string(40, 'z')), tight).is == state::complete);
    CHECK(violation_of(request(header + '\x29'), tight) == violation::string_bytes);
  }
  for (const std::string& header : {"\xc7"s, "\xc8\x00"s, "\xc9\x00\x00\x00"s}) {
    CHECK(scan_once(request(header + "\x28\x01" + std::string(40, 'z')), tight).is ==
          state::complete);
    CHECK(violation_of(request(header + '\x29'), tight) == violation::string_bytes);
  }
}

TEST_CASE("array elements and map pairs count as items, over the whole message") {
  const limits tight{.items = 5};
  CHECK(scan_once(request("\x95\x01\x01\x01\x01\x01"s), tight).is == state::complete);
  CHECK(violation_of(request("\x96"), tight) == violation::items);
  CHECK(scan_once(request("\x91\x84\x01\x01\x01\x01\x01\x01\x01\x01"s), tight).is ==
        state::complete);
  CHECK(violation_of(request("\x91\x85"), tight) == violation::items);
  CHECK(violation_of(request("\x92\x92\x01\x01\x92"), tight) == violation::items);
  CHECK(violation_of(request("\xdc\x00\x06"s), tight) == violation::items);
  CHECK(violation_of(request("\xde\x00\x06"s), tight) == violation::items);
  CHECK(violation_of(request(array32(6)), tight) == violation::items);
  CHECK(violation_of(request(map32(6)), tight) == violation::items);
}

TEST_CASE("each message has the limits to itself") {
  const limits tight{.message_bytes = 16, .items = 5};
  scanner scan(tight);
  for (int i = 0; i < 3; ++i)
    CHECK(scan.scan(request("\x95\x01\x01\x01\x01\x01")).is == state::complete);
}

TEST_CASE("containers nest to the limit and no deeper") {
  const auto nested = [](std::uint32_t depth) {
    return request(std::string(depth - 2, '\x91') + '\x90');
  };
  CHECK(scan_once(nested(32)).is == state::complete);
  CHECK(violation_of(nested(33)) == violation::depth);
  CHECK(violation_of(request(std::string(32, '\x81'))) == violation::depth);
  const limits deepest{.depth = 1000};
  CHECK(scan_once(nested(max_depth), deepest).is == state::complete);
  CHECK(violation_of(nested(max_depth + 1), deepest) == violation::depth);
  // Beside one another they do not add up.
  CHECK(scan_once(request("\xdc\x00\x64"s + std::string(100, '\x90'))).is == state::complete);
}

TEST_CASE("the message may have message_bytes bytes and no more, promised bytes included") {
  const limits tight{.message_bytes = 50};
  const std::string head = request("\xd9");  // one more byte tells the length: 7 bytes
  CHECK(scan_once(head + '\x2b' + std::string(43, 'z'), tight).length == 50);
  CHECK(violation_of(head + '\x2c', tight) == violation::message_bytes);
  CHECK(violation_of(request("\xdc\x00\x2b"s), tight) == violation::message_bytes);
  CHECK(scan_once(request("\xdc\x00\x2a"s + std::string(42, '\x01')), tight).length == 50);
  CHECK(violation_of(request("\xde\x00\x16"s), tight) == violation::message_bytes);
  CHECK(violation_of(request("\x92\xd9\x2a" + std::string(42, 'z')), tight) ==
        violation::message_bytes);
  const limits sizes{.message_bytes = 1U << 20U};
  const std::string half(60'000, 'z');
  std::string params = "\xdc\x00\x20"s;
  for (int i = 0; i < 18; ++i) params += "\xda\xea\x60" + half;
  CHECK(violation_of(request(params), sizes) == violation::message_bytes);
}

TEST_CASE("each violation is told with its limit") {
  CHECK(refusal_of(violation::malformed, defaults).code == errc::bad_request);
  for (const auto& [what, number] : {std::pair{violation::message_bytes, "4194304 bytes"},
                                     {violation::depth, "32 "},
                                     {violation::items, "65536 items"},
                                     {violation::string_bytes, "65536 bytes"}}) {
    const error refused = refusal_of(what, defaults);
    CHECK(refused.code == errc::too_large);
    CHECK(refused.message.find(number) != std::string::npos);
  }
}

TEST_CASE("messages of every format byte arrive byte for byte") {
  for (int byte = 0; byte < 256; ++byte) {
    if (byte == 0xc1) continue;
    INFO("format " << byte);
    const auto& form = formats[static_cast<std::size_t>(byte)];
    std::string value(1, static_cast<char>(byte));
    std::size_t size = form.fixed;
    if (form.length_bytes > 0) {
      value.append(form.length_bytes - 1U, '\0');
      value += '\x03';
      size += 3;
    }
    value.append(form.what == kind::map ? 2 * size : size, '\x01');
    check_byte_for_byte(request("\x91" + value));
  }
}

TEST_CASE("the scanner finds the ends that msgpack-c finds, whole and byte for byte") {
  random_values random(7);
  for (int i = 0; i < 2000; ++i) {
    INFO("message " << i);
    const std::string message = random_message(random);
    const std::string stream = message + random_message(random);
    std::size_t end = 0;
    msgpack::unpack(stream.data(), stream.size(), end);
    const scanner::verdict verdict = scanner(roomy).scan(stream);
    REQUIRE(verdict.is == state::complete);
    REQUIRE(verdict.length == end);
    if (message.size() < 300) check_byte_for_byte(message);
  }
}

TEST_CASE("how a stream is cut into pieces does not change the messages found") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    INFO("seed " << seed);
    random_values random(seed);
    std::string stream;
    std::vector<std::size_t> sent;
    for (int i = 0; i < 10; ++i) {
      const std::string message = random_message(random);
      sent.push_back(message.size());
      stream += message;
    }
    std::vector<std::size_t> found;
    scanner scan(roomy);
    std::string unread;
    std::size_t arrived = 0;
    while (arrived < stream.size()) {
      const std::size_t piece = 1 + random.below(random.below(3) == 0 ? 2000 : 20);
      unread += stream.substr(arrived, piece);
      arrived += piece;
      for (auto verdict = scan.scan(unread); verdict.is == state::complete;
           verdict = scan.scan(unread)) {
        found.push_back(verdict.length);
        unread.erase(0, verdict.length);
      }
    }
    REQUIRE(found == sent);
  }
}

TEST_CASE("bytes behind the scanner's position are never looked at again") {
  const std::string message = request("\x92\xa5hello\x93\x01\x02\x03");
  scanner scan(defaults);
  for (std::size_t size = 1; size < message.size(); ++size) {
    // All but the last nine bytes (a header's most) are spoilt: a scanner that went back would see
    // 0xc1.
    std::string arrived = message.substr(0, size);
    if (size > 9) std::fill_n(arrived.begin(), size - 9, '\xc1');
    REQUIRE(scan.scan(arrived).is == state::need_more);
  }
  CHECK(scan.scan(message).length == message.size());
}
