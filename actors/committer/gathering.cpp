#include "actors/committer/gathering.hpp"

#include <algorithm>
#include <utility>

namespace atrium::actors {

namespace {

constexpr int commits_until_next_try = 16;

}  // namespace

void gathering::answered(std::size_t changes, std::int64_t waited_us, std::int64_t now_us,
                         std::int64_t percent) {
  answered_ = changes;
  until_us_ = now_us + waited_us * percent / 100;
}

void gathering::found(std::size_t waiting) { hoped_for_ = waiting + std::exchange(answered_, 0); }

std::int64_t gathering::pause_us(std::size_t waiting, std::int64_t now_us) const {
  if (commits_without_ > 0 || complete(waiting)) return 0;
  return std::max<std::int64_t>(until_us_ - now_us, 0);
}

void gathering::begin(std::size_t waiting) {
  under_way_ = true;
  waiting_at_begin_ = waiting;
}

void gathering::commit(std::size_t waiting) {
  if (std::exchange(under_way_, false)) {
    const std::size_t came = waiting - waiting_at_begin_;
    if (came < (hoped_for_ - waiting_at_begin_) / 2) commits_without_ = commits_until_next_try;
  } else if (commits_without_ > 0) {
    --commits_without_;
  }
}

}  // namespace atrium::actors
