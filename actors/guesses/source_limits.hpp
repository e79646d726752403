// How many passwords may be guessed from one source (security.md 7): a bucket for each tenant and
// address, filled by failures and emptied by time. A guess that is under way counts as a failure
// until it is known to be none. Bounded: the source that was seen longest ago is forgotten.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "protocol/outcome.hpp"
#include "protocol/records/numbers.hpp"

namespace atrium::actors {

class source_limits {
 public:
  struct limits {
    std::int64_t failures_max = 30;
    std::int64_t window_ms = 300'000;  // within which the bucket empties
    std::size_t sources_max = 100'000;
  };

  // One guess; at its end it is given back unless it has failed.
  class guess {
   public:
    guess(source_limits& of, std::pair<tenant_number, std::string> source)
        : of_(of), source_(std::move(source)) {}
    ~guess() {
      if (!failed_) of_.give_back(source_);
    }
    guess(const guess&) = delete;
    guess& operator=(const guess&) = delete;
    void fail() { failed_ = true; }

   private:
    source_limits& of_;
    const std::pair<tenant_number, std::string> source_;
    bool failed_ = false;
  };

  // `too_many_attempts` where the bucket is full. From any thread; so is a guess.
  outcome<std::shared_ptr<guess>> begin(tenant_number tenant, const std::string& source,
                                        const limits& within, std::int64_t now_ms);

 private:
  using name = std::pair<tenant_number, std::string>;
  struct bucket {
    double failures = 0;
    std::int64_t at_ms = 0;
    std::list<name>::iterator place;  // in by_use_
  };

  void give_back(const name& source);
  bucket& bucket_of(const name& source, std::size_t sources_max, std::int64_t now_ms);

  std::mutex guard_;
  std::map<name, bucket> buckets_;
  std::list<name> by_use_;  // longest unused first
};

}  // namespace atrium::actors
