#include "tools/bench/filling.hpp"

#include <array>

namespace atrium::bench {
namespace {

constexpr std::uint32_t connections = 16;
constexpr std::uint32_t in_flight =
    12;  // with the connections below the admission cap of one tenant

outcome<bool> is_there(peer& with, const connection& to, std::uint64_t item) {
  const std::array<call, 1> calls{{{.what = work::get, .item = item, .intended = 0, .open = true}}};
  wire::buffer request;
  with.ask(request, 0, calls[0]);
  auto sent = to.send_all(request.view());
  if (!sent) return sent.failure();
  std::string received;
  for (;;) {
    auto got = to.receive_some(received);
    if (!got) return got.failure();
    const answer found = with.recognise(received, 0, calls);
    if (found.what == verdict::broken) return refusal(errc::internal, "not an answer");
    if (found.what != verdict::incomplete) return found.what == verdict::good;
  }
}

}  // namespace

outcome<bool> is_filled(peer& with, const endpoint& where, std::uint64_t accounts) {
  auto made = connect_to(where);
  if (!made) return made.failure();
  auto greeted = with.greet(*made);
  if (!greeted) return greeted.failure();
  auto first = is_there(with, *made, 0);
  if (!first || !*first) return first;
  return is_there(with, *made, accounts - 1);
}

load filling_of(std::uint64_t accounts) {
  return {.what = work_choice::fill,
          .connections = connections,
          .in_flight = in_flight,
          .accounts = accounts};
}

outcome<measured> fill(peer& with, const endpoint& where, const load& filling) {
  engine filler(with, filling);
  auto connected = filler.connect(where);
  if (!connected) return connected.failure();
  auto done = filler.run();
  if (done && done->failed > 0) {
    return refusal(errc::internal, "filling: " + std::to_string(done->failed) +
                                       " accounts were refused, the first with " +
                                       done->first_failure);
  }
  return done;
}

}  // namespace atrium::bench
