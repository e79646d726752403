// A knob: one thing an operator may set. `knobs.hpp` is the table of all of them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace atrium::config {

// In the order of the alternatives of `knob_value`.
enum class knob_kind : std::uint8_t { integer, boolean, text, path, text_list };

using knob_value =
    std::variant<std::int64_t, bool, std::string, std::filesystem::path, std::vector<std::string>>;

template <knob_kind Kind>
using value_type = std::variant_alternative_t<static_cast<std::size_t>(Kind), knob_value>;

struct range {
  std::int64_t min;
  std::int64_t max;
};

struct knob {
  std::string_view name;  // dotted TOML path, "front.io_threads"
  knob_kind kind;
  range allowed;              // integer: its value; text and path: bytes; text_list: entries
  std::int64_t fallback = 0;  // default of an integer, and of a boolean (0 or 1)
  std::string_view fallback_text =
      {};                         // default of text and path; the one entry of a list, or none
  std::string_view unit = {};     // what an integer counts, or what a text stands for
  std::string_view summary = {};  // one line, no full stop
  std::array<std::string_view, 6> choices = {};  // text: the only words allowed, unless empty
  std::string_view short_flag = {};              // a second flag, "--data"
  std::int64_t drawn_max = allowed.max;          // integer: the most that a simulation draws

  // The most that `random_settings` draws, where `allowed.max` would outgrow a test machine.
  constexpr knob drawn_up_to(std::int64_t most) const {
    knob changed = *this;
    changed.drawn_max = most;
    return changed;
  }

  constexpr knob also(std::string_view flag) const {
    knob changed = *this;
    changed.short_flag = flag;
    return changed;
  }

  constexpr bool has_choices() const { return !choices[0].empty(); }
  constexpr std::string_view section() const { return name.substr(0, name.find('.')); }
  constexpr std::string_view key() const { return name.substr(name.find('.') + 1); }
};

constexpr knob integer(std::string_view name, std::int64_t fallback, range allowed,
                       std::string_view unit, std::string_view summary) {
  return {.name = name,
          .kind = knob_kind::integer,
          .allowed = allowed,
          .fallback = fallback,
          .unit = unit,
          .summary = summary};
}

constexpr knob boolean(std::string_view name, bool fallback, std::string_view summary) {
  return {.name = name,
          .kind = knob_kind::boolean,
          .allowed = {0, 1},
          .fallback = fallback,
          .summary = summary};
}

constexpr knob choice(std::string_view name, std::string_view fallback,
                      std::array<std::string_view, 6> choices, std::string_view summary) {
  return {.name = name,
          .kind = knob_kind::text,
          .allowed = {1, 32},
          .fallback_text = fallback,
          .summary = summary,
          .choices = choices};
}

constexpr knob path(std::string_view name, std::string_view fallback, range bytes,
                    std::string_view unit, std::string_view summary) {
  return {.name = name,
          .kind = knob_kind::path,
          .allowed = bytes,
          .fallback_text = fallback,
          .unit = unit,
          .summary = summary};
}

// Printable text of one line, that is no word of a list.
constexpr knob words(std::string_view name, std::string_view fallback, range bytes,
                     std::string_view unit, std::string_view summary) {
  return {.name = name,
          .kind = knob_kind::text,
          .allowed = bytes,
          .fallback_text = fallback,
          .unit = unit,
          .summary = summary};
}

// A list of `address.hpp` addresses.
constexpr knob addresses(std::string_view name, std::string_view fallback, range entries,
                         std::string_view summary) {
  return {.name = name,
          .kind = knob_kind::text_list,
          .allowed = entries,
          .fallback_text = fallback,
          .unit = "address",
          .summary = summary};
}

}  // namespace atrium::config
