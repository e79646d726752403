// The node and the session that the front is tested with. The session answers by method:
//   hello  true, and has said hello         echo   the named parameters
//   later  when the test says so            park   when the test wakes it
//   big    node::big_bytes of text          bye    true, and ends the connection
//   follow true, and so many events as `node::events`, each of node::big_bytes
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "actors/answer_sink.hpp"
#include "folder.hpp"
#include "storage/store.hpp"

namespace atrium::actors {

class node {
 public:
  node();
  ~node();

  // Answers a call of `later` from the calling thread, once it has come. False after 10 s.
  bool answer(std::uint32_t msgid);
  bool answer_in_step(std::uint32_t msgid, const answer_steps& steps);
  // Wakes a call of `park`, likewise.
  bool wake(std::uint32_t msgid);
  bool await_waiting(std::size_t calls);
  std::size_t waiting();

  std::size_t big_bytes = 100;
  std::atomic<int> events{0};
  std::atomic<int> pushed{0};

  // For the front and the session.
  struct waiting_call {
    answer_sink* sink;
    std::uint64_t connection;
  };
  void note(std::uint32_t msgid, waiting_call call);
  std::unique_ptr<storage::store> data;
  std::atomic<std::int64_t> connections{0};
  std::atomic<int> sessions{0};

 private:
  bool take(std::uint32_t msgid, waiting_call& call);

  const test::folder folder_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::map<std::uint32_t, waiting_call> waiting_;  // guarded by lock_
};

}  // namespace atrium::actors
