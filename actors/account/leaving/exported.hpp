// What of a record goes out to the person it is about: all that is shown, and all that is personal
// also where callers do not see it, but for what proves who he is.
#pragma once

#include "protocol/fields/tagged.hpp"
#include "protocol/records/customer.hpp"

namespace atrium::actors {

// A password's hash is nobody's to have, not even its owner's.
template <fields::record R>
constexpr bool is_secret(std::string_view name) {
  return std::is_same_v<R, records::password_record> && name == "hash";
}

template <fields::record R, class Field>
constexpr bool is_exported(const Field& one) {
  return !is_secret<R>(one.name) &&
         (one.open_to != fields::access::hidden || one.personal == fields::privacy::personal ||
          std::is_same_v<R, records::password_record>);
}

// Appends the record as a map by the names of its fields.
template <fields::record R>
void append_exported(wire::buffer& into, const R& record) {
  fields::open_map map(into);
  wire::packer pack(into);
  fields::for_each_field<R>([&](const auto& one) {
    if (!is_exported<R>(one) || fields::is_absent(record.*one.member)) return;
    wire::pack_text(pack, one.name);
    fields::encode_value(into, record.*one.member);
    map.add(1);
  });
  map.close();
}

}  // namespace atrium::actors
