#include "actors/supervisor/supervisor.hpp"

#include <caf/send.hpp>

#include "actors/committer/committer.hpp"
#include "actors/courier/courier.hpp"
#include "actors/directory/directory.hpp"
#include "actors/feed/feed.hpp"
#include "actors/hashing/hashing.hpp"
#include "actors/indexer/indexer.hpp"
#include "actors/janitor/janitor.hpp"
#include "actors/mover/mover.hpp"
#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/scans/scans.hpp"
#include "actors/segments/settler.hpp"
#include "actors/tenant/adopt.hpp"
#include "actors/timekeeper/timekeeper.hpp"
#include "config/log.hpp"

namespace atrium::actors {
namespace {

constexpr std::array roles{&wiring::committer, &wiring::hashing,    &wiring::feed,
                           &wiring::janitor,   &wiring::timekeeper, &wiring::mover,
                           &wiring::settler,   &wiring::indexer,    &wiring::scans,
                           &wiring::courier,   &wiring::directory};

}  // namespace

supervisor_actor::supervisor_actor(caf::actor_config& config, actors::node& shared)
    : caf::event_based_actor(config), node_(shared) {
  keep_quiet(*this);
  set_down_handler([this](const caf::down_msg& down) {
    for (caf::actor wiring::*role : roles) {
      const caf::actor current = node_.handles->get(role);
      if (current && current.id() == down.source.id()) {
        log::error("an actor died and is replaced");
        start(role);
      }
    }
  });
}

caf::behavior supervisor_actor::make_behavior() {
  for (caf::actor wiring::*role : roles) start(role);
  return {[](const tick&) {}};
}

void supervisor_actor::start(caf::actor wiring::*role) {
  caf::actor started;
  auto shared = std::ref(node_);
  if (role == &wiring::committer)
    started = node_.handles->blocking == spawning::detached
                  ? spawn<committer_actor, caf::detached + caf::monitored>(shared)
                  : spawn<committer_actor, caf::monitored>(shared);
  else if (role == &wiring::indexer)
    started = node_.handles->blocking == spawning::detached
                  ? spawn<indexer_actor, caf::detached + caf::monitored>(shared)
                  : spawn<indexer_actor, caf::monitored>(shared);
  else if (role == &wiring::hashing)
    started = spawn<hashing_actor, caf::monitored>(shared);
  else if (role == &wiring::scans)
    started = spawn<scans_actor, caf::monitored>(shared);
  else if (role == &wiring::courier)
    started = spawn<courier_actor, caf::monitored>(shared);
  else if (role == &wiring::janitor)
    started = node_.handles->blocking == spawning::detached
                  ? spawn<janitor_actor, caf::detached + caf::monitored>(shared)
                  : spawn<janitor_actor, caf::monitored>(shared);
  else if (role == &wiring::timekeeper)
    started = spawn<timekeeper_actor, caf::monitored>(shared);
  else if (role == &wiring::mover)
    started = spawn<mover_actor, caf::monitored>(shared);
  else if (role == &wiring::settler)
    started = spawn<settler_actor, caf::monitored>(shared);
  else if (role == &wiring::feed)
    started = spawn<feed_actor, caf::monitored>(shared);
  else
    started = spawn<directory_actor, caf::monitored>(shared);
  node_.handles->set(role, std::move(started));
}

outcome<nothing> start_actors(node& shared, caf::actor_system& system, storage::writer& writer,
                              spawning blocking) {
  shared.handles->system = &system;
  shared.handles->writer = &writer;
  shared.handles->blocking = blocking;
  if (auto adopted = adopt_tenants(shared); !adopted) return adopted.failure();
  shared.handles->set(&wiring::supervisor, system.spawn<supervisor_actor>(std::ref(shared)));
  return nothing{};
}

void stop_actors(node& shared) {
  wiring& handles = *shared.handles;
  std::vector<caf::actor> all;
  {
    std::lock_guard lock(handles.guard);
    // Those that send come before those that they send to.
    all = {handles.supervisor, handles.directory, handles.janitor, handles.timekeeper,
           handles.mover,      handles.settler,   handles.courier};
    for (const auto& [number, actors] : handles.tenants) {
      all.push_back(actors.router);
      all.push_back(actors.tenant);
    }
    all.insert(all.end(),
               {handles.scans, handles.hashing, handles.indexer, handles.feed, handles.committer});
    handles.supervisor = handles.directory = handles.janitor = handles.timekeeper = nullptr;
    handles.mover = handles.settler = handles.courier = nullptr;
    handles.scans = handles.hashing = handles.indexer = nullptr;
    handles.feed = handles.committer = nullptr;
    handles.tenants.clear();
  }
  for (const caf::actor& each : all)
    if (each) caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
}

}  // namespace atrium::actors
