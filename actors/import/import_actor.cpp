#include "actors/import/import_actor.hpp"

#include <algorithm>
#include <caf/send.hpp>

#include "actors/account/decide.hpp"
#include "actors/answer.hpp"
#include "actors/commands.hpp"
#include "actors/inner_calls.hpp"
#include "actors/node.hpp"
#include "actors/quiet.hpp"
#include "actors/router/taken.hpp"
#include "actors/tenant/visible.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

using methods::import_result;
using methods::import_verdict;

constexpr std::size_t rows_per_turn = 32;

// What a row is answered (unfinished_verdict and its seq).
import_verdict read_verdict(std::string_view result, std::uint64_t& seq) {
  import_verdict verdict;
  wire::cursor from(result);
  std::uint32_t pairs = 0;
  from.read_map(pairs);
  for (std::uint32_t i = 0; i < pairs; ++i) {
    std::string_view key, text;
    from.read_string(key);
    if (key == "result" && from.read_string(text)) {
      const auto names = enum_names(import_result{});
      verdict.what =
          static_cast<import_result>(std::find(names.begin(), names.end(), text) - names.begin());
    } else if (key == "id" && from.read_string(text)) {
      verdict.id = text;
    } else if (key == "number") {
      from.read_integer(verdict.number.emplace());
    } else if (key == "seq") {
      from.read_unsigned(seq);
    } else {
      from.skip();
    }
  }
  return verdict;
}

}  // namespace

import_actor::import_actor(caf::actor_config& config, actors::node& shared, call_ptr whole)
    : caf::event_based_actor(config), node_(shared), whole_(std::move(whole)) {
  keep_quiet(*this);
}

void import_actor::on_exit() {
  node_.import_rows.fetch_sub(static_cast<std::int64_t>(under_way_), std::memory_order_relaxed);
  row_sink_ = nullptr;
  whole_ = nullptr;
}

caf::behavior import_actor::make_behavior() {
  row_sink_ = std::make_shared<inner_call_sink>(caf::actor(this));
  verdicts_.resize(asked().rows.size());
  look_for_retry();
  send(this, next_rows{});
  turn_sent_ = true;
  return {[this](const next_rows&) {
            turn_sent_ = false;
            advance();
          },
          [this](const row_answered& told) {
            settle(told);
            advance();
          }};
}

const methods::customers_import& import_actor::asked() const {
  return std::get<methods::customers_import>(whole_->what);
}

void import_actor::look_for_retry() {
  if (!whole_->options.idem || asked().dry_run.value_or(false)) return;
  keys_.emplace(whole_->tenant->number(), *whole_->caller, methods::customers_import::about,
                *whole_->options.idem);
  // What an import beside this one decides from here on is found out with each row's decision.
  const auto known = keys_->any_known(*node_.borrow_snapshot());
  some_known_ = !known || *known;
}

void import_actor::advance() {
  if (!whole_) return;
  std::size_t begun = 0;
  while (next_ < verdicts_.size() && begun < rows_per_turn && begin(next_)) ++next_, ++begun;
  if (decided_ == verdicts_.size()) return finish();
  if (turn_sent_ || next_ == verdicts_.size()) return;
  if (begun < rows_per_turn) return;  // rows under way have taken the room
  send(this, next_rows{});
  turn_sent_ = true;
}

// False if the row has to wait for room.
bool import_actor::begin(std::size_t row) {
  const std::string& bytes = asked().rows[row].bytes;
  const bool upsert = asked().format == methods::import_format::upsert;
  const bool dry_run = asked().dry_run.value_or(false);
  std::optional<retry_key> retry;
  if (keys_) retry = keys_->of(row, (upsert ? "u" : "c") + bytes);
  if (some_known_) {
    const auto known = known_answer(*node_.borrow_snapshot(), *retry, *whole_->caller);
    if (known && !*known) return refuse(row, known->failure()), true;
    if (known) return accept(row, **known), true;
  }
  const tenant_view_ptr view = whole_->tenant->view();
  if (const auto may = check_call_site(*view, *whole_->caller, whole_->options); !may) {
    ++rows_without_site_;
    return refuse(row, may.failure()), true;
  }
  if (!dry_run && !has_room()) return false;
  const creation_context in{*view, *whole_->caller, whole_->options, node_.world().now_ms()};
  methods::import_row given;
  if (fields::problems found; !fields::decode_parameters(bytes, given, found)) {
    if (auto rules = prepare(given, in); !rules)
      found.add_others(std::move(rules.failure().fields));
    return refuse(row, found.take()), true;
  }
  std::string password_hash(given.password_hash ? given.password_hash->reveal()
                                                : std::string_view());
  imported_row what = make_imported_row(std::move(given), in);
  const bool may_be_known = upsert && !what.known_by.empty();
  if (!may_be_known && !what.made) return refuse(row, what.made.failure()), true;
  if (dry_run)
    judge(row, std::move(what), may_be_known);
  else if (may_be_known)
    submit(row, std::move(what), std::move(retry), std::move(password_hash));
  else
    submit(row, std::move(what.made).value(), std::move(retry), std::move(password_hash));
  return true;
}

// Imports have equal shares, and each at least one row. Who was here alone may have more under way
// than his share by now: then others begin as those end.
bool import_actor::has_room() const {
  if (under_way_ == 0) return true;
  const std::int64_t all = node_.settings().get<"admission.import_rows_max">();
  const std::int64_t imports = std::max<std::int64_t>(node_.imports->load(), 1);
  return under_way_ < static_cast<std::size_t>(all / imports) &&
         node_.import_rows.load(std::memory_order_relaxed) < all;
}

void import_actor::submit(std::size_t row, command what, std::optional<retry_key> retry,
                          std::string password_hash) {
  auto one = make_call(std::move(what),
                       responder(row_sink_, row, wire::error_form::map, node_.figures.answers));
  one->caller = whole_->caller;
  one->tenant = whole_->tenant;
  one->options = whole_->options;
  one->options.idem.reset();
  one->options.if_version.reset();
  one->deadline_ms = whole_->deadline_ms;
  one->retry = std::move(retry);
  one->source = whole_->source;
  one->password_hash = std::move(password_hash);
  ++under_way_;
  node_.import_rows.fetch_add(1, std::memory_order_relaxed);
  node_.submit(std::move(one));
}

// What would become of the row, without doing it.
void import_actor::judge(std::size_t row, imported_row what, bool may_be_known) {
  const auto reading = node_.borrow_snapshot();
  const tenant_number tenant = whole_->tenant->number();
  const auto claimed = [this](const std::string& name) { return claimed_.contains(name); };
  if (may_be_known) {
    if (std::any_of(what.known_by.begin(), what.known_by.end(), claimed))
      return give_verdict(row, {.what = import_result::updated});
    const auto known = account_named_by(what.row, *reading, tenant);
    if (!known) return refuse(row, known.failure());
    if (*known) return judge_change(row, what, **known, *reading);
    if (!what.made) return refuse(row, what.made.failure());
  }
  creation& made = *what.made;
  for (const name_claim& claim : made.claims)
    if (claimed(claim.key)) return refuse(row, refusal_of(claim));
  if (const auto taken = taken_name(made, *reading, *whole_->tenant->view()))
    return refuse(row, *taken);
  for (const name_claim& claim : made.claims) claimed_.insert(claim.key);
  give_verdict(row, {.what = import_result::created});
}

void import_actor::judge_change(std::size_t row, const imported_row& what, account_number account,
                                const storage::snapshot& reading) {
  const tenant_view_ptr view = whole_->tenant->view();
  const storage::key key = storage::customer_key(whole_->tenant->number(), account);
  const auto stored = reading.get(storage::table::records, key);
  if (!stored) return refuse(row, stored.failure());
  account_state now;
  if (*stored) now.profile = fields::decode_tagged<records::customer>(**stored);
  const auto decided = decide(
      what, now, {*view, *whole_->caller, whole_->options, account, node_.world().now_ms(), {}});
  if (!decided) return refuse(row, decided.failure());
  for (std::size_t i = 0; i < decided->blame.size(); ++i) {
    const storage::expectation& absent = decided->changes.expectations[i];
    if (!decided->blame[i]) continue;
    const auto there = reading.get(absent.where, absent.key);
    if (!there || *there) return refuse(row, *decided->blame[i]);
  }
  std::string answer = decided->answer;
  append_seq(answer, 0);
  accept(row, answer);
}

void import_actor::settle(const row_answered& told) {
  if (!whole_) return;
  --under_way_;
  node_.import_rows.fetch_sub(1, std::memory_order_relaxed);
  const inner_answer answer = read_inner_answer(told.response);
  if (!answer.is_done())
    return give_verdict(told.row, {.error = fields::dynamic_map{std::string(answer.refused)}});
  accept(told.row, answer.result);
}

void import_actor::accept(std::size_t row, std::string_view result) {
  std::uint64_t seq = 0;
  give_verdict(row, read_verdict(result, seq));
  last_seq_ = std::max(last_seq_, seq);
}

void import_actor::refuse(std::size_t row, const error& why) {
  wire::buffer map;
  wire::write_error_map(map, why);
  give_verdict(row, {.error = fields::dynamic_map{map.take()}});
}

void import_actor::give_verdict(std::size_t row, import_verdict verdict) {
  verdict.index = static_cast<std::int64_t>(row);
  verdicts_[row] = std::move(verdict);
  ++decided_;
}

void import_actor::finish() {
  const auto may = check_call_site(*whole_->tenant->view(), *whole_->caller, whole_->options);
  if (!may && rows_without_site_ == verdicts_.size()) {  // no row is a retry: so the call is none
    whole_->reply.fail(may.failure());
    return quit();
  }
  wire::buffer answer;
  wire::packer pack(answer);
  pack.pack_map(2);
  wire::pack_key<"verdicts">(pack);
  fields::encode_value(answer, verdicts_);
  std::string whole = answer.take();
  append_seq(whole, last_seq_ != 0 ? last_seq_ : whole_->tenant->last_seq());
  whole_->reply.succeed(whole);
  quit();
}

}  // namespace atrium::actors
