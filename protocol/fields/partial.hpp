// Some fields of a record, as given at creation or in an update: only those declared writable,
// checked by the record's own rules.
#pragma once

#include <bitset>

#include "protocol/fields/tagged.hpp"

namespace atrium::fields {

template <record R>
class partial {
 public:
  // The embedded form: takes `key` if it is a writable field of the record
  // (protocol/fields/named.hpp).
  bool take(std::string_view key, wire::cursor& from, const path& at, problems& found) {
    bool known = false;
    std::size_t i = 0;
    for_each_field<R>([&](const auto& one) {
      const std::size_t index = i++;
      if (known || !may_be_written(one.open_to) || one.name != key) return;
      known = true;
      const path here = at / key;
      if (given_[index]) found.add(here, errc::invalid_field, "is given twice");
      using type = typename std::decay_t<decltype(one)>::type;
      if (!is_optional<type> && from.read_nil()) return;  // as good as not given
      // What cannot be read is as if not given to the rules that are asked all the same.
      given_[index] = decode_value(from, values_.*one.member, one.rules, here, found);
    });
    return known;
  }

  // The form with a name of its own, as in `set: {…}`.
  bool decode(wire::cursor& from, const path& at, problems& found) {
    return decode_map(
        from, at, found,
        [&](std::string_view key, problems& own) {
          if (take(key, from, at, own)) return;
          from.skip();
          const bool exists = shown_by_name(key);
          own.add(at / shown_key(key), exists ? errc::invalid_field : errc::unknown_parameter,
                  exists ? "cannot be changed here" : "there is no such field");
        },
        [](problems&) {});
  }

  const R& values() const { return values_; }
  template <class T>
  bool has(T R::*member) const {
    bool given = false;
    for_each_given([&](const auto& one) {
      if constexpr (std::is_same_v<decltype(one.member), T R::*>) given |= one.member == member;
    });
    return given;
  }
  template <class T>
  void set(T R::*member, T value) {
    values_.*member = std::move(value);
    std::size_t i = 0;
    for_each_field<R>([&](const auto& one) {
      if constexpr (std::is_same_v<decltype(one.member), T R::*>)
        if (one.member == member) given_[i] = true;
      ++i;
    });
  }

  // Calls visit(descriptor) for each field that was given.
  template <class Visit>
  void for_each_given(Visit&& visit) const {
    std::size_t i = 0;
    for_each_field<R>([&](const auto& one) {
      if (given_[i++]) visit(one);
    });
  }

  // Writes the given fields into the record; appends the names of those that differ from what it
  // had.
  void apply_to(R& target, std::vector<std::string>& changed) const {
    for_each_given([&](const auto& one) {
      if (target.*one.member == values_.*one.member) return;
      target.*one.member = values_.*one.member;
      changed.emplace_back(one.name);
    });
  }

 private:
  static bool shown_by_name(std::string_view key) {
    bool shown = false;
    for_each_field<R>(
        [&](const auto& one) { shown |= one.name == key && one.open_to != access::hidden; });
    return shown;
  }

  R values_;
  std::bitset<count_of<R>> given_;
};

// Empties the optional writable fields named in `names`; a name that cannot be emptied is a
// problem.
template <record R>
void unset(R& target, const std::vector<std::string>& names, std::vector<std::string>& changed,
           problems& found) {
  for (std::size_t n = 0; n < names.size(); ++n) {
    const path root;
    const path list = root / "unset";
    const path at = list / static_cast<std::int64_t>(n);
    bool known = false;
    for_each_field<R>([&](const auto& one) {
      using type = typename std::decay_t<decltype(one)>::type;
      if (one.name != names[n] || one.open_to == access::hidden) return;
      known = true;
      if constexpr (is_optional<type>) {
        if (may_be_written(one.open_to)) {
          if (target.*one.member) changed.emplace_back(one.name);
          (target.*one.member).reset();
          return;
        }
      }
      found.add(at, errc::invalid_field, "this field cannot be emptied");
    });
    if (!known) found.add(at, errc::unknown_parameter, "there is no such field");
  }
}

template <class R>
inline constexpr bool is_partial<partial<R>> = true;

}  // namespace atrium::fields
