// The load engine: one thread, one epoll loop, any number of connections with up to `in_flight`
// calls each, the same for every peer.
//
// Closed loop (rate 0): each connection keeps `in_flight` calls open; the next is sent when one is
// answered. Shows the peak rate; its latencies are those of a full server. Open loop (rate > 0):
// calls are due at evenly spaced times whatever the server does, and go out on the connections in
// turn; latency counts from the time a call was due.
//
// Every answer is verified. A failed one is counted, never timed.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "tools/bench/histogram.hpp"
#include "tools/bench/keys.hpp"
#include "tools/bench/peer.hpp"
#include "tools/bench/schedule.hpp"
#include "tools/bench/usage.hpp"

namespace atrium::bench {

enum class work_choice : std::uint8_t {
  get,
  update,
  create,
  mix,     // 90 % get, 9 % update, 1 % create
  fill,    // each account once; the run ends when all are there
  script,  // the calls of a file; `accounts` is how many they are
  credit,  // entries in the ledger of one account
};

struct load {
  work_choice what = work_choice::get;
  std::uint32_t connections = 1;
  std::uint32_t in_flight = 1;
  double rate = 0;  // calls per second of all connections together; 0: closed loop
  double warm_up_seconds = 0.5;
  double seconds = 5;
  std::uint64_t accounts = 0;
  std::uint64_t first_created =
      0;  // number of the first account of `create`; each number can be used once
  key_choice keys = key_choice::uniform;
  pid_t server = 0;  // whose usage to tell; 0: unknown
};

struct measured {
  histogram latency;         // of good calls, nanoseconds
  double seconds = 0;        // measured time
  std::uint64_t good = 0;    // in the measured time
  std::uint64_t failed = 0;  // at any time, the warm-up included
  std::uint64_t unanswered =
      0;  // given up after the end: no answer came, or the call was due and never went out
  std::uint64_t answer_bytes = 0;  // of the good calls
  std::string first_failure;       // the beginning of the first failed answer
  double client_cpu_seconds = 0;
  double server_cpu_seconds = 0;
  double foreign_cpu_seconds = 0;  // neither ours nor the server's; -1 if the server is not known
  std::uint64_t server_resident_bytes = 0;
  std::uint64_t server_written_bytes = 0;
  std::uint64_t machine_flushes = 0;
};

class engine {
 public:
  // `with` must outlive the engine.
  engine(peer& with, load what);
  ~engine();
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  outcome<nothing> connect(const endpoint& where);

  // One run: warm-up, measured time, then the open calls are awaited for up to 5 seconds. A refusal
  // means that a connection broke. May be called again on the same connections if nothing was left
  // unanswered.
  outcome<measured> run();

 private:
  // Calls live in slots; each slot is free, or open and in `order` (oldest first).
  struct lane {
    connection socket;
    std::vector<call> calls;
    std::vector<std::uint32_t> free;
    std::deque<std::uint32_t> order;
    std::string received;
    std::size_t consumed = 0;  // of `received`
    wire::buffer to_send;
    std::size_t sent = 0;  // of `to_send`
    bool awaits_room = false;
    bool queued = false;  // in `dirty_`: has bytes to send in this round
  };
  enum class phase : std::uint8_t { warm_up, measuring, draining };

  call next_call(std::int64_t intended);
  bool more_to_do() const;
  void start_call(std::uint32_t at, std::int64_t intended);
  void start_due_calls(std::int64_t now);
  void start_closed_loop(std::int64_t now);
  outcome<nothing> receive(std::uint32_t at);
  outcome<nothing> take_answers(std::uint32_t at, std::int64_t now);
  void finish_call(lane& of, const answer& found, std::string_view bytes, std::int64_t now);
  outcome<nothing> flush_dirty();
  outcome<nothing> send_pending(std::uint32_t at);
  void advance(std::int64_t now);
  void begin_measuring(std::int64_t now);
  void end_measuring(std::int64_t now);
  outcome<nothing> wait(std::int64_t now);

  peer& peer_;
  load load_;
  key_source keys_;
  std::uint64_t turn_ = 0;    // of the mix
  std::uint64_t created_;     // number of the next account of `create`
  std::uint64_t filled_ = 0;  // accounts of `fill` asked for so far
  int poll_ = -1;
  std::vector<char> chunk_;  // what one receive may bring
  std::vector<lane> lanes_;
  std::vector<std::uint32_t> dirty_;
  std::deque<std::uint32_t> ready_;  // open loop: a lane for each free slot, in turn
  std::optional<schedule> plan_;     // open loop
  std::uint64_t open_calls_ = 0;

  phase phase_ = phase::warm_up;
  std::int64_t measure_begin_ = 0;
  std::int64_t measure_end_ = 0;
  std::int64_t give_up_ = 0;
  measured result_;
  std::vector<pid_t> server_processes_;
  usage server_before_;
  double client_cpu_before_ = 0;
  machine_usage machine_before_;
};

}  // namespace atrium::bench
