#include "storage/index/index_keys.hpp"

#include "protocol/lists/columns.hpp"

namespace atrium::storage {

void append_big_endian(std::string& to, std::uint64_t value, int width) {
  for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
    to.push_back(static_cast<char>(value >> shift));
}

std::uint64_t read_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

void append_prefix(std::string& to, std::string_view bytes) {
  bytes = lists::cut_key(bytes);
  for (;;) {
    const std::size_t zero = bytes.find('\0');
    to.append(bytes.substr(0, zero));
    if (zero == bytes.npos) return;
    to.append("\0\xff", 2);
    bytes.remove_prefix(zero + 1);
  }
}

void append_ordered(std::string& to, std::string_view bytes) {
  append_prefix(to, bytes);
  to.append(ordered_end);
}

std::string space_prefix(space_number space) {
  std::string key;
  append_big_endian(key, space, 4);
  return key;
}

std::string column_prefix(space_number space, lists::column column) {
  std::string key = space_prefix(space);
  append_big_endian(key, column, 2);
  return key;
}

std::string behind_column(space_number space, lists::column column) {
  std::string key;
  append_big_endian(key, (std::uint64_t{space} << 16 | column) + 1, 6);
  return key;
}

std::string value_prefix(space_number space, lists::column column, std::string_view value) {
  std::string key = column_prefix(space, column);
  append_ordered(key, value);
  return key;
}

std::string row_key(space_number space, account_number account) {
  std::string key = space_prefix(space);
  append_big_endian(key, account.value, 8);
  return key;
}

std::string block_prefix(space_number space, lists::column column, std::uint32_t block) {
  std::string key = column_prefix(space, column);
  append_big_endian(key, block, 4);
  return key;
}

number_range numbers_of(const lists::condition& range) {
  number_range numbers{.from = read_big_endian(range.from)};
  if (!range.to.empty()) numbers.end = read_big_endian(range.to);
  return numbers;
}

void append_place(std::string& to, std::string_view sort_key, account_number account) {
  append_ordered(to, sort_key);
  append_big_endian(to, account.value, 8);
}

account_number account_of_place(std::string_view place) {
  return {read_big_endian(place.substr(place.size() - 8))};
}

std::string sort_key_of_place(std::string_view place) {
  return plain_bytes(place.substr(0, place.size() - 8 - ordered_end.size()));
}

std::string plain_bytes(std::string_view ordered) {
  std::string bytes;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    bytes.push_back(ordered[i]);
    if (ordered[i] == '\0') ++i;
  }
  return bytes;
}

}  // namespace atrium::storage
