// Records: structs as stored, maps from small integer tags to values (docs/data_format.md), and
// stored bytes as shown.
#pragma once

#include <array>
#include <bitset>
#include <cassert>

#include "protocol/fields/named.hpp"

namespace atrium::fields {

template <class T>
concept record = described<T> && requires(T value) {
  value.unknown.bytes;
};

namespace detail {

template <record T>
consteval bool tags_are_unique() {
  std::array<bool, 128> seen{};
  bool good = true;
  for_each_field<T>([&](const auto& one) {
    good &= one.tag > 0 && one.tag < 128 && !seen[one.tag];
    seen[one.tag] = true;
  });
  return good;
}

// The ready-made wire keys of a record's fields by tag; empty for hidden and unknown ones.
template <record T>
struct shown_keys {
  struct entry {
    std::array<char, 34> bytes{};
    std::uint8_t size = 0;
  };
  static constexpr auto by_tag = [] {
    std::array<entry, 128> all{};
    for_each_field<T>([&](const auto& one) {
      if (one.open_to == access::hidden) return;
      entry& key = all[one.tag];
      key.bytes[key.size++] = static_cast<char>(0xa0 | one.name.size());
      for (char letter : one.name) key.bytes[key.size++] = letter;
    });
    return all;
  }();
};

}  // namespace detail

template <record T>
void encode_tagged(wire::buffer& into, const T& value) {
  static_assert(detail::tags_are_unique<T>());
  std::uint32_t present = value.unknown.count;
  for_each_field<T>([&](const auto& one) { present += !is_absent(value.*one.member); });
  wire::packer pack(into);
  pack.pack_map(present);
  for_each_field<T>([&](const auto& one) {
    if (is_absent(value.*one.member)) return;
    pack.pack_uint8(one.tag);
    encode_value(into, value.*one.member);
  });
  into.append(value.unknown.bytes);
}

template <record T>
std::string encode_tagged(const T& value) {
  wire::buffer bytes;
  bytes.reserve(512);  // most records are shorter
  encode_tagged(bytes, value);
  return bytes.take();
}

using tag_set = std::bitset<128>;
inline const tag_set all_tags = tag_set{}.set();

// Of the tags in `only`; the other members stay as they are. False if the bytes are not such a
// record: then they were damaged, or written by something else.
template <record T>
bool decode_tagged(std::string_view bytes, T& value, const tag_set& only = all_tags) {
  // What a cursor relies on; without it a damaged count would have us read on for ever.
  wire::cursor whole(bytes);
  if (!whole.skip() || !whole.at_end()) return false;
  wire::cursor from(bytes);
  std::uint32_t count = 0;
  if (!from.read_map(count)) return false;
  problems found;
  for (std::uint32_t i = 0; i < count; ++i) {
    const char* begin = from.position();
    std::int64_t tag = 0;
    if (!from.read_integer(tag)) return false;
    bool known = tag >= 0 && tag < 128 && !only[static_cast<std::size_t>(tag)];
    if (known && !from.skip()) return false;
    for_each_field<T>([&](const auto& one) {
      if (known || one.tag != tag) return;
      known = true;
      decode_value(from, value.*one.member, stored_rule, {}, found);
    });
    if (!known) {
      if (!from.skip()) return false;
      value.unknown.bytes.append(begin, from.position());
      ++value.unknown.count;
    }
  }
  return found.none() && from.at_end();
}

template <record T>
std::optional<T> decode_tagged(std::string_view bytes, const tag_set& only = all_tags) {
  std::optional<T> value{std::in_place};
  if (!decode_tagged(bytes, *value, only)) value.reset();
  return value;
}

// Empties what tells of a person, and what nobody knows what it tells of.
template <record T>
void wipe_personal(T& value) {
  for_each_field<T>([&](const auto& one) {
    if (one.personal == privacy::personal) value.*one.member = {};
  });
  value.unknown = {};
}

// A map under construction whose size is known at its end.
class open_map {
 public:
  explicit open_map(wire::buffer& into) : into_(into), header_at_(into.size()) {
    into.append(std::string_view("\xde\0\0", 3));
  }
  // The caller has appended so many pairs.
  void add(std::uint32_t pairs) { pairs_ += pairs; }
  void close() {
    assert(pairs_ <= 0xffff);
    into_.bytes()[header_at_ + 1] = static_cast<char>(pairs_ >> 8);
    into_.bytes()[header_at_ + 2] = static_cast<char>(pairs_);
  }

 private:
  wire::buffer& into_;
  std::size_t header_at_;
  std::uint32_t pairs_ = 0;
};

// What a shopper sees of a record that is his own.
template <record T>
inline const tag_set tags_for_shoppers = [] {
  tag_set tags;
  for_each_field<T>([&](const auto& one) { tags[one.tag] = is_for_shoppers(one.open_to); });
  return tags;
}();

// Appends what the wire shows of a stored record, of the tags in `only`: the pairs with the tags
// replaced by names. Returns how many.
template <record T>
std::uint32_t append_shown(wire::buffer& into, std::string_view stored,
                           const tag_set& only = all_tags) {
  wire::cursor from(stored);
  std::uint32_t count = 0;
  if (!from.read_map(count)) return 0;
  std::uint32_t shown = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::int64_t tag = 0;
    if (!from.read_integer(tag)) return shown;
    const char* begin = from.position();
    if (!from.skip()) return shown;
    if (tag < 0 || tag > 127) continue;
    const auto& key = detail::shown_keys<T>::by_tag[static_cast<std::size_t>(tag)];
    if (key.size == 0 || !only[static_cast<std::size_t>(tag)]) continue;
    into.write(key.bytes.data(), key.size);
    into.write(begin, static_cast<std::size_t>(from.position() - begin));
    ++shown;
  }
  return shown;
}

// A stored record as a wire map of its own.
template <record T>
void show(wire::buffer& into, std::string_view stored, const tag_set& only = all_tags) {
  open_map map(into);
  map.add(append_shown<T>(into, stored, only));
  map.close();
}

}  // namespace atrium::fields
