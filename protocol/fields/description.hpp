// How a struct says what its fields are. A record (stored and shown) lists `field`s, the parameters
// and results of methods list `parameter`s, in a static constexpr `fields()` that returns them in a
// list. Storage, wire, filters, the OpenRPC document, erase and export all derive from these
// lists.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "protocol/fields/list.hpp"
#include "protocol/outcome.hpp"

namespace atrium::fields {

// Does the value tell something about a person? Has no default: who adds a field has to say.
enum class privacy : std::uint8_t { impersonal, personal };

enum class access : std::uint8_t {
  hidden,       // never leaves the store
  shown,        // on the wire; only Atrium's own rules change it
  writable,     // on the wire; may be given at creation and by update
  back_office,  // likewise, but a shopper neither sees nor gives it
};

constexpr bool may_be_written(access open_to) { return open_to >= access::writable; }

// The canonical form of a text, or why it has none (protocol/formats/).
using text_format = outcome<std::string> (*)(std::string_view);

// Makes a map that was decoded canonical; false if it notes that something is wrong.
struct dynamic_map;
struct path;
class problems;
using map_format = bool (*)(dynamic_map&, const path&, problems&);

inline constexpr std::int64_t integer_max = std::int64_t{1}
                                            << 53;  // exact in every client's language

// How a field takes part in lists (protocol/lists/columns.hpp): not at all, or as a column of one
// of these kinds.
enum class column_kind : std::uint8_t {
  none,
  set,       // few values: enumerations, booleans, names of sites
  text,      // names: compared by Unicode's collation, found by words
  exact,     // compared byte by byte, found by its beginning
  date,      // YYYY-MM-DD
  integer,   // numbers and times
  email,     // compared in canonical form, found by words
  username,  // the same
  phone,     // the same
  id,        // a customer's id: chosen ones, then generated ones by number
  number,    // a customer's number
  reference  // a customer's reference: only found
};

struct rule {
  text_format format = nullptr;
  std::string_view format_name = {};  // for the OpenRPC document
  std::int64_t min = -integer_max;
  std::int64_t max = integer_max;
  std::size_t bytes_max = 65536;  // of a text, or of an encoded map
  map_format map = nullptr;
  bool any_bytes = false;  // a text that need not be UTF-8: stored hashes and keys
  column_kind column = column_kind::none;
  std::size_t items_max = 65536;  // of a list

  constexpr rule in_column(column_kind kind) const {
    rule listed = *this;
    listed.column = kind;
    return listed;
  }
};

template <class Owner, class T>
struct field {
  using owner = Owner;
  using type = T;
  std::uint8_t tag;  // never reused within a record
  std::string_view name;
  T Owner::*member;
  privacy personal;
  access open_to;
  std::string_view text;
  rule rules = {};
};
template <class Owner, class T, class... Rest>
field(int, std::string_view, T Owner::*, Rest...) -> field<Owner, T>;

template <class Owner, class T>
struct parameter {
  using owner = Owner;
  using type = T;
  std::string_view name;
  T Owner::*member;
  std::string_view text;
  rule rules = {};
};
template <class Owner, class T, class... Rest>
parameter(std::string_view, T Owner::*, Rest...) -> parameter<Owner, T>;

// The member's own fields stand beside those of its owner, not below a name.
template <class Owner, class T>
struct embedded {
  using owner = Owner;
  using type = T;
  T Owner::*member;
};
template <class Owner, class T>
embedded(T Owner::*) -> embedded<Owner, T>;

template <class>
inline constexpr bool is_embedded = false;
template <class Owner, class T>
inline constexpr bool is_embedded<embedded<Owner, T>> = true;

template <class>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
// Some fields of a record (protocol/fields/partial.hpp): none of them is a value, too.
template <class>
inline constexpr bool is_partial = false;

template <class T>
concept described = requires {
  T::fields();
};

// Enumerations go over the wire by name: `enum_names(E)` is found by argument-dependent look-up and
// returns the names in the order of the values.
template <class E>
concept named_enum = std::is_enum_v<E> && requires(E value) {
  enum_names(value);
};

template <named_enum E>
constexpr std::string_view name_of(E value) {
  return enum_names(value)[static_cast<std::size_t>(value)];
}

// A string-keyed map of the caller's own making, kept as encoded. Decoding checks it through and
// through.
struct dynamic_map {
  std::string bytes{'\x80'};
  bool operator==(const dynamic_map&) const = default;
};

// Pairs of a stored record whose tags this version does not know, kept as they are.
struct unknown_tags {
  std::string bytes;
  std::uint32_t count = 0;
  bool operator==(const unknown_tags&) const = default;
};

template <class T>
inline constexpr std::size_t count_of = decltype(T::fields())::size;

template <class T>
inline constexpr auto fields_of = T::fields();

// Calls visit(descriptor) for each of T's fields, in order.
template <class T, class Visit>
constexpr void for_each_field(Visit&& visit) {
  fields_of<T>.for_each(visit);
}

}  // namespace atrium::fields
