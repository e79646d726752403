// No bytes, well-formed or not, make the cursor read outside them, and it steps as msgpack-c does.
#include <msgpack.hpp>

#include "protocol/wire/cursor.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace atrium::wire;
using atrium::fuzz::expect;

namespace {

// Reads whatever stands next, containers as their headers only; false when nothing could.
bool read_next(cursor& at) {
  bool boolean = false;
  std::int64_t integer = 0;
  std::uint64_t natural = 0;
  double floating = 0;
  std::string_view text;
  std::uint32_t count = 0;
  switch (at.peek()) {
    case kind::nil:
      return at.read_nil();
    case kind::boolean:
      return at.read_boolean(boolean);
    case kind::integer:
      return at.read_integer(integer) || at.read_unsigned(natural);
    case kind::floating:
      return at.read_floating(floating);
    case kind::string:
      return at.read_string(text);
    case kind::binary:
      return at.read_text(text);
    case kind::array:
      return at.read_array(count);
    case kind::map:
      return at.read_map(count);
    case kind::extension:
      return at.read_raw(text);
    case kind::none:
      break;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = atrium::fuzz::text_of(data, size);
  cursor headers(bytes);
  while (read_next(headers)) {
  }
  expect(headers.position() <= bytes.data() + size, "reading stays inside");

  std::string_view raw;
  const bool whole = cursor(bytes).read_raw(raw);
  std::size_t end = 0;
  const msgpack::unpack_limit safe(100'000, 100'000, 1 << 20, 1 << 20, 1 << 20, 64);
  try {
    msgpack::unpack(bytes.data(), bytes.size(), end, nullptr, nullptr, safe);
    expect(whole && raw.size() == end, "the cursor finds msgpack-c's end");
  } catch (const msgpack::size_overflow&) {
    // Deeper or longer than the oracle may go.
  } catch (const msgpack::unpack_error&) {
    expect(!whole, "the cursor refuses what msgpack-c refuses");
  }
  return 0;
}
