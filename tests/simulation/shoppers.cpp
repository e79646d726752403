#include "tests/simulation/shoppers.hpp"

#include "protocol/identity/email.hpp"
#include "tests/simulation/ledger.hpp"

namespace atrium::simulation {
namespace {

std::string pair(std::string_view name, std::string_view value) {
  return "\"" + std::string(name) + "\":\"" + std::string(value) + "\"";
}

std::string canonical(std::string_view email) {
  auto made = identity::canonical_email(email);
  return made ? std::move(made->canonical) : std::string();
}

}  // namespace

void shoppers::draw(random& from, request& made, std::string_view login,
                    std::string_view site) const {
  if (draw_link(from, made, login, site)) return;
  if (tokens_.empty() || from.one_in(2)) {
    made.method = "shopper.login";
    made.login = login;
    made.mark = from.one_in(4) ? "wrong horse 42" : right_password;
    made.named = "{" + pair("site", site) + "," + pair("username", login) + "," +
                 pair("password", made.mark) + "}";
    return;
  }
  made.token = from.below(tokens_.size());
  const token& with = tokens_[*made.token];
  made.named = "{}";
  switch (from.below(6)) {
    case 0:
      made.method = "shopper.logout";
      break;
    case 1:
      made.method = "shopper.refresh";
      made.named = "{" + pair("refresh_token", with.refresh) + "}";
      return;
    case 2:
      made.method = "shopper.end_sessions";
      break;
    default:
      made.method = "shopper.whoami";
      break;
  }
  made.options = "," + pair("shopper", with.access);
}

bool shoppers::draw_link(random& from, request& made, std::string_view login,
                         std::string_view site) const {
  if (from.one_in(6)) {
    made.method = "shopper.request_password_reset";
    made.named = "{" + pair("site", site) + "," + pair("email", login) + "}";
    return true;
  }
  if (links_.empty() || !from.one_in(3)) return false;
  made.method = "shopper.reset_password";
  made.link = from.any_of(links_);
  made.named = "{" + pair("token", made.link) + "," + pair("password", right_password) + "}";
  return true;
}

bool shoppers::lend_token(random& from, request& made) const {
  if (tokens_.empty()) return false;
  made.token = from.below(tokens_.size());
  made.options += "," + pair("shopper", tokens_[*made.token].access);
  return true;
}

void shoppers::note(request& sent) const {
  const bool of_shopper = sent.what == sort::shopping || sent.what == sort::newsletter;
  if (of_shopper && sent.token) sent.token_has_ended = tokens_[*sent.token].ended;
  if (sent.what != sort::clerking) sent.tokens_before = tokens_.size();
}

std::optional<std::string> shoppers::hear_done(const request& asked, bool some_merged) {
  if (asked.what == sort::status && boolean_in(asked.result, "active") == false) {
    const std::string shut_out = text_in(asked.result, "id");
    // Of those who logged in before this was sent; others may have done so after it.
    for (std::size_t i = 0; i < asked.tokens_before; ++i)
      if (asked.idem.empty() && tokens_[i].customer == shut_out) tokens_[i].ended = true;
  }
  if (asked.what == sort::newsletter && asked.token && asked.token_has_ended)
    return "does with a token what has ended";
  if (asked.what != sort::shopping) return {};
  if (asked.method == "shopper.login") {
    if (asked.mark != right_password) return "logs in with a wrong password";
    const auto shown = member(asked.result, "customer").value_or("");
    if (!some_merged && asked.login.find('@') != std::string::npos &&
        canonical(asked.login) != canonical(text_in(shown, "email")))
      return "logs in with " + asked.login + " as one who has another e-mail";
    learn(asked, text_in(shown, "id"));
    return {};
  }
  if (asked.method == "shopper.request_password_reset") return {};
  if (!asked.link.empty()) {
    const auto [first, is_new] = redeemed_.try_emplace(asked.link, asked.idem);
    if (!is_new && (asked.idem.empty() || first->second != asked.idem))
      return "redeems a link again";
    return {};
  }
  const token with = tokens_[*asked.token];
  if (asked.method == "shopper.refresh") {
    // A used one may be answered once more, for its time of grace.
    for (token& each : tokens_)
      if (each.refresh == with.refresh && each.access != text_in(asked.result, "access_token"))
        each.ended = true;
    learn(asked, with.customer);
    return {};
  }
  if (asked.token_has_ended) return "does with a token what has ended";
  if (asked.method == "shopper.whoami") {
    const std::string shown = text_in(member(asked.result, "customer").value_or(""), "id");
    if (shown != with.customer) return "is told " + shown + " with a token of " + with.customer;
  } else if (asked.method == "shopper.logout") {
    end_session(with);
  } else {
    for (std::size_t i = 0; i < asked.tokens_before; ++i)
      if (tokens_[i].customer == with.customer && tokens_[i].session != with.session)
        tokens_[i].ended = true;
  }
  return {};
}

// Nobody takes a token away but by one of these, as far as clients can know; so nothing is
// expected of a refusal but its word.
std::optional<std::string> shoppers::hear_refused(const request& asked) const {
  if (asked.what != sort::shopping) return {};
  const bool by_login =
      asked.method == "shopper.login" || asked.method == "shopper.request_password_reset";
  for (const std::string_view known :
       {by_login ? "invalid_credentials" : "invalid_token", "login_refused", "too_many_attempts",
        "overloaded", "deadline_exceeded", "internal", "forbidden", "shutting_down",
        "unauthenticated", "storage_full"})
    if (asked.code == known) return {};
  if (by_login && asked.code == "not_found") return {};  // sites come and go
  return "hears " + asked.code;
}

void shoppers::learn(const request& asked, const std::string& customer) {
  tokens_.push_back({customer, text_in(asked.result, "session"),
                     text_in(asked.result, "access_token"), text_in(asked.result, "refresh_token"),
                     false});
}

void shoppers::end_session(const token& of) {
  for (token& each : tokens_)
    if (each.customer == of.customer && each.session == of.session) each.ended = true;
}

}  // namespace atrium::simulation
