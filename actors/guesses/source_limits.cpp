#include "actors/guesses/source_limits.hpp"

#include <algorithm>
#include <cmath>

namespace atrium::actors {

outcome<std::shared_ptr<source_limits::guess>> source_limits::begin(tenant_number tenant,
                                                                    const std::string& source,
                                                                    const limits& within,
                                                                    std::int64_t now_ms) {
  const std::lock_guard alone(guard_);
  name whose(tenant, source);
  bucket& of = bucket_of(whose, within.sources_max, now_ms);
  const auto full = static_cast<double>(within.failures_max);
  const double ms_each = static_cast<double>(within.window_ms) / full;
  const auto passed = static_cast<double>(std::max<std::int64_t>(now_ms - of.at_ms, 0));
  of.failures = std::max(0.0, of.failures - passed / ms_each);
  of.at_ms = now_ms;
  if (of.failures + 1 > full) {
    error refused = refusal(errc::too_many_attempts);
    refused.retry_after_ms =
        static_cast<std::int64_t>(std::ceil((of.failures + 1 - full) * ms_each));
    return refused;
  }
  of.failures += 1;
  return std::make_shared<guess>(*this, std::move(whose));
}

void source_limits::give_back(const name& source) {
  const std::lock_guard alone(guard_);
  if (const auto known = buckets_.find(source); known != buckets_.end())
    known->second.failures = std::max(0.0, known->second.failures - 1);
}

source_limits::bucket& source_limits::bucket_of(const name& source, std::size_t sources_max,
                                                std::int64_t now_ms) {
  const auto known = buckets_.find(source);
  if (known != buckets_.end()) {
    by_use_.splice(by_use_.end(), by_use_, known->second.place);
    return known->second;
  }
  if (buckets_.size() >= sources_max) {
    buckets_.erase(by_use_.front());
    by_use_.pop_front();
  }
  const auto place = by_use_.insert(by_use_.end(), source);
  return buckets_.emplace(source, bucket{.at_ms = now_ms, .place = place}).first->second;
}

}  // namespace atrium::actors
