#include "tools/bench/peers/tarantool.hpp"

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/packer.hpp"

namespace atrium::bench {
namespace {

// Keys and codes of IPROTO.
enum : std::int64_t {
  request_type = 0x00,
  request_sync = 0x01,
  key_space = 0x10,
  key_index = 0x11,
  key_limit = 0x12,
  key_offset = 0x13,
  key_iterator = 0x14,
  key_key = 0x20,
  key_tuple = 0x21,
  key_data = 0x30,
  type_select = 0x01,
  type_replace = 0x03,
};

constexpr std::size_t greeting_size = 128;
// Every message is preceded by its size, always as four bytes.
constexpr char prefix_byte = static_cast<char>(0xce);
constexpr std::size_t prefix_size = 5;

void pack_pair(wire::packer& to, std::int64_t key, std::int64_t value) {
  wire::pack_integer(to, key);
  wire::pack_integer(to, value);
}

// The answer's tuple: [id, email, body].
bool is_record(wire::cursor data, std::string_view id) {
  std::uint32_t rows = 0;
  std::uint32_t fields = 0;
  std::string_view found;
  std::string_view email;
  std::string_view body;
  return data.read_array(rows) && rows == 1 && data.read_array(fields) && fields == 3 &&
         data.read_string(found) && found == id && data.read_string(email) &&
         data.read_string(body) && body.size() == body_size;
}

}  // namespace

outcome<nothing> tarantool_peer::greet(const connection& to) {
  std::string greeting;
  while (greeting.size() < greeting_size) {
    auto got = to.receive_some(greeting);
    if (!got) return got;
  }
  constexpr std::string_view label = "Tarantool ";
  if (!greeting.starts_with(label)) return refusal(errc::bad_request, "this is not Tarantool");
  version_ = greeting.substr(label.size(), greeting.find(' ', label.size()) - label.size());
  return nothing{};
}

void tarantool_peer::ask(wire::buffer& out, std::uint32_t slot, const call& what) {
  const std::string id = records_.id(what.what, what.item);
  body_.clear();
  wire::packer to(body_);
  to.pack_map(2);
  pack_pair(to, request_type, what.what == work::get ? type_select : type_replace);
  pack_pair(to, request_sync, slot);
  if (what.what == work::get) {
    to.pack_map(6);
    pack_pair(to, key_space, space);
    pack_pair(to, key_index, 0);
    pack_pair(to, key_limit, 1);
    pack_pair(to, key_offset, 0);
    pack_pair(to, key_iterator, 0);  // EQ
    wire::pack_integer(to, key_key);
    to.pack_array(1);
    wire::pack_text(to, id);
  } else {
    to.pack_map(2);
    pack_pair(to, key_space, space);
    wire::pack_integer(to, key_tuple);
    to.pack_array(3);
    wire::pack_text(to, id);
    wire::pack_text(to, records_.email(what.what, what.item));
    wire::pack_text(to, records_.body(what.what, what.item, 0));
  }
  const auto size = static_cast<std::uint32_t>(body_.size());
  const char prefix[prefix_size] = {static_cast<char>(0xce), static_cast<char>(size >> 24),
                                    static_cast<char>(size >> 16), static_cast<char>(size >> 8),
                                    static_cast<char>(size)};
  out.append({prefix, prefix_size});
  out.append(body_.view());
}

answer tarantool_peer::recognise(std::string_view received, std::uint32_t,
                                 std::span<const call> calls) const {
  if (!received.empty() && received[0] != prefix_byte) return {.what = verdict::broken};
  wire::cursor prefix(received);
  std::uint64_t size = 0;
  if (!prefix.read_unsigned(size)) return {};
  const auto header = static_cast<std::size_t>(prefix.position() - received.data());
  if (received.size() - header < size) return {};
  wire::cursor at(received.substr(header, size));
  answer found{.what = verdict::failed, .bytes = header + size};
  std::uint64_t status = 1;
  std::uint64_t sync = calls.size();
  std::uint32_t pairs = 0;
  if (!at.read_map(pairs)) return {.what = verdict::broken};
  for (; pairs > 0; --pairs) {
    std::uint64_t key = 0;
    if (!at.read_unsigned(key)) return {.what = verdict::broken};
    const bool read = key == request_type   ? at.read_unsigned(status)
                      : key == request_sync ? at.read_unsigned(sync)
                                            : at.skip();
    if (!read) return {.what = verdict::broken};
  }
  if (sync >= calls.size() || !calls[sync].open) return {.what = verdict::broken};
  found.slot = static_cast<std::uint32_t>(sync);
  const call& asked = calls[sync];
  std::uint64_t key = 0;
  if (status == 0 && at.read_map(pairs) && pairs == 1 && at.read_unsigned(key) && key == key_data &&
      is_record(at, records_.id(asked.what, asked.item))) {
    found.what = verdict::good;
  }
  return found;
}

}  // namespace atrium::bench
