// Which mails somebody is about to send, or has sent and not written down yet: at most one delivery
// of a mail is under way, also while a courier that died leaves workers behind.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace atrium::actors {

class mails_under_way {
 public:
  // Held by whoever delivers the mail; its end lets others.
  class hold {
   public:
    hold(mails_under_way& in, std::string at) : in_(in), at_(std::move(at)) {}
    ~hold() { in_.end(at_); }
    hold(const hold&) = delete;
    hold& operator=(const hold&) = delete;

   private:
    mails_under_way& in_;
    const std::string at_;
  };

  // By the mail's key in `records`; null while somebody else has it. From any thread.
  std::unique_ptr<hold> begin(const std::string& at) {
    const std::lock_guard lock(guard_);
    return keys_.insert(at).second ? std::make_unique<hold>(*this, at) : nullptr;
  }
  bool has(const std::string& at) const {
    const std::lock_guard lock(guard_);
    return keys_.contains(at);
  }
  std::size_t count() const {
    const std::lock_guard lock(guard_);
    return keys_.size();
  }

 private:
  void end(const std::string& at) {
    const std::lock_guard lock(guard_);
    keys_.erase(at);
  }

  mutable std::mutex guard_;  // of keys_
  std::set<std::string> keys_;
};

}  // namespace atrium::actors
