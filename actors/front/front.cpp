#include "actors/front/front.hpp"

#include <sys/resource.h>

#include <asio/post.hpp>
#include <thread>
#include <utility>

#include "actors/front/acceptor.hpp"
#include "actors/front/bounds.hpp"
#include "actors/front/io_thread.hpp"
#include "actors/front/listener.hpp"
#include "actors/front/node_access.hpp"
#include "actors/front/tls.hpp"
#include "config/log.hpp"
#include "config/threads.hpp"

namespace atrium::actors {
namespace {

std::size_t descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

outcome<std::vector<listener>> listen_on_all(const config::settings& settings) {
  std::vector<listener> all;
  for (const std::string& entry : settings.get<"listen.addresses">()) {
    const auto where = config::parse_address(entry);
    if (!where) return refusal(errc::internal, "\"" + entry + "\" is no address with a port");
    auto made = listen_on(*where);
    if (!made) return made.failure();
    for (listener& each : *made) all.push_back(std::move(each));
  }
  if (const std::string& file = settings.get<"listen.socket">(); !file.empty()) {
    auto made = listen_on_file(file);
    if (!made) return made.failure();
    all.push_back(std::move(*made));
  }
  return all;
}

}  // namespace

struct front::parts {
  explicit parts(node& shared, const config::settings& settings)
      : state{.shared = shared,
              .connections = connections_of(shared),
              .allowed = bounds_of(settings, descriptor_limit())},
        certificate(settings.get<"tls.certificate">()),
        key(settings.get<"tls.key">()) {}

  outcome<nothing> read_identity() {
    if (certificate.empty()) return nothing{};
    auto identity = read_tls_identity(certificate, key);
    if (!identity) return identity.failure();
    state.identity.set(std::move(*identity));
    return nothing{};
  }

  // Nobody connects any more. From any thread but the first I/O thread.
  void stop_accepting() {
    asio::post(threads.front()->context(), [this] {
      for (const auto& each : acceptors) each->stop();
    });
  }

  // Returns how many connections were still owed something.
  std::size_t stop() {
    std::size_t owing = 0;
    for (const auto& each : threads) owing += each->stop();
    acceptors.clear();
    return owing;
  }

  front_state state;
  const std::string certificate;
  const std::string key;
  std::vector<std::unique_ptr<io_thread>> threads;
  std::vector<std::unique_ptr<acceptor>> acceptors;
  std::vector<std::string> addresses;
};

front::front(std::unique_ptr<parts> inside) : inside_(std::move(inside)) {}

front::~front() { inside_->stop(); }

outcome<std::unique_ptr<front>> front::start(node& shared, const config::settings& settings) {
  auto inside = std::make_unique<parts>(shared, settings);
  if (auto read = inside->read_identity(); !read) return read.failure();
  auto listeners = listen_on_all(settings);
  if (!listeners) return listeners.failure();

  const unsigned count = config::io_threads(settings, std::thread::hardware_concurrency());
  for (unsigned number = 0; number < count; ++number)
    inside->threads.push_back(std::make_unique<io_thread>(number, inside->state));
  for (listener& each : *listeners) {
    inside->addresses.push_back(each.name());
    inside->acceptors.push_back(std::make_unique<acceptor>(
        inside->threads.front()->context(), std::move(each), inside->state, inside->threads));
  }
  await_serving(shared);
  for (const auto& each : inside->acceptors) each->start();
  for (const auto& each : inside->threads) each->start();
  for (const std::string& name : inside->addresses) {
    log::info("listening", {{"address", name}, {"tls", !inside->certificate.empty()}});
  }
  return std::unique_ptr<front>(new front(std::move(inside)));
}

const std::vector<std::string>& front::addresses() const { return inside_->addresses; }

std::size_t front::connections() const { return inside_->state.open; }

front_figures front::measure() const {
  front_figures sum{.open = connections(), .refused = inside_->state.refused.read()};
  for (const auto& each : inside_->threads) {
    const io_thread::counters& counted = each->counted();
    sum.accepted += counted.accepted.read();
    sum.bytes_in += counted.bytes_in.read();
    sum.bytes_out += counted.bytes_out.read();
    sum.messages += counted.messages.read();
  }
  return sum;
}

outcome<nothing> front::reload_certificates() { return inside_->read_identity(); }

bool front::drain(std::chrono::milliseconds patience) {
  parts& in = *inside_;
  in.state.draining = true;
  in.stop_accepting();
  for (const auto& each : in.threads) each->drain();
  {
    std::unique_lock guard(in.state.lock);
    in.state.all_closed.wait_for(guard, patience, [&] { return in.state.open == 0; });
  }
  return in.stop() == 0;
}

}  // namespace atrium::actors
