// The value of every knob, typed by the table.
//
//   settings now;                                                   // every knob at its default
//   const std::int64_t threads = now.get<"front.io_threads">();     // an unknown name does not
//   compile
//
// A set of settings is a value: read it before the threads start and hand out copies or constants.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "config/knob.hpp"
#include "config/knobs.hpp"

namespace atrium::config {

// A knob's name as a template argument.
template <std::size_t Size>
struct knob_name {
  char text[Size]{};
  consteval knob_name(const char (&name)[Size]) { std::copy_n(name, Size, text); }
  constexpr std::string_view view() const { return {text, Size - 1}; }
};

class settings {
 public:
  settings();

  template <knob_name Name>
  const auto& get() const {
    return std::get<static_cast<std::size_t>(knobs[index<Name>()].kind)>(values_[index<Name>()]);
  }

  // For a program's own settings, tests above all: what an operator wrote goes through `load`,
  // which checks it.
  template <knob_name Name>
  void set(value_type<knobs[find_knob(Name.view()).value()].kind> value) {
    put(index<Name>(), knob_value(std::move(value)));
  }

  // By row of the table. `put` demands a value that `refusal_of` (check.hpp) allows.
  const knob_value& at(std::size_t row) const { return values_[row]; }
  void put(std::size_t row, knob_value value);

  bool operator==(const settings&) const = default;

 private:
  template <knob_name Name>
  static consteval std::size_t index() {
    return find_knob(Name.view()).value();  // "unknown knob" when the compiler stops here
  }

  std::array<knob_value, knobs.size()> values_;
};

knob_value default_of(const knob& row);

// Settings that are all allowed, the same for the same seed on every machine; a knob's draw does
// not depend on the other rows. Each integer is often its default, its least or its most. Paths,
// addresses and free texts stay at their defaults, for they name things of the machine and do not
// change what the daemon does.
settings random_settings(std::uint64_t seed);

}  // namespace atrium::config
