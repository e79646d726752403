// From a method's definition to its handler: decoding, refusing, reading, passing on. The table at
// the end is made from the list of methods; a method whose function is missing does not compile.
#include "actors/account/decide.hpp"
#include "actors/commands.hpp"
#include "actors/notes.hpp"
#include "actors/overloaded.hpp"
#include "actors/reads/reads.hpp"
#include "actors/retries.hpp"
#include "actors/scans/scan.hpp"
#include "actors/session/assisting.hpp"
#include "actors/session/context.hpp"
#include "actors/session/shopper.hpp"
#include "actors/session/staff.hpp"
#include "actors/tenant/decide.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/formats/source_network.hpp"

namespace atrium::actors {
namespace {

using methods::effect;

// Whoever asks for a mail to an e-mail does not learn from the time of the answer whether it is a
// customer's (security.md 8): to write a mail takes much less than this.
constexpr std::chrono::milliseconds step_of_answers{50};

// The network that a call comes from, as far as that is known: a storefront says where its shopper
// is, others are at the connection themselves.
std::string source_of(const call_context& call) {
  const bool is_told = call.caller->what == principal::kind::client && call.options.source;
  return is_told ? formats::source_network(*call.options.source) : std::string(call.network);
}

void note_denial(const call_context& call, errc refused) {
  note_denial(call.shared, call.caller, call.tenant,
              {methods::definitions[call.method].name, refused, call.options, source_of(call)});
}

handled refuse(call_context& call, wire::buffer& out, const error& why) {
  if (why.code == errc::forbidden) note_denial(call, why.code);
  wire::write_error(out, call.msgid, why, call.form);
  call.shared.figures.answers.refused.fetch_add(1, std::memory_order_relaxed);
  return handled::answered;
}

// A site that is not the caller's is as if there were none, but the audit log tells of it.
void note_foreign_site(const call_context& call, std::optional<std::string_view> named) {
  if (call.view && named && !call.caller->sees_site(*named) && call.view->find_site(*named))
    note_denial(call, errc::not_found);
}

// The site and the shopper that the call is made for.
outcome<nothing> check_options(const methods::definition& about, call_context& call) {
  if (call.view) {
    note_foreign_site(call, call.options.site);
    if (auto site = check_call_site(*call.view, *call.caller, call.options); !site) return site;
  }
  return take_shopper(about, call);
}

template <class Method>
handled answer_read(call_context& call, const Method& asked, wire::buffer& out, wait_for& park) {
  if (const auto may = check_options(Method::about, call); !may)
    return refuse(call, out, may.failure());
  const std::size_t begin = out.size();
  wire::write_result_head(out, call.msgid);
  const outcome<nothing> done = read(asked, call, out, park);
  if (done && park.seq == 0) return handled::answered;
  out.bytes().resize(begin);
  if (!done) return refuse(call, out, done.failure());
  return handled::parked;
}

// The command as the actors take it: a creation is prepared by its rules here, on the connection's
// own time.
template <class Method>
outcome<command> command_of(Method&& asked, const call_context& call) {
  if constexpr (std::decay_t<Method>::about.does == effect::creation) {
    auto made =
        prepare(std::forward<Method>(asked), {*call.view, *call.caller, call.options,
                                              call.shared.world().now_ms(), &call.shared.world()});
    if (!made) return std::move(made).failure();
    return command(std::move(made).value());
  } else {
    return command(std::forward<Method>(asked));
  }
}

// tenants.update and its like name their tenant as a parameter.
template <class Method>
constexpr bool names_tenant =
    Method::about.who == methods::audience::operators&& Method::about.does == effect::tenant;

std::optional<error> too_much(const methods::customers_import& asked,
                              const methods::call_options& options) {
  using method = methods::customers_import;
  if (asked.rows.size() > method::rows_max)
    return refusal(errc::invalid_field,
                   "rows: at most " + std::to_string(method::rows_max) + " in a call", "rows");
  if (options.idem && options.idem->size() > method::idem_bytes_max)
    return refusal(
        errc::invalid_field,
        "call.idem: at most " + std::to_string(method::idem_bytes_max) + " bytes for an import",
        "call.idem");
  return {};
}

// Where a guess of a password comes from, as far as that is known: a shopper's storefront says it,
// staff are at the connection themselves.
template <class Method>
std::optional<std::string> source_of_guess(const call_context& call) {
  if constexpr (std::is_same_v<Method, methods::shopper_login>) {
    return call.options.source;
  } else if constexpr (std::is_same_v<Method, methods::staff_login>) {
    const auto source = formats::source_address(call.comes_from);
    return source ? std::optional(*source) : std::nullopt;
  } else {
    return {};
  }
}

outcome<std::shared_ptr<source_limits::guess>> begin_guess(const call_context& call,
                                                           const std::string& source) {
  const auto& limits = call.shared.settings();
  return call.shared.guesses.begin(
      call.tenant->number(), source,
      {limits.get<"guesses.source_failures_max">(), limits.get<"guesses.window_ms">(),
       static_cast<std::size_t>(limits.get<"guesses.sources_max">())},
      call.shared.world().now_ms());
}

// The account that decides the command.
template <class Method>
outcome<account_number> account_of(const Method& asked, const call_context& call) {
  if constexpr (Method::about.with_token == methods::shoppers::must)
    return call.shopper->account;
  else if constexpr (requires { asked.customer; })
    return resolve(asked.customer, call);
  else if constexpr (Method::about.who == methods::audience::staff)
    return account_number{call.caller->number};
  else
    return staff_named(asked.staff, *call.view);
}

// Whoever says an e-mail is not to learn from the time of the answer whom it leads to.
template <class Method>
bool asks_by_email(const Method& asked) {
  if constexpr (std::is_same_v<Method, methods::newsletter_subscribe>)
    return asked.email.has_value();
  else
    return std::is_base_of_v<methods::email_at_site, Method>;
}

// A contact's, which is not made here as a creation is: it is the same however often it is decided.
template <class Method>
bool wants_password_made_up(const Method& asked) {
  if constexpr (std::is_same_v<Method, methods::contacts_convert>)
    return asked.generate_password.value_or(false);
  else
    return false;
}

template <class Method>
handled pass_on(call_context& call, Method&& asked, wire::buffer& out) {
  using method = std::decay_t<Method>;
  node& shared = call.shared;
  if (shared.refuses_writes()) return refuse(call, out, refusal(errc::shutting_down));
  if constexpr (names_tenant<method>) {
    call.tenant = shared.tenant_named(asked.tenant);
    if (!call.tenant)
      return refuse(call, out, refusal(errc::not_found, "there is no such tenant", "tenant"));
  }
  if constexpr (method::about.who == methods::audience::anyone)
    if (const auto found = take_tenant(asked, call); !found)
      return refuse(call, out, found.failure());
  // What staff do in a shopper's place ends with their session: no answer that is kept outlives it.
  const bool looked_at_first = bears_assisted_token(call.options);
  if (looked_at_first)
    if (const auto may = check_options(method::about, call); !may)
      return refuse(call, out, may.failure());
  constexpr bool is_import = std::is_same_v<method, methods::customers_import>;
  if constexpr (is_import)
    if (const auto why = too_much(asked, call.options)) return refuse(call, out, *why);
  std::optional<retry_key> retry;
  if (method::about.does != effect::batch && call.options.idem) {
    const tenant_number scope = call.tenant ? call.tenant->number() : node_tenant;
    retry = make_retry_key(scope, *call.caller, *call.options.idem, method::about, call.named,
                           call.options.shopper.value_or(""));
  }
  // Before the site and the customer are looked for: whoever repeats the call by which the site was
  // removed, or by which he got another name, or left, shall hear how.
  const auto known = retry ? known_answer(call.reading, *retry, *call.caller) : std::nullopt;
  // What a tenant's or the directory's command did is published after its commit: until then the
  // retry waits in its turn there.
  constexpr bool has_no_turn =
      method::about.does == effect::creation || method::about.does == effect::account;
  if (known && has_no_turn) {
    if (!*known) return refuse(call, out, known->failure());
    wire::write_result_head(out, call.msgid);
    out.append(**known);
    return handled::answered;
  }
  if constexpr (is_import) {
    // Each row of an import has a key of its own, and so asks for its site itself.
    if (const auto may = take_shopper(method::about, call); !may)
      return refuse(call, out, may.failure());
  } else if (!known && !looked_at_first) {
    if (const auto may = check_options(method::about, call); !may)
      return refuse(call, out, may.failure());
  }
  account_number account;
  constexpr bool is_of_account = method::about.does == effect::account ||
                                 std::is_same_v<method, methods::customers_claim_guests>;
  if constexpr (is_of_account) {
    const auto found = account_of(asked, call);
    if (!found) return refuse(call, out, found.failure());
    account = *found;
  }
  account_number other;
  if constexpr (std::is_same_v<method, methods::customers_merge>) {
    const auto found = resolve(asked.from, call, "from");
    if (!found) return refuse(call, out, found.failure());
    other = *found;
  }
  if constexpr (needs_receiver<method>) {
    const auto found = resolve(asked.to, call, "to");
    if (!found) return refuse(call, out, found.failure());
    other = *found;
  }
  bool keeps_time = asks_by_email(asked);
  const bool makes_up = wants_password_made_up(asked);
  outcome<command> what = command_of(std::forward<Method>(asked), call);
  if (!what) return refuse(call, out, what.failure());
  if (const auto* made = std::get_if<creation>(&*what)) keeps_time |= made->keeps_time();

  const auto& limits = shared.settings();
  std::shared_ptr<source_limits::guess> guess;
  if (const auto source = source_of_guess<method>(call)) {
    auto begun = begin_guess(call, *source);
    if (!begun) return refuse(call, out, begun.failure());
    guess = std::move(*begun);
  }
  admission admitted;
  if (!shared.admit(call.tenant, admitted) ||
      (is_import && !admitted.enter(shared.imports, limits.get<"admission.imports_max">())))
    return refuse(call, out, overloaded(shared));

  auto passed = make_call(std::move(what).value(), responder(call.sink, call.connection, call.msgid,
                                                             call.form, shared.figures.answers));
  passed->reply.admitted = std::move(admitted);
  if (keeps_time) passed->reply.keep_step({std::chrono::steady_clock::now(), step_of_answers});
  passed->caller = call.caller;
  passed->tenant = call.tenant;
  passed->account = account;
  passed->shopper = call.shopper;
  passed->other = other;
  passed->retry = std::move(retry);
  passed->guess = std::move(guess);
  passed->source = source_of(call);
  if (makes_up) passed->made_up = made_up_password(shared.world());
  passed->deadline_ms = shared.world().now_ms() + call.options.deadline_ms.value_or(
                                                      limits.get<"calls.deadline_default_ms">());
  passed->options = std::move(call.options);
  shared.submit(std::move(passed));
  return handled::passed_on;
}

// Guests that are not named are found by lists, which have to show all that there was before the
// call.
bool waits_for_lists(const methods::customers_claim_guests& asked, const call_context& call,
                     wait_for& park) {
  if (!asked.guests.empty() || call.waited) return false;
  const std::uint64_t seq = call.tenant->last_seq();
  if (call.tenant->listed_seq() >= seq) return false;
  park = {seq, call.options.deadline_ms.value_or(call.shared.settings().get<"calls.wait_max_ms">()),
          true};
  return true;
}

template <class Method>
handled queue_scan(call_context& call, const Method& asked, wire::buffer& out) {
  if (const auto may = check_options(Method::about, call); !may)
    return refuse(call, out, may.failure());
  node& shared = call.shared;
  auto what = prepare_scan(asked, *call.view);
  if (!what) return refuse(call, out, what.failure());
  admission admitted;
  const auto& limits = shared.settings();
  if (!admitted.enter(shared.scans, limits.get<"scans.queue_max">()) ||
      !admitted.enter(call.tenant->scans(), limits.get<"scans.per_tenant_max">()))
    return refuse(call, out, overloaded(shared));
  auto job = std::make_shared<scan_job>();
  job->what = std::move(what).value();
  job->reply = responder(call.sink, call.connection, call.msgid, call.form, shared.figures.answers);
  job->reply.admitted = std::move(admitted);
  job->caller = call.caller;
  job->view = call.view;
  job->deadline_ms = shared.world().now_ms() +
                     call.options.deadline_ms.value_or(limits.get<"calls.deadline_default_ms">());
  shared.submit(std::move(job));
  return handled::passed_on;
}

// What the rules say of a call that could not be decoded whole, so that its caller hears of all
// that is wrong at once. They are those by which it would be decided; an account's are asked as if
// it had no values yet, a tenant's as it is now.
template <class Method>
std::vector<field_error> broken_rules(Method&& asked, const call_context& call) {
  using method = std::decay_t<Method>;
  const std::int64_t now = call.shared.world().now_ms();
  const auto fields_of = [](const auto& decided) {
    return decided ? std::vector<field_error>{} : decided.failure().fields;
  };
  if constexpr (method::about.does == effect::creation)
    return fields_of(prepare(std::forward<Method>(asked),
                             {*call.view, *call.caller, call.options, now, &call.shared.world()}));
  if constexpr (method::about.does == effect::account && !needs_whole<method>)
    if (call.view)
      return fields_of(decide(asked,
                              account_state{.profile = records::customer{}, .parts = no_parts()},
                              {.tenant = *call.view,
                               .caller = *call.caller,
                               .options = call.options,
                               .account = {},
                               .now_ms = now,
                               .limits = limits_of(call.shared.settings()),
                               .mails = &call.shared.mail().key}));
  if constexpr (method::about.does == effect::scan)
    return fields_of(prepare_scan(asked, *call.view));
  if constexpr (method::about.does == effect::tenant)
    if (call.view)
      return fields_of(decide(asked, *call.view,
                              {.caller = *call.caller,
                               .options = call.options,
                               .now_ms = now,
                               .world = call.shared.world(),
                               .mails = &call.shared.mail().key}));
  return {};
}

template <class Method>
handled handle(call_context& call, wire::buffer& out, wait_for& park) {
  Method asked;
  if (fields::problems found; !fields::decode_parameters(call.named, asked, found)) {
    found.add_others(broken_rules(std::move(asked), call));
    return refuse(call, out, found.take());
  }
  if constexpr (requires { std::optional<std::string>(asked.site); })
    note_foreign_site(call, asked.site);
  if constexpr (std::is_same_v<Method, methods::customers_claim_guests>)
    if (waits_for_lists(asked, call, park)) return handled::parked;
  if constexpr (Method::about.does == effect::session || Method::about.does == effect::read)
    return answer_read(call, asked, out, park);
  else if constexpr (Method::about.does == effect::scan)
    return queue_scan(call, asked, out);
  else
    return pass_on(call, std::move(asked), out);
}

// session.hello changes the session itself and is handled there.
template <>
handled handle<methods::session_hello>(call_context&, wire::buffer&, wait_for&) {
  return handled::answered;
}

template <class... Methods>
constexpr std::array<handler, sizeof...(Methods)> handlers_of(methods::type_list<Methods...>) {
  return {&handle<Methods>...};
}

}  // namespace

constinit const std::array<handler, methods::all::size> handlers = handlers_of(methods::all{});

}  // namespace atrium::actors
