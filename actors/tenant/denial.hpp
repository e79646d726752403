// That somebody was told `forbidden`, or named a site that is not his: for the audit log. What is
// noted is bounded by time, for whoever is denied may go on asking.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace atrium::actors {

struct denial {
  std::string method;
  std::string refused;  // code of the error
};

// Whose denial of what has been noted in this minute, in a tenant. From any thread.
class denial_limits {
 public:
  static constexpr std::size_t per_minute_max = 100;

  // Whether this one is to be noted: the first of its caller and method in the minute, and not one
  // too many of all.
  bool take(std::string_view who, std::string_view method, std::int64_t now_ms) {
    constexpr std::int64_t minute_ms = 60'000;
    const std::lock_guard alone(guard_);
    if (const std::int64_t minute = now_ms / minute_ms; minute != minute_) {
      minute_ = minute;
      noted_.clear();
    }
    return noted_.size() < per_minute_max && noted_.emplace(who, method).second;
  }

 private:
  std::mutex guard_;
  std::int64_t minute_ = 0;
  std::set<std::pair<std::string, std::string>> noted_;
};

}  // namespace atrium::actors
