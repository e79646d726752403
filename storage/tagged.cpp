#include "storage/tagged.hpp"

#include "protocol/wire/packer.hpp"

namespace atrium::storage {

std::optional<wire::cursor> find_tag(std::string_view map, std::uint64_t tag) {
  wire::cursor at(map);
  std::uint32_t count = 0;
  if (!at.read_map(count)) return std::nullopt;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint64_t found = 0;
    if (!at.read_unsigned(found)) return std::nullopt;
    if (found == tag) return at;
    if (!at.skip()) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> read_unsigned_tag(std::string_view map, std::uint64_t tag) {
  auto at = find_tag(map, tag);
  std::uint64_t value = 0;
  if (!at || !at->read_unsigned(value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> read_integer_tag(std::string_view map, std::uint64_t tag) {
  auto at = find_tag(map, tag);
  std::int64_t value = 0;
  if (!at || !at->read_integer(value)) return std::nullopt;
  return value;
}

std::optional<std::string_view> read_text_tag(std::string_view map, std::uint64_t tag) {
  auto at = find_tag(map, tag);
  std::string_view value;
  if (!at || !at->read_text(value)) return std::nullopt;
  return value;
}

std::string pack_number(std::uint64_t value) {
  wire::buffer bytes;
  wire::packer to(bytes);
  to.pack_map(1).pack_uint8(1).pack_uint64(value);
  return bytes.take();
}

}  // namespace atrium::storage
