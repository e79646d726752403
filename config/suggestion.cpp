#include "config/suggestion.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <vector>

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

std::string suggestion(const std::string& written, std::span<const spelling> known) {
  constexpr std::size_t bytes_max =
      100;  // longer is no slip of a finger, and the cost is quadratic
  if (written.size() > bytes_max) return {};
  const spelling* nearest = nullptr;
  std::size_t least = std::max<std::size_t>(2, written.size() / 3) + 1;
  for (const spelling& each : known) {
    const std::size_t away = distance(written, each.compared);
    if (away >= least) continue;
    least = away;
    nearest = &each;
  }
  return nearest == nullptr ? "" : "; did you mean " + nearest->shown + "?";
}

}  // namespace atrium::config
