#include "actors/courier/courier.hpp"

#include <algorithm>
#include <exception>

#include "actors/mail/attempt.hpp"
#include "actors/mail/writing.hpp"
#include "config/log.hpp"

namespace atrium::actors {
namespace {

constexpr std::size_t loaded_per_worker = 4;
constexpr std::size_t loaded_per_look = 2;  // of one tenant, before the next has its turn
constexpr std::int64_t look_again_ms_max = 60'000;
constexpr std::int64_t look_again_ms_held = 1'000;
constexpr auto note_again_after = std::chrono::seconds(1);

constexpr auto queued = static_cast<std::uint8_t>(records::mail_state::queued);

void log_outcome(const delivery_job& job) {
  const records::mail& mail = job.stored.mail;
  const auto tell = [&](log::level severity, std::string_view event) {
    log::line(severity, event,
              {{"tenant", job.tenant->name()},
               {"purpose", fields::name_of(mail.purpose)},
               {"message_id", mail.message_id},
               {"attempt", mail.attempts + 1},
               {"code", job.outcome.code}});
  };
  if (job.outcome.what == delivery::kind::sent)
    tell(log::level::info, "a mail was sent");
  else
    tell(log::level::warning, "a mail could not be sent");
}

}  // namespace

delivery_job::~delivery_job() {
  held = nullptr;  // before anybody looks again
  if (!told && tell) caf::anon_send(tell, delivered{nullptr});
}

void courier_worker::work(const deliver& wanted) {
  delivery_job& job = *wanted.job;
  job.outcome = carry(job);
  job.told = true;
  send(pool_, delivered{wanted.job});
}

delivery courier_worker::carry(const delivery_job& job) {
  const auto now = node_.world().now_ms();
  if (const auto why = overdue(job.stored.mail, now, patience_of(node_.settings())))
    return {.what = delivery::kind::not_tried, .answer = *why};
  const auto view = job.tenant->view();
  const writing made =
      write_mail(*view, job.stored, node_.mail().key, node_.settings().get<"mail.from">());
  if (!made.mail) return made.why_not;
  try {
    return node_.mail().carrier->carry(*made.mail);
  } catch (const std::exception& thrown) {
    return {.what = delivery::kind::failed, .answer = thrown.what()};
  }
}

caf::behavior courier_actor::make_behavior() {
  if (node_.mail().carrier)
    spawn_workers(static_cast<unsigned>(node_.settings().get<"mail.connections_max">()));
  look();
  return {[this](const look_for_mail& which) {
            if (which.round == 0 || which.round == round_) look();
          },
          [this](const delivered& made) {
            --loaded_;
            if (made.job) write_down(made.job);
            if (full_ || !made.job) look();
          },
          [this](const note_again& which) { commit_note(which.token); },
          [this](const committed& outcome) { settle(outcome.token, outcome.result.what); },
          [this](const worker_free& which) { is_free(which.worker); }};
}

void courier_actor::on_exit() {
  noting_.clear();
  pool_actor::on_exit();
}

std::size_t courier_actor::loaded_max() const {
  return loaded_per_worker *
         static_cast<std::size_t>(node_.settings().get<"mail.connections_max">());
}

void courier_actor::look() {
  if (!node_.mail().carrier) return;
  ++round_;
  // Whoever commits a mail from here on tells; what was committed before is seen.
  node_.courier_rests.store(true);
  const std::int64_t now = node_.world().now_ms();
  std::int64_t next = now + look_again_ms_max;
  const auto all = node_.tenants();
  const auto& tenants = all->by_number;
  auto turn = tenants.upper_bound(last_looked_at_);
  for (std::size_t i = 0; i < tenants.size() && loaded_ < loaded_max(); ++i, ++turn) {
    if (turn == tenants.end()) turn = tenants.begin();
    last_looked_at_ = turn->first;
    if (!turn->second->is_removing()) next = look_at(turn->second, now, next);
  }
  // Where no more fit, the end of one that is loaded makes it look again.
  full_ = loaded_ >= loaded_max();
  if (!full_)
    delayed_send(this, std::chrono::milliseconds(std::max<std::int64_t>(1, next - now)),
                 look_for_mail{round_});
}

std::int64_t courier_actor::look_at(const tenant_cell_ptr& tenant, std::int64_t now,
                                    std::int64_t later) {
  const auto reading = node_.borrow_snapshot();
  const storage::key waiting = storage::outbox_prefix(tenant->number(), queued);
  std::vector<storage::key> due;
  const auto scanned = reading->scan(
      storage::table::outbox, waiting, waiting, ~std::size_t{0}, [&](const storage::row& found) {
        const storage::outbox_place place = storage::place_in(found.key);
        if (place.due_ms > now) later = std::min(later, place.due_ms);
        if (place.due_ms > now || due.size() == loaded_per_look) return false;
        if (!node_.under_way.has(std::string(place.record.view())))
          due.push_back(place.record);
        else  // not many; perhaps with one whom a dead courier has left
          later = std::min(later, now + look_again_ms_held);
        return true;
      });
  if (!scanned) {
    log::error("the outbox cannot be read", {{"tenant", tenant->name()}});
    return later;
  }
  for (const storage::key& at : due)
    if (loaded_ < loaded_max() && load(tenant, at)) later = now;  // there may be more
  return later;
}

bool courier_actor::load(const tenant_cell_ptr& tenant, const storage::key& at) {
  auto job = std::make_shared<delivery_job>();
  job->held = node_.under_way.begin(std::string(at.view()));
  if (!job->held) return false;
  // Read once it is held: whoever had it before has written down what came of it.
  const auto reading = node_.borrow_snapshot();
  auto stored = read_mail(*reading, at);
  if (!stored) log::error("a mail cannot be read", {{"tenant", tenant->name()}});
  if (!stored || !*stored || (*stored)->mail.state != records::mail_state::queued ||
      (*stored)->mail.due > node_.world().now_ms())
    return false;
  job->stored = std::move(**stored);
  job->tenant = tenant;
  job->tell = this;
  ++loaded_;
  take(tenant->number(), deliver{std::move(job)});
  return true;
}

void courier_actor::write_down(std::shared_ptr<delivery_job> job) {
  auto& figures = node_.figures;
  (job->outcome.what == delivery::kind::sent ? figures.mails_sent : figures.mail_failures)
      .fetch_add(1, std::memory_order_relaxed);
  log_outcome(*job);
  std::uint64_t chance = 0;
  node_.world().random_bytes({reinterpret_cast<unsigned char*>(&chance), sizeof chance});
  job->after = after_attempt(job->stored.mail, job->outcome, node_.world().now_ms(), chance,
                             patience_of(node_.settings()));
  noting_.emplace(++last_token_, std::move(job));
  commit_note(last_token_);
}

void courier_actor::commit_note(std::uint64_t token) {
  const auto noted = noting_.find(token);
  if (noted == noting_.end()) return;
  const delivery_job& of = *noted->second;
  auto job = std::make_shared<commit_job>();
  job->reply_to = this;
  job->token = token;
  job->changes.tenant = of.tenant->number();
  job->changes.may_use_reserve = true;
  change_mail(job->changes, of.stored.at, of.stored.mail, of.stored.checksum, of.after);
  if (const caf::actor to = node_.handles->get(&wiring::committer))
    send(to, commit{std::move(job)});
}

// Refused: the mail is gone, or it was written down by a commit of which nobody heard. What came to
// nothing, or to nobody knows what, is tried again: the mail was sent, and must not be once more.
void courier_actor::settle(std::uint64_t token, storage::commit_result::kind how) {
  using kind = storage::commit_result::kind;
  if (how != kind::committed && how != kind::refused) {
    delayed_send(this, note_again_after, note_again{token});
    return;
  }
  noting_.erase(token);
}

}  // namespace atrium::actors
