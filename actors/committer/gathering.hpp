// Whether a commit waits for more, and for how long. Callers that wait for their answers would
// else fall into two groups that take turns, each commit with half of them. No CAF, no clock.
#pragma once

#include <cstddef>
#include <cstdint>

namespace atrium::actors {

class gathering {
 public:
  // A commit of so many changes has ended and its callers are being answered. It waited so long for
  // the disk, which the next one can save by taking them along: they may be waited for until a
  // share of that time has passed.
  void answered(std::size_t changes, std::int64_t waited_us, std::int64_t now_us,
                std::int64_t percent);

  // So many changes came while it was under way.
  void found(std::size_t waiting);

  // Microseconds to wait, with so many changes waiting; 0: commit them now. Waiting that did not
  // pay is not tried again for some commits.
  std::int64_t pause_us(std::size_t waiting, std::int64_t now_us) const;

  // The wait that pause_us advised begins with so many changes waiting.
  void begin(std::size_t waiting);
  bool under_way() const { return under_way_; }
  // All that may be waited for have come.
  bool complete(std::size_t waiting) const { return waiting >= hoped_for_; }

  // They are being committed, after a wait or without one.
  void commit(std::size_t waiting);

 private:
  std::int64_t until_us_ = 0;
  std::size_t answered_ = 0;   // by the last commit
  std::size_t hoped_for_ = 0;  // as many wait if all of these come back
  std::size_t waiting_at_begin_ = 0;
  int commits_without_ = 0;  // for so many it is not tried
  bool under_way_ = false;
};

}  // namespace atrium::actors
