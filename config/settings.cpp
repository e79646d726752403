#include "config/settings.hpp"

#include <bit>
#include <cassert>

#include "config/check.hpp"

namespace atrium::config {
namespace {

// splitmix64 (Steele, Lea, Flood 2014): the standard's distributions differ between libraries, a
// seed must not.
class draw {
 public:
  draw(std::uint64_t seed, std::string_view name) : state_(seed) {
    for (const char c : name) {
      state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3;
      next();
    }
  }

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

 private:
  std::uint64_t state_;
};

// One half of the draws are the default or an edge, the others spread over the orders of magnitude.
std::int64_t random_integer(const knob& row, draw& from) {
  const std::int64_t least = row.allowed.min;
  const std::int64_t most = row.drawn_max;
  switch (from.below(8)) {
    case 0:
      return least;
    case 1:
      return most;
    case 2:
    case 3:
      return std::min(row.fallback, most);
    default: {
      const auto span = static_cast<std::uint64_t>(most - least);
      const std::uint64_t bits = from.below(std::bit_width(span) + 1U);
      const std::uint64_t above = from.next() & ((std::uint64_t{1} << bits) - 1);
      return least + static_cast<std::int64_t>(std::min(above, span));
    }
  }
}

knob_value random_value(const knob& row, draw from) {
  switch (row.kind) {
    case knob_kind::integer:
      return random_integer(row, from);
    case knob_kind::boolean:
      return from.below(2) == 1;
    case knob_kind::text: {
      if (!row.has_choices()) return default_of(row);
      const auto words =
          std::ranges::count_if(row.choices, [](auto word) { return !word.empty(); });
      return std::string(row.choices[from.below(static_cast<std::uint64_t>(words))]);
    }
    case knob_kind::path:
    case knob_kind::text_list:
      break;
  }
  return default_of(row);
}

}  // namespace

knob_value default_of(const knob& row) {
  switch (row.kind) {
    case knob_kind::integer:
      return row.fallback;
    case knob_kind::boolean:
      return row.fallback != 0;
    case knob_kind::text:
      return std::string(row.fallback_text);
    case knob_kind::path:
      return std::filesystem::path(row.fallback_text);
    case knob_kind::text_list:
      break;
  }
  std::vector<std::string> entries;
  if (!row.fallback_text.empty()) entries.emplace_back(row.fallback_text);
  return entries;
}

settings::settings() {
  for (std::size_t i = 0; i < knobs.size(); ++i) values_[i] = default_of(knobs[i]);
}

void settings::put(std::size_t row, knob_value value) {
  assert(!refusal_of(knobs[row], value));
  values_[row] = std::move(value);
}

settings random_settings(std::uint64_t seed) {
  settings drawn;
  for (std::size_t i = 0; i < knobs.size(); ++i) {
    drawn.put(i, random_value(knobs[i], draw(seed, knobs[i].name)));
  }
  for (const ordering& pair : orderings) {
    const std::size_t smaller = *find_knob(pair.smaller);
    const auto largest = std::get<std::int64_t>(drawn.at(*find_knob(pair.larger)));
    drawn.put(smaller, std::min(std::get<std::int64_t>(drawn.at(smaller)), largest));
  }
  return drawn;
}

}  // namespace atrium::config
