// A writer before a real one that fails on demand, by count and so the same in every run: for the
// simulation and for tests of the actors.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "storage/writer.hpp"

namespace atrium::test {

class faulty_writer final : public storage::writer {
 public:
  enum class fault : std::uint8_t {
    failed,           // nothing is written, and all are told so
    storage_full,     // nothing is written; all are told that there is no room
    unknown_lost,     // nothing is written; all are told that nobody knows
    unknown_durable,  // all is written as it should be; all are told that nobody knows
    delayed,          // `wait` is called, then all goes as it should
  };

  explicit faulty_writer(storage::writer& real) : real_(real) {}

  // The n-th commit from the beginning (from 1) has this fault.
  void fail(std::uint64_t n, fault how) { plan_[n] = how; }
  // What `delayed` does; by default nothing.
  void on_delay(std::function<void()> wait) { wait_ = std::move(wait); }

  std::uint64_t commits() const { return commits_; }
  // After an unknown fate a real store takes nothing more; so does this one.
  bool broken() const { return broken_; }

  std::vector<storage::commit_result> commit(
      std::span<const storage::change_set* const> batch) override {
    using kind = storage::commit_result::kind;
    const auto all = [&](kind what) {
      return std::vector(batch.size(), storage::commit_result{.what = what});
    };
    ++commits_;
    if (broken_) return all(kind::failed);
    const auto planned = plan_.find(commits_);
    if (planned == plan_.end()) return real_.commit(batch);
    switch (planned->second) {
      case fault::failed:
        return all(kind::failed);
      case fault::storage_full:
        return all(kind::storage_full);
      case fault::unknown_durable:
        real_.commit(batch);
        [[fallthrough]];
      case fault::unknown_lost:
        broken_ = true;
        return all(kind::unknown);
      case fault::delayed:
        if (wait_) wait_();
        break;
    }
    return real_.commit(batch);
  }

 private:
  storage::writer& real_;
  std::map<std::uint64_t, fault> plan_;
  std::function<void()> wait_;
  std::uint64_t commits_ = 0;
  bool broken_ = false;
};

}  // namespace atrium::test
