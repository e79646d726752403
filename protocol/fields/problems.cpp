#include "protocol/fields/problems.hpp"

#include <algorithm>

namespace atrium::fields {
namespace {

// A call with more wrong fields than this hears of the first ones; the answer stays small.
constexpr std::size_t problems_max = 64;
constexpr std::size_t name_bytes_max = 128;

}  // namespace

std::string path::text() const {
  std::string own =
      position >= 0 ? std::to_string(position) : std::string(name.substr(0, name_bytes_max));
  if (!parent) return own;
  std::string above = parent->text();
  if (above.empty()) return own;
  if (own.empty()) return above;
  return above + "." + own;
}

void problems::add(const path& where, errc code, std::string message) {
  if (found_.size() < problems_max) found_.push_back({where.text(), code, std::move(message)});
}

void problems::merge(problems&& others) {
  for (field_error& each : others.found_)
    if (found_.size() < problems_max) found_.push_back(std::move(each));
}

void problems::add_others(std::vector<field_error>&& others) {
  const std::size_t known = found_.size();
  for (field_error& each : others) {
    const auto end = found_.begin() + static_cast<std::ptrdiff_t>(known);
    const bool told = std::any_of(found_.begin(), end, [&](const field_error& one) {
      return one.path == each.path || one.path.starts_with(each.path + ".");
    });
    if (!told && found_.size() < problems_max) found_.push_back(std::move(each));
  }
}

error problems::take() {
  error all{
      .code = found_.front().code, .message = found_.front().message, .path = found_.front().path};
  if (!all.path.empty()) all.message = all.path + ": " + all.message;
  if (found_.size() > 1) all.message += " (and " + std::to_string(found_.size() - 1) + " more)";
  all.fields = std::move(found_);
  return all;
}

}  // namespace atrium::fields
