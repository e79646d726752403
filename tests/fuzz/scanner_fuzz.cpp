// The scanner finds the same ends as msgpack-c, whole or byte for byte, and refuses at the same
// byte.
#include <msgpack.hpp>

#include "protocol/wire/scanner.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace atrium::wire;
using atrium::fuzz::expect;
using state = scanner::state;

namespace {

constexpr limits allowed{.message_bytes = 4096, .depth = 16, .items = 256, .string_bytes = 512};

// msgpack-c has no limit on a whole message, so these are limits per container, of the same size.
const msgpack::unpack_limit oracle_limits(256, 256, 512, 512, 513, 16);

enum class oracle_verdict { whole, more, refused };

oracle_verdict ask_oracle(std::string_view bytes, std::size_t& end) {
  try {
    msgpack::unpack(bytes.data(), bytes.size(), end, nullptr, nullptr, oracle_limits);
    return oracle_verdict::whole;
  } catch (const msgpack::insufficient_bytes&) {
    return oracle_verdict::more;
  } catch (const msgpack::unpack_error&) {
    return oracle_verdict::refused;
  }
}

// The scanner's verdict on input that arrives byte for byte; `seen` is how much it took.
scanner::verdict trickle(std::string_view bytes, std::size_t& seen) {
  scanner scan(allowed);
  scanner::verdict verdict;
  for (seen = 0; seen <= bytes.size(); ++seen) {
    verdict = scan.scan(bytes.substr(0, seen));
    if (verdict.is != state::need_more) break;
  }
  return verdict;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = atrium::fuzz::text_of(data, size);
  const scanner::verdict whole = scanner(allowed).scan(bytes);
  std::size_t seen = 0;
  const scanner::verdict slow = trickle(bytes, seen);
  expect(whole.is == slow.is, "pieces give the same verdict");
  expect(whole.length == slow.length, "pieces give the same length");
  expect(whole.what == slow.what, "pieces give the same violation");

  std::size_t end = 0;
  switch (whole.is) {
    case state::complete:
      expect(seen == whole.length, "a message is complete at its last byte");
      expect(whole.length <= allowed.message_bytes, "a message keeps to its limit");
      expect(ask_oracle(bytes, end) == oracle_verdict::whole, "msgpack-c accepts it");
      expect(end == whole.length, "msgpack-c finds the same end");
      break;
    case state::need_more:
      expect(bytes.size() < allowed.message_bytes, "an unfinished message keeps to its limit");
      expect(bytes.empty() || ask_oracle(bytes, end) == oracle_verdict::more,
             "msgpack-c wants more as well");
      break;
    case state::violated:
      expect(whole.what != violation::none, "a violation is named");
      break;
  }
  return 0;
}
