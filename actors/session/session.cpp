#include "actors/session/session.hpp"

#include <unordered_map>

#include "actors/notes.hpp"
#include "actors/reads/journal.hpp"
#include "actors/reads/reads.hpp"
#include "actors/session/caller.hpp"
#include "actors/session/context.hpp"
#include "actors/session/staff.hpp"
#include "config/log.hpp"
#include "config/version.hpp"
#include "protocol/formats/source_network.hpp"
#include "protocol/methods/definitions.hpp"

namespace atrium::actors {

using methods::audience;
using methods::definitions;

namespace {

constexpr std::size_t events_per_turn = 100;

// Whoever hears nothing is looked at again after this time: he may have lost the right to.
constexpr std::int64_t quiet_ms = 10'000;

template <class Notification>
void notify(wire::buffer& out, const typename Notification::params& told) {
  wire::buffer params;
  wire::packer(params).pack_array(1);
  fields::encode_named(params, told);
  wire::write_notification(out, Notification::name, params.view());
}

}  // namespace

struct session::parts {
  node& shared;
  answer_sink& sink;
  const std::uint64_t connection;
  const peer from;
  const std::string network = formats::source_network(from.source);
  std::string id;
  principal_ptr caller = std::make_shared<principal>();
  bool greeted = false;
  wire::error_form form = wire::error_form::text;
  tenant_cell_ptr tenant;
  tenant_view_ptr view;  // of `tenant`, as of `edition`
  std::uint64_t edition = 0;
  std::optional<error> bar;       // why the client may not call any more, as of `edition`
  staff_rights rights;            // of staff, as of `edition`
  std::int64_t use_noted_at = 0;  // of staff
  std::size_t in_flight = 0;
  std::uint64_t last_parked = 0;
  std::unordered_map<std::uint64_t, std::string> parked;  // whole messages
  std::optional<subscription> following;
  std::uint64_t following_wakes_at = 0;  // what `wake` will say, once; 0 if it is not asked for

  // Why the caller may do nothing (any more). Of staff the session is looked at each time, for it
  // may have ended.
  std::optional<error> refresh(const storage::snapshot& reading) {
    const std::uint64_t now = tenant->edition();
    if (now != edition) {
      view = tenant->view();
      edition = now;
      bar = barred(*caller, *view);
      if (caller->is_staff() && !bar) bar = rights.take(*caller, *view, reading);
    }
    if (bar || !caller->is_staff()) return bar;
    return look_at_staff_session(reading);
  }

  std::optional<error> look_at_staff_session(const storage::snapshot& reading) {
    const std::int64_t now = shared.world().now_ms();
    const auto use = use_of_session(*caller, reading, now);
    if (!use) return use.failure();
    if (*use == session_use::to_be_noted && use_noted_at + use_note_pause_ms <= now) {
      use_noted_at = now;
      note_use(shared, caller, tenant);
    }
    return {};
  }

  // With the rights that count for a method that wants one of these scopes.
  const principal_ptr& caller_for(methods::scope_set scopes) {
    return caller->is_staff() ? rights.for_one_of(scopes, *caller, *view) : caller;
  }

  void refuse(std::uint32_t msgid, const error& why, wire::buffer& out) {
    wire::write_error(out, msgid, why, form);
    shared.figures.answers.refused.fetch_add(1, std::memory_order_relaxed);
  }

  void hello(std::uint32_t msgid, std::string_view named, const storage::snapshot& reading,
             wire::buffer& out);
  outcome<nothing> find_tenant(call_context& call);
  void handle_call(const wire::envelope& message, std::string_view whole, bool waited,
                   storage::snapshot& reading, wire::buffer& out);
  void push(storage::snapshot& reading, wire::buffer& out);
  void sleep_until_journal_goes_on();
  void end_following(const error& why, wire::buffer& out);
};

session::session(node& shared, answer_sink& sink, std::uint64_t connection, peer from)
    : inside_(new parts{shared, sink, connection, std::move(from)}) {
  inside_->id = random_text(shared.world(), 9);
}
session::~session() = default;
session::session(session&&) noexcept = default;

std::size_t session::calls_in_flight() const { return inside_->in_flight; }
bool session::said_hello() const { return inside_->greeted; }
bool session::subscribed() const { return inside_->following.has_value(); }
bool session::wants_to_push() const {
  return inside_->following && inside_->following->wants_more();
}
void session::push(storage::snapshot& reading, wire::buffer& out) { inside_->push(reading, out); }
wire::error_form session::errors_as() const { return inside_->form; }
const std::string& session::id() const { return inside_->id; }
void session::delivered() { --inside_->in_flight; }

session::verdict session::handle(std::string_view message, storage::snapshot& reading,
                                 wire::buffer& out) {
  const auto parsed = wire::parse_envelope(message);
  if (const auto* rejected = std::get_if<wire::rejected_message>(&parsed)) {
    if (rejected->of_notification) return verdict::go_on;
    if (!rejected->msgid) return verdict::close_after_output;
    inside_->refuse(*rejected->msgid, rejected->refused, out);
    return verdict::go_on;
  }
  const auto& call = std::get<wire::envelope>(parsed);
  // Nobody waits for the outcome of a notification, and no method is for that; responses answer
  // nothing we asked.
  if (call.type != wire::message_type::request) return verdict::go_on;
  inside_->handle_call(call, message, false, reading, out);
  return verdict::go_on;
}

void session::resume(std::uint64_t which, storage::snapshot& reading, wire::buffer& out) {
  if (which == inside_->following_wakes_at) {
    inside_->following_wakes_at = 0;
    if (inside_->following) inside_->following->journal_went_on();
    return;
  }
  const auto found = inside_->parked.find(which);
  if (found == inside_->parked.end()) return;
  const std::string message = std::move(found->second);
  inside_->parked.erase(found);
  --inside_->in_flight;
  const auto parsed = wire::parse_envelope(message);
  inside_->handle_call(std::get<wire::envelope>(parsed), message, true, reading, out);
}

void session::parts::handle_call(const wire::envelope& message, std::string_view whole, bool waited,
                                 storage::snapshot& reading, wire::buffer& out) {
  shared.figures.answers.calls.fetch_add(1, std::memory_order_relaxed);
  const std::size_t method = methods::index_of(message.method);
  if (method == definitions.size())
    return refuse(message.msgid, refusal(greeted ? errc::unknown_method : errc::unauthenticated),
                  out);
  if (method == methods::index<methods::session_hello>)
    return hello(message.msgid, message.named, reading, out);
  const methods::definition& about = definitions[method];
  if (about.who != audience::anyone && caller->is_staff())
    if (const auto why = refresh(reading)) return refuse(message.msgid, *why, out);
  const principal_ptr& acting = about.who == audience::anyone ? caller : caller_for(about.scopes);
  if (const auto why = forbidden(*acting, about)) {
    if (why->code == errc::forbidden)
      note_denial(shared, acting, tenant, {about.name, why->code, {}, network});
    return refuse(message.msgid, *why, out);
  }

  call_context call{shared, sink,          connection,    form,   acting,  tenant, nullptr,
                    {},     message.msgid, message.named, method, reading, waited, following};
  call.comes_from = from.source;
  call.network = network;
  if (!message.call.empty()) {
    const fields::path root;
    auto options = fields::decode_parameters<methods::call_options>(message.call, root / "call");
    if (!options) return refuse(message.msgid, options.failure(), out);
    call.options = std::move(options).value();
  }
  if (about.who != audience::anyone)
    if (const auto found = find_tenant(call); !found)
      return refuse(message.msgid, found.failure(), out);

  wait_for park;
  const auto wanted = call.options.min_seq;
  if (wanted && call.tenant) {
    const auto seq = static_cast<std::uint64_t>(*wanted);
    const bool listed = about.does == methods::effect::scan;
    const bool reached = (listed ? call.tenant->listed_seq() : call.tenant->last_seq()) >= seq;
    if (!reached && waited)
      return refuse(message.msgid,
                    refusal(errc::deadline_exceeded, "the journal has not got so far"), out);
    if (!reached)
      park = {seq, call.options.deadline_ms.value_or(shared.settings().get<"calls.wait_max_ms">()),
              listed};
    else if (const auto renewed = reading.renew(); !renewed)
      return refuse(message.msgid, renewed.failure(), out);
  }

  const handled how = park.seq ? handled::parked : handlers[method](call, out, park);
  if (how == handled::answered) return;
  // Actors answer through the sink, which counts the answer itself.
  shared.figures.answers.calls.fetch_sub(1, std::memory_order_relaxed);
  ++in_flight;
  if (how == handled::passed_on) return;
  parked.emplace(++last_parked, whole);
  shared.wake_at(call.tenant, park.seq, park.listed, shared.world().now_ms() + park.wait_ms, sink,
                 connection, last_parked);
}

void session::parts::push(storage::snapshot& reading, wire::buffer& out) {
  if (const auto why = refresh(reading)) return end_following(*why, out);
  const methods::definition& about = methods::changes_subscribe::about;
  const principal& acting = *caller_for(about.scopes);
  if (const auto why = forbidden(acting, about)) return end_following(*why, out);
  const auto limit = static_cast<std::int64_t>(std::min(events_per_turn, following->room()));
  const auto heard = hear(reading, *view, acting, following->next(), limit);
  if (!heard) return end_following(heard.failure(), out);
  for (const methods::shown_change& each : heard->changes) {
    notify<methods::changes_event>(out, each);
    following->sent(each.seq);
  }
  const bool to_the_end = heard->next - following->next() < limit;
  following->looked_as_far_as(heard->next);
  if (to_the_end && tenant->last_seq() < static_cast<std::uint64_t>(heard->next))
    sleep_until_journal_goes_on();
}

// One that is asked for already, if need be by a subscription before this one, comes in time: it is
// for the next number, whatever the subscriber waits for. So no connection has more than one.
void session::parts::sleep_until_journal_goes_on() {
  following->caught_up();
  if (following_wakes_at != 0) return;
  following_wakes_at = ++last_parked;
  shared.wake_at(tenant, tenant->last_seq() + 1, false, shared.world().now_ms() + quiet_ms, sink,
                 connection, following_wakes_at);
}

void session::parts::end_following(const error& why, wire::buffer& out) {
  following.reset();
  if (why.code != errc::feed_truncated)
    return notify<methods::changes_ended>(out, {std::string(row_of(why.code).name), why.message});
  notify<methods::changes_truncated>(out, {std::get<std::int64_t>(why.data.front().second)});
}

// The caller's own tenant, or the one that the operator names.
outcome<nothing> session::parts::find_tenant(call_context& call) {
  if (caller->has_tenant()) {
    // Of staff that was done before their rights were looked at.
    if (!caller->is_staff())
      if (const auto why = refresh(call.reading)) return *why;
    if (call.options.tenant && *call.options.tenant != tenant->name())
      return refusal(errc::not_found, "there is no such tenant", "call.tenant");
    call.view = view;
    return nothing{};
  }
  if (definitions[call.method].who != audience::administrators) return nothing{};
  if (!call.options.tenant)
    return refusal(errc::missing_field, "call.tenant: an operator names the tenant", "call.tenant");
  call.tenant = shared.find_tenant(*call.options.tenant);
  if (!call.tenant) return refusal(errc::not_found, "there is no such tenant", "call.tenant");
  call.view = call.tenant->view();
  return nothing{};
}

namespace {

methods::announced_limits announced_limits_of(const config::settings& settings) {
  return {.message_bytes = settings.get<"front.message_bytes_max">(),
          .depth = settings.get<"front.depth_max">(),
          .items = settings.get<"front.items_max">(),
          .string_bytes = settings.get<"front.string_bytes_max">(),
          .calls_in_flight = settings.get<"front.in_flight_per_connection">(),
          .unread_reply_bytes = settings.get<"front.unread_reply_bytes_max">(),
          .message_timeout_ms = settings.get<"front.message_timeout_ms">(),
          .hello_timeout_ms = settings.get<"front.hello_timeout_ms">(),
          .idle_timeout_ms = settings.get<"front.idle_timeout_ms">()};
}

methods::principal_description describe(const principal& who, const tenant_cell_ptr& tenant) {
  methods::principal_description described;
  switch (who.what) {
    case principal::kind::anonymous:
      described.kind = "anonymous";
      break;
    case principal::kind::operators:
      described.kind = "operator";
      break;
    case principal::kind::client:
      described.kind = "client";
      described.client = who.id;
      break;
    case principal::kind::staff:
      described.kind = "staff";
      described.staff = who.id;
      break;
  }
  if (tenant) described.tenant = tenant->name();
  described.scopes = methods::scopes_in(who.scopes);
  return described;
}

}  // namespace

void session::parts::hello(std::uint32_t msgid, std::string_view named,
                           const storage::snapshot& reading, wire::buffer& out) {
  auto asked = fields::decode_parameters<methods::session_hello>(named);
  if (!asked) return refuse(msgid, asked.failure(), out);
  if (asked->protocol != 1)
    return refuse(msgid, refusal(errc::bad_request, "this daemon speaks protocol 1", "protocol"),
                  out);
  if (!asked->require.empty())
    return refuse(msgid, refusal(errc::bad_request, "no such feature", "require.0"), out);
  if (in_flight > 0 || following)
    return refuse(msgid, refusal(errc::bad_request, "calls are under way: say hello before them"),
                  out);
  const methods::credentials none;
  auto who = authenticate(shared, asked->auth ? *asked->auth : none, from, reading);
  if (!who) {
    log::info("hello refused", {{"session", id}, {"peer", from.address}});
    return refuse(msgid, who.failure(), out);
  }
  const bool of_tenant = (*who)->has_tenant();
  tenant_cell_ptr of = of_tenant ? shared.find_tenant((*who)->tenant) : nullptr;
  if (of_tenant && !of)  // just being removed
    return refuse(msgid, refusal(errc::unauthenticated), out);
  caller = std::move(who).value();
  greeted = true;
  form = asked->errors_as == methods::error_style::map ? wire::error_form::map
                                                       : wire::error_form::text;
  tenant = std::move(of);
  edition = 0;
  rights = {};
  use_noted_at = 0;
  if (tenant) static_cast<void>(refresh(reading));
  wire::write_result_head(out, msgid);
  methods::session_hello::result answer;
  answer.server = "atrium";
  answer.version = config::version();
  answer.limits = announced_limits_of(shared.settings());
  answer.session_id = id;
  answer.principal = describe(bar ? *caller : *caller_for(methods::any_scope), tenant);
  answer.time = shared.world().now_ms();
  fields::encode_named(out, answer);
}

}  // namespace atrium::actors
