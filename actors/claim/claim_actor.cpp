#include "actors/claim/claim_actor.hpp"

#include <algorithm>
#include <caf/send.hpp>

#include "actors/account/leaving/claiming.hpp"
#include "actors/account/profile.hpp"
#include "actors/answer.hpp"
#include "actors/commands.hpp"
#include "actors/inner_calls.hpp"
#include "actors/node.hpp"
#include "actors/overloaded.hpp"
#include "actors/quiet.hpp"
#include "actors/tenant/visible.hpp"

namespace atrium::actors {
namespace {

using methods::claim_result;
using methods::claimable_guest;
using records::customer;

// Of the inner calls: the list's; each guest's is his place and one.
constexpr std::size_t list_row = 0;

account_number account_of(const claimable_guest& guest) {
  return {static_cast<std::uint64_t>(guest.number.value_or(0))};
}

}  // namespace

claim_actor::claim_actor(caf::actor_config& config, actors::node& shared, call_ptr whole)
    : caf::event_based_actor(config), node_(shared), whole_(std::move(whole)) {
  keep_quiet(*this);
}

void claim_actor::on_exit() {
  sink_ = nullptr;
  whole_ = nullptr;
}

caf::behavior claim_actor::make_behavior() {
  sink_ = std::make_shared<inner_call_sink>(caf::actor(this));
  send(this, next_rows{});
  return {[this](const next_rows&) { begin(); }, [this](const row_answered& told) { hear(told); }};
}

const methods::customers_claim_guests& claim_actor::asked() const {
  return std::get<methods::customers_claim_guests>(whole_->what);
}

void claim_actor::begin() {
  const auto reading = node_.borrow_snapshot();
  if (const auto found = find_customer(*reading); !found) return fail(found.failure());
  if (const auto known = look_for_retry(*reading); !known) return fail(known.failure());
  if (asked().guests.empty()) return ask_for_list();
  if (const auto taken = take_named(*reading); !taken) return fail(taken.failure());
  advance();
}

outcome<nothing> claim_actor::find_customer(const storage::snapshot& reading) {
  auto found = profile_of(reading, tenant(), whole_->account);
  if (!found) return found.failure();
  if (!*found || (*found)->is_tombstone())
    return refusal(errc::not_found, "there is no such customer", "customer");
  who_ = std::move(**found);
  return may_claim(who_);
}

outcome<nothing> claim_actor::look_for_retry(const storage::snapshot& reading) {
  if (!whole_->options.idem || asked().preview.value_or(false)) return nothing{};
  keys_.emplace(tenant(), *whole_->caller, methods::customers_claim_guests::about,
                *whole_->options.idem, "guests");
  auto known = keys_->known(reading);
  if (!known) return known.failure();
  known_ = std::move(*known);
  return nothing{};
}

// Found by the index, which has followed the journal as far as it was when the call came
// (actors/session/dispatch.cpp), and looked at in the store once more.
void claim_actor::ask_for_list() {
  const tenant_view_ptr view = whole_->tenant->view();
  auto what = list_of_guests(*who_.email_key, *view);
  if (!what) return fail(what.failure());
  const auto& limits = node_.settings();
  admission admitted;
  if (!admitted.enter(node_.scans, limits.get<"scans.queue_max">()) ||
      !admitted.enter(whole_->tenant->scans(), limits.get<"scans.per_tenant_max">()))
    return fail(overloaded(node_));
  auto job = std::make_shared<scan_job>();
  job->what = std::move(*what);
  job->reply = responder(sink_, list_row, wire::error_form::map, node_.figures.answers);
  job->reply.admitted = std::move(admitted);
  job->caller = whole_->caller;
  job->view = view;
  job->deadline_ms = whole_->deadline_ms;
  node_.submit(std::move(job));
}

outcome<nothing> claim_actor::take_listed(const storage::snapshot& reading,
                                          std::string_view result) {
  listed_guests listed = read_listed_guests(result);
  more_ = listed.more;
  for (const known_row& each : known_) listed.numbers.push_back({each.row});
  std::ranges::sort(listed.numbers);
  const auto [twice, end] = std::ranges::unique(listed.numbers);
  listed.numbers.erase(twice, end);
  const tenant_view_ptr view = whole_->tenant->view();
  for (const account_number each : listed.numbers) {
    const auto found = customer_of_number(reading, tenant(), each);
    if (!found) return found.failure();
    if (!*found) continue;
    const customer& guest = **found;
    if (std::ranges::find(known_, each.value, &known_row::row) == known_.end()) {
      if (!is_claimable(guest, who_, *view) || !may_see(*view, *whole_->caller, guest)) continue;
      const auto later = [&](const known_row& before) { return before.time_ms < guest.created_at; };
      if (std::ranges::any_of(known_, later)) continue;
    }
    guests_.push_back({.id = guest.id, .number = guest.number});
  }
  return nothing{};
}

outcome<nothing> claim_actor::take_named(const storage::snapshot& reading) {
  const tenant_view_ptr view = whole_->tenant->view();
  for (const std::string& id : asked().guests) {
    if (std::ranges::find(guests_, id, &claimable_guest::id) != guests_.end()) continue;
    const auto found = customer_of_id(reading, tenant(), id);
    if (!found) return found.failure();
    claimable_guest& guest = guests_.emplace_back(claimable_guest{.id = id});
    const bool is_his = *found && (*found)->merged_into == who_.number;
    if (is_his ||
        (*found && is_claimable(**found, who_, *view) && may_see(*view, *whole_->caller, **found)))
      guest.number = (*found)->number;
    else
      refuse(guests_.size() - 1, no_such_guest());
    if (is_his &&
        std::ranges::find(known_, account_of(guest).value, &known_row::row) == known_.end())
      guest.what = claim_result::claimed_before;
  }
  return nothing{};
}

void claim_actor::hear(const row_answered& told) {
  if (!whole_) return;
  if (told.row != list_row) {
    settle(told.row - 1, told.response);
    return advance();
  }
  const inner_answer listed = read_inner_answer(told.response);
  if (!listed.is_done()) return fail(read_refusal(listed.refused));
  const auto reading = node_.borrow_snapshot();
  if (const auto taken = take_listed(*reading, listed.result); !taken) return fail(taken.failure());
  advance();
}

outcome<nothing> claim_actor::preview() {
  const auto reading = node_.borrow_snapshot();
  for (claimable_guest& each : guests_) {
    if (each.what) continue;
    const auto guest = customer_of_number(*reading, tenant(), account_of(each));
    if (!guest) return guest.failure();
    if (!*guest) continue;  // just removed
    auto shown = preview_of(*reading, tenant(), **guest, node_.world().now_ms());
    if (!shown) return shown.failure();
    each = std::move(*shown);
  }
  return nothing{};
}

void claim_actor::advance() {
  if (asked().preview.value_or(false)) {
    if (const auto shown = preview(); !shown) return fail(shown.failure());
    return finish();
  }
  while (next_ < guests_.size()) {
    const std::size_t guest = next_++;
    if (!is_open(guest)) continue;
    return submit(guest);
  }
  finish();
}

// One that was done with this key is answered by the router as it was then.
void claim_actor::submit(std::size_t guest) {
  const account_number number = account_of(guests_[guest]);
  auto one = make_call(claimed_guest{},
                       responder(sink_, guest + 1, wire::error_form::map, node_.figures.answers));
  one->caller = whole_->caller;
  one->tenant = whole_->tenant;
  one->account = {static_cast<std::uint64_t>(who_.number)};
  one->other = number;
  one->options = whole_->options;
  one->options.idem.reset();
  one->options.if_version.reset();
  one->deadline_ms = whole_->deadline_ms;
  one->shopper = whole_->shopper;
  one->source = whole_->source;
  if (keys_) one->retry = keys_->of(number.value, "claimed by " + std::to_string(who_.number));
  node_.submit(std::move(one));
}

void claim_actor::settle(std::size_t guest, std::string_view response) {
  const inner_answer answer = read_inner_answer(response);
  if (answer.is_done())
    accept(guest, answer.result);
  else if (has_become_his(account_of(guests_[guest])))  // by a call beside this one
    guests_[guest].what = claim_result::claimed_before;
  else
    refuse(guest, answer.refused);
}

// The answer is that of a merge.
void claim_actor::accept(std::size_t guest, std::string_view result) {
  claimable_guest& his = guests_[guest];
  his.what = claim_result::claimed;
  wire::cursor from(result);
  std::uint32_t pairs = 0;
  from.read_map(pairs);
  for (std::uint32_t i = 0; i < pairs; ++i) {
    std::string_view key;
    std::uint64_t seq = 0;
    from.read_string(key);
    if (key == "orders")
      from.read_integer(his.orders.emplace());
    else if (key == "deliveries")
      from.read_integer(his.deliveries.emplace());
    else if (key == "carts")
      from.read_integer(his.carts.emplace());
    else if (key == "addresses")
      from.read_integer(his.addresses.emplace());
    else if (key == "seq" && from.read_unsigned(seq))
      last_seq_ = std::max(last_seq_, seq);
    else
      from.skip();
  }
}

void claim_actor::refuse(std::size_t guest, std::string_view encoded_error) {
  guests_[guest].what = claim_result::refused;
  guests_[guest].error = fields::dynamic_map{std::string(encoded_error)};
}

void claim_actor::refuse(std::size_t guest, const error& why) {
  wire::buffer map;
  wire::write_error_map(map, why);
  refuse(guest, map.view());
}

bool claim_actor::has_become_his(account_number guest) const {
  const auto found = customer_of_number(*node_.borrow_snapshot(), tenant(), guest);
  return found && *found && (*found)->merged_into == who_.number;
}

void claim_actor::finish() {
  methods::customers_claim_guests::result answer{.guests = std::move(guests_)};
  if (more_) answer.more = true;
  std::string whole = unfinished_result(answer);
  append_seq(whole, last_seq_ != 0 ? last_seq_ : whole_->tenant->last_seq());
  whole_->reply.succeed(whole);
  quit();
}

void claim_actor::fail(const error& why) {
  whole_->reply.fail(why);
  quit();
}

}  // namespace atrium::actors
