// Answers to writes: the new object at the top level, with `seq`, the journal number, as its last
// pair. The number is known only after the commit, so an answer is built with room for that pair
// and completed later.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/fields/tagged.hpp"

namespace atrium::actors {

// The stored record as shown, still without its `seq`.
template <fields::record R>
std::string unfinished_answer(std::string_view stored,
                              const fields::tag_set& only = fields::all_tags) {
  wire::buffer bytes;
  bytes.reserve(2 * stored.size());  // names are longer than tags
  fields::open_map map(bytes);
  map.add(fields::append_shown<R>(bytes, stored, only) + 1);
  map.close();
  return bytes.take();
}

// A result that is no record, still without its `seq`.
template <fields::described T>
std::string unfinished_result(const T& result) {
  wire::buffer bytes;
  fields::open_map map(bytes);
  fields::for_each_field<T>([&](const auto& one) {
    if (fields::is_absent(result.*one.member)) return;
    wire::packer pack(bytes);
    wire::pack_text(pack, one.name);
    fields::encode_value(bytes, result.*one.member);
    map.add(1);
  });
  map.add(1);
  map.close();
  return bytes.take();
}

inline void append_seq(std::string& answer, std::uint64_t seq) {
  wire::buffer pair;
  wire::packer pack(pair);
  wire::pack_key<"seq">(pack);
  pack.pack_uint64(seq);
  answer.append(pair.view());
}

}  // namespace atrium::actors
