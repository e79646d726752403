#include "tests/simulation/message.hpp"

#include <stdexcept>

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/json.hpp"
#include "protocol/wire/packer.hpp"

namespace atrium::simulation {
namespace {

std::string encoded(std::string_view json) {
  auto value = wire::from_json(json);
  if (!value) throw std::logic_error("not JSON: " + std::string(json));
  return std::move(value).value();
}

}  // namespace

std::string pack_call(std::uint32_t msgid, std::string_view method, std::string_view named,
                      std::string_view options) {
  wire::buffer bytes;
  wire::packer to(bytes);
  to.pack_array(4).pack_uint8(0).pack_uint32(msgid);
  wire::pack_text(to, method);
  to.pack_array(2);
  wire::pack_encoded(to, encoded(named));
  wire::pack_encoded(to, encoded(options));
  return bytes.take();
}

std::optional<answer> read_answer(std::string_view bytes) {
  wire::cursor from(bytes);
  std::uint32_t count = 0;
  std::int64_t type = 0, msgid = 0;
  std::string_view refused, result;
  if (!from.read_array(count) || count != 4 || !from.read_integer(type) || type != 1 ||
      !from.read_integer(msgid) || !from.read_raw(refused) || !from.read_raw(result) ||
      !from.at_end())
    return {};
  answer read{static_cast<std::uint32_t>(msgid), false, {}, {}, {}};
  wire::cursor wrong(refused);
  std::string_view line;
  if (wrong.read_nil()) {
    read.ok = true;
    read.result = result;
  } else if (wrong.read_string(line)) {
    read.code = line.substr(0, line.find(':'));
    read.words = line;
  } else {
    read.code = text_in(refused, "code");
    read.words = text_in(refused, "message");
  }
  return read;
}

std::optional<std::string_view> member(std::string_view map, std::string_view name) {
  wire::cursor from(map);
  std::uint32_t count = 0;
  if (!from.read_map(count)) return {};
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string_view key, value;
    if (!from.read_string(key) || !from.read_raw(value)) return {};
    if (key == name) return value;
  }
  return {};
}

std::optional<std::int64_t> integer_in(std::string_view map, std::string_view name) {
  const auto found = member(map, name);
  std::int64_t value = 0;
  if (!found || !wire::cursor(*found).read_integer(value)) return {};
  return value;
}

std::optional<bool> boolean_in(std::string_view map, std::string_view name) {
  const auto found = member(map, name);
  bool value = false;
  if (!found || !wire::cursor(*found).read_boolean(value)) return {};
  return value;
}

std::string text_in(std::string_view map, std::string_view name) {
  const auto found = member(map, name);
  std::string_view value;
  if (!found || !wire::cursor(*found).read_string(value)) return {};
  return std::string(value);
}

}  // namespace atrium::simulation
