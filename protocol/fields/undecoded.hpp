// A map that is decoded on its own and later, so that what is wrong with it is wrong with it alone.
#pragma once

#include "protocol/fields/named.hpp"

namespace atrium::fields {

template <described T>
struct undecoded {
  using type = T;
  std::string bytes;  // encoded, as it came

  bool decode(wire::cursor& from, const path& at, problems& found) {
    std::string_view raw;
    if (from.peek() != wire::kind::map || !from.read_raw(raw))
      return refuse_value(from, at, "a map", found), false;
    bytes = raw;
    return true;
  }
};

template <class>
inline constexpr bool is_undecoded = false;
template <class T>
inline constexpr bool is_undecoded<undecoded<T>> = true;

}  // namespace atrium::fields
