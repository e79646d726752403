#include "config/suggestion.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "config/knobs.hpp"

namespace atrium::config {
namespace {

// Levenshtein distance, one row at a time.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string suggestion(std::string_view written) {
  constexpr std::size_t name_bytes_max =
      100;  // a longer one is no slip of a finger, and the cost is quadratic
  if (written.size() > name_bytes_max) return {};
  std::string_view nearest;
  std::size_t least = std::max<std::size_t>(2, written.size() / 3) + 1;
  const auto offer = [&](std::string_view name, std::string_view compared) {
    const std::size_t away = distance(written, compared);
    if (away >= least) return;
    least = away;
    nearest = name;
  };
  for (const knob& row : knobs) {
    offer(row.name, row.name);
    offer(row.name, row.key());  // the section was forgotten
    if (!row.short_flag.empty()) offer(row.name, row.short_flag.substr(2));
  }
  for (const section& part : sections) offer(part.name, part.name);
  if (nearest.empty()) return {};
  return "; did you mean " + std::string(nearest) + "?";
}

}  // namespace atrium::config
