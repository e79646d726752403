// Parameters and results: structs as string-keyed maps.
#pragma once

#include <bitset>

#include "protocol/fields/value.hpp"

namespace atrium::fields {

namespace detail {

template <class T>
struct named_decoder {
  T& value;
  std::bitset<64> seen = {};

  // Decodes the value of `key` if it is one of ours.
  bool take(std::string_view key, wire::cursor& from, const path& at, problems& found) {
    return fields_of<T>.any([&](std::size_t place, const auto& one) {
      return take_one(place, one, key, from, at, found);
    });
  }
  template <class Descriptor>
  bool take_one([[maybe_unused]] std::size_t place, const Descriptor& one, std::string_view key,
                wire::cursor& from, const path& at, problems& found) {
    if constexpr (is_embedded<Descriptor>) {
      return (value.*one.member).take(key, from, at, found);
    } else {
      if (one.name != key) return false;
      const path here = at / key;
      if (seen[place]) found.add(here, errc::invalid_field, "is given twice");
      seen[place] = true;
      using type = typename Descriptor::type;
      if (is_vector<type> && from.read_nil()) return true;
      decode_value(from, value.*one.member, one.rules, here, found);
      return true;
    }
  }

  void check_missing(const path& at, problems& found) const {
    std::size_t i = 0;
    for_each_field<T>([&](const auto& one) {
      using descriptor = std::decay_t<decltype(one)>;
      if constexpr (!is_embedded<descriptor>) {
        using type = typename descriptor::type;
        constexpr bool required = !is_optional<type> && !is_vector<type> && !is_partial<type>;
        if (required && !seen[i]) found.add(at / one.name, errc::missing_field, "is required");
      }
      ++i;
    });
  }
};

}  // namespace detail

// Consumes the map whatever is in it; false if anything in it was wrong (it is in `found` then).
template <described T>
bool decode_named(wire::cursor& from, T& value, const path& at, problems& found) {
  static_assert(count_of<T> <= 64);
  detail::named_decoder<T> decoder{value};
  return decode_map(
      from, at, found,
      [&](std::string_view key, problems& own) {
        if (decoder.take(key, from, at, own)) return;
        from.skip();
        own.add(at / shown_key(key), errc::unknown_parameter, "there is no parameter of this name");
      },
      [&](problems& own) { decoder.check_missing(at, own); });
}

template <described T>
void encode_named(wire::buffer& into, const T& value) {
  std::uint32_t present = 0;
  for_each_field<T>([&](const auto& one) { present += !is_absent(value.*one.member); });
  wire::packer pack(into);
  pack.pack_map(present);
  for_each_field<T>([&](const auto& one) {
    if (is_absent(value.*one.member)) return;
    wire::pack_text(pack, one.name);
    encode_value(into, value.*one.member);
  });
}

// The parameters of a call: `bytes` is the map as it came, empty for none given; problems are told
// with paths below `at`. What is not among them is in `value` also if this is false.
template <described T>
bool decode_parameters(std::string_view bytes, T& value, problems& found, const path& at = {}) {
  static constexpr std::string_view no_parameters("\x80", 1);
  wire::cursor from(bytes.empty() ? no_parameters : bytes);
  return decode_named(from, value, at, found);
}

template <described T>
outcome<T> decode_parameters(std::string_view bytes, const path& at = {}) {
  outcome<T> decoded{T{}};
  problems found;
  if (!decode_parameters(bytes, *decoded, found, at)) return found.take();
  return decoded;
}

}  // namespace atrium::fields
