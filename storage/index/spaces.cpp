#include "storage/index/spaces.hpp"

#include "protocol/wire/packer.hpp"
#include "storage/tagged.hpp"

namespace atrium::storage {

namespace {

constexpr std::string_view tenant_key_prefix = "tenant";
constexpr std::string_view erase_key_prefix = "erase";
constexpr std::string_view next_space_key = "space";

std::string numbered(std::string_view prefix, std::uint32_t number) {
  std::string key(prefix);
  append_big_endian(key, number, 4);
  return key;
}

std::vector<lists::column> read_columns(std::string_view stored, std::uint64_t tag) {
  std::vector<lists::column> columns;
  auto at = find_tag(stored, tag);
  std::uint32_t count = 0;
  std::uint64_t column = 0;
  if (!at || !at->read_array(count)) return columns;
  for (; count > 0 && at->read_unsigned(column); --count)
    columns.push_back(static_cast<lists::column>(column));
  return columns;
}

void pack_columns(wire::packer& to, std::uint8_t tag, const std::vector<lists::column>& columns) {
  to.pack_uint8(tag).pack_array(static_cast<std::uint32_t>(columns.size()));
  for (const lists::column each : columns) to.pack_uint16(each);
}

tenant_spaces unpack(std::string_view stored) {
  const auto tag = [&](std::uint64_t number) {
    return read_unsigned_tag(stored, number).value_or(0);
  };
  return {.serving = static_cast<space_number>(tag(1)),
          .followed_to = tag(2),
          .building = static_cast<space_number>(tag(3)),
          .built_to = {tag(4)},
          .columns = read_columns(stored, 5),
          .building_columns = read_columns(stored, 6)};
}

std::string pack(const tenant_spaces& spaces) {
  wire::buffer bytes;
  wire::packer to(bytes);
  to.pack_map(6);
  to.pack_uint8(1).pack_uint32(spaces.serving).pack_uint8(2).pack_uint64(spaces.followed_to);
  to.pack_uint8(3).pack_uint32(spaces.building).pack_uint8(4).pack_uint64(spaces.built_to.value);
  pack_columns(to, 5, spaces.columns);
  pack_columns(to, 6, spaces.building_columns);
  return bytes.take();
}

}  // namespace

std::string pack_index_format(std::string_view collation) {
  wire::buffer bytes;
  wire::packer to(bytes);
  to.pack_map(2).pack_uint8(1).pack_uint64(index_format).pack_uint8(2);
  wire::pack_text(to, collation);
  return bytes.take();
}

bool is_of_format(std::string_view stored, std::string_view collation) {
  return read_unsigned_tag(stored, 1) == index_format && read_text_tag(stored, 2) == collation;
}

int read_spaces(const index_tables& in, tenant_number tenant, tenant_spaces& found) {
  int code = 0;
  const auto stored = in.get(index_table::state, numbered(tenant_key_prefix, tenant.value), code);
  found = stored ? unpack(*stored) : tenant_spaces{};
  return code;
}

int read_all_spaces(const index_tables& in,
                    std::vector<std::pair<tenant_number, tenant_spaces>>& found) {
  int code = 0;
  index_cursor at(in, index_table::state, code);
  bool more = code == 0 && at.first_from(tenant_key_prefix);
  for (; more && at.key().starts_with(tenant_key_prefix); more = at.next()) {
    const std::uint64_t tenant = read_big_endian(at.key().substr(tenant_key_prefix.size()));
    found.emplace_back(tenant_number{static_cast<std::uint32_t>(tenant)}, unpack(at.value()));
  }
  return code;
}

int write_spaces(const index_tables& in, tenant_number tenant, const tenant_spaces& spaces) {
  const std::string key = numbered(tenant_key_prefix, tenant.value);
  if (spaces.none()) return in.remove(index_table::state, key);
  return in.put(index_table::state, key, pack(spaces));
}

int take_number(const index_tables& in, std::string_view key, std::uint32_t& number) {
  int code = 0;
  const auto stored = in.get(index_table::state, key, code);
  if (code) return code;
  number = static_cast<std::uint32_t>(stored ? read_unsigned_tag(*stored, 1).value_or(1) : 1);
  return in.put(index_table::state, key, pack_number(std::uint64_t{number} + 1));
}

int take_space(const index_tables& in, space_number& space) {
  return take_number(in, next_space_key, space);
}

std::string block_numbers_key(space_number space) { return numbered("blocks", space); }

int mark_for_erasure(const index_tables& in, space_number space) {
  if (space == 0) return 0;
  return in.put(index_table::state, numbered(erase_key_prefix, space), pack_number(space));
}

int read_marked_for_erasure(const index_tables& in, space_number& space) {
  space = 0;
  int code = 0;
  index_cursor at(in, index_table::state, code);
  if (code == 0 && at.first_from(erase_key_prefix) && at.key().starts_with(erase_key_prefix))
    space = static_cast<space_number>(read_big_endian(at.key().substr(erase_key_prefix.size())));
  return code;
}

int erase_rows(const index_tables& in, space_number space, std::size_t rows_max) {
  using enum index_table;
  const std::string prefix = space_prefix(space);
  for (const auto table : {rows, sorted, blocks, block_sets, sets, present, words, counts}) {
    std::vector<std::string> keys;
    int code = 0;
    {
      index_cursor at(in, table, code);
      bool more = code == 0 && at.first_from(prefix);
      for (; more && keys.size() < rows_max && at.key().starts_with(prefix); more = at.next())
        keys.emplace_back(at.key());
    }
    for (const auto& key : keys)
      if (code == 0) code = in.remove(table, key);
    if (code) return code;
    rows_max -= keys.size();
    if (rows_max == 0) return 0;
  }
  if (const int code = in.remove(state, block_numbers_key(space))) return code;
  return in.remove(state, numbered(erase_key_prefix, space));
}

}  // namespace atrium::storage
