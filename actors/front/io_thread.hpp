// One thread with its event loop, its connections, and the mailbox through which answers reach it.
#pragma once

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "actors/answer_sink.hpp"
#include "actors/front/bounds.hpp"
#include "actors/front/connection.hpp"
#include "actors/front/descriptor.hpp"
#include "actors/front/mailbox.hpp"
#include "actors/front/tls.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

class node;

// What the I/O threads share.
struct front_state {
  node& shared;
  std::atomic<std::int64_t>& connections;  // the node's figure
  const bounds allowed;
  current_tls_identity identity{};
  counter refused{};  // written by the first thread

  // Connections counted from accept to close.
  std::atomic<std::size_t> open{0};
  std::atomic<bool> draining{false};
  std::mutex lock{};
  std::condition_variable all_closed{};  // with `lock`: while draining, `open` has become 0

  void one_opened();
  void one_closed();
};

// An accepted socket on its way to its thread.
struct arrival {
  owned_descriptor descriptor;
  int family;
  peer from;
  bool local;
};

class io_thread final : public answer_sink {
 public:
  io_thread(unsigned number, front_state& state);
  // After `stop`.
  ~io_thread() override;

  void start();
  // From any thread.
  void adopt(arrival who);
  void drain();
  // Ends the thread, connections or not. From any other thread; the second call does nothing.
  // Returns how many connections still owed their clients something.
  std::size_t stop();

  void deliver(std::uint64_t connection, std::string response) noexcept override;
  void deliver_in_step(std::uint64_t connection, std::string response,
                       const answer_steps& steps) noexcept override;
  void wake(std::uint64_t connection, std::uint64_t parked) noexcept override;

  struct counters {
    counter accepted;
    counter bytes_in;
    counter bytes_out;
    counter messages;
  };
  const counters& counted() const { return counted_; }

  asio::io_context& context() { return context_; }

  // For its connections, on the thread.
  front_state& state() { return state_; }
  counters& count() { return counted_; }
  // The snapshot, renewed. The same until the loop has nothing to do.
  outcome<storage::snapshot*> renewed();
  // Forgets the connection if it is gone. Call when a turn of it is over.
  void done_with(connection& which);

 private:
  // A place that connections take one after the other; the generation tells them apart.
  struct slot {
    std::unique_ptr<connection> taken_by;
    std::uint32_t generation = 0;
  };

  void run();
  void open(arrival who);
  void post_mail(mail item) noexcept;
  void take_mail();
  void tick();
  connection* find(std::uint64_t id);

  const unsigned number_;
  front_state& state_;
  counters counted_;
  mailbox mail_;

  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::thread thread_;

  // Of the thread, once it runs.
  asio::steady_timer ticking_;
  std::optional<storage::snapshot> reading_;
  std::vector<slot> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::vector<mail> taken_;           // memory kept from turn to turn
  std::vector<connection*> touched_;  // as well
  bool draining_ = false;
};

}  // namespace atrium::actors
