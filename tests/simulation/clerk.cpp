#include "tests/simulation/clerk.hpp"

namespace atrium::simulation {
namespace {

constexpr std::string_view own_password = "a horse of her own 42";

std::string pair(std::string_view name, std::string_view value) {
  return "\"" + std::string(name) + "\":\"" + std::string(value) + "\"";
}

// Who showed a customer who could log in, if anybody has.
const request* seen_active(random& from, const ledger& known, std::size_t tenant) {
  std::vector<const request*> found;
  for (const request& each : known.all)
    if (each.tenant == tenant && each.came_to == fate::done &&
        boolean_in(each.result, "active") == true && text_in(each.result, "kind") == "registered")
      found.push_back(&each);
  return found.empty() ? nullptr : from.any_of(found);
}

}  // namespace

next_request clerk::draw(random& from, const ledger& known, const std::string& tenant) {
  request made;
  made.number = static_cast<std::uint32_t>(known.all.size());
  made.what = sort::clerking;
  made.named = "{}";
  if (!change_under_way_ && from.one_in(10)) {
    made.method = disabled_ == false || from.one_in(4) ? "staff.disable" : "staff.enable";
    made.named = "{" + pair("staff", username) + "}";
    made.options = "," + pair("tenant", tenant);
    return {std::move(made), true};
  }
  if (!assisted_.empty() && from.one_in(2)) {
    draw_in_his_place(from, made);
    return {std::move(made), false};
  }
  if (!at_her_desk_ && !tokens_.empty() && under_way_ == 0 && !from.one_in(3)) {
    made.what = sort::greeting;
    made.method = "session.hello";
    made.token = from.one_in(4) ? from.below(tokens_.size()) : tokens_.size() - 1;
    made.named =
        R"({"protocol":1,"auth":{)" + pair("staff_token", tokens_[*made.token].text) + "}}";
  } else if (!at_her_desk_ || from.one_in(8)) {
    made.method = "staff.login";
    const bool first = has_own_password_ ? from.one_in(10) : !from.one_in(10);
    made.named =
        "{" + pair("tenant", tenant) + "," + pair("username", username) + "," +
        (first ? pair("password", first_password) + "," + pair("new_password", own_password)
               : pair("password", own_password)) +
        "}";
  } else {
    made.method = from.one_in(6) ? "staff.logout" : "staff.whoami";
    made.token = at_her_desk_;
    if (!from.one_in(3)) draw_assistance(from, known, made);
  }
  return {std::move(made), false};
}

void clerk::draw_assistance(random& from, const ledger& known, request& made) const {
  const request* seen = seen_active(from, known, made.tenant);
  made.customer = seen ? text_in(seen->result, "id") : "c1";
  made.named = "{\"customer\":{" + pair("id", made.customer) + "}";
  made.method = from.one_in(8) ? "assisted.end" : "assisted.start";
  if (made.method == "assisted.start")
    made.named += "," +
                  pair("site", from.any_of(std::array<std::string_view, 3>{"one", "one", "two"})) +
                  "," + pair("reason", tag_of(made));
  made.named += "}";
}

void clerk::draw_in_his_place(random& from, request& made) const {
  made.assistance = from.one_in(3) ? from.below(assisted_.size()) : assisted_.size() - 1;
  const assistance& with = assisted_[*made.assistance];
  const std::string him = "\"customer\":{" + pair("id", with.customer) + "}";
  made.options = "," + pair("shopper", with.token);
  switch (from.below(6)) {
    case 0:
      made.method = "shopper.logout";
      break;
    case 1:
      made.method = from.one_in(2) ? "shopper.end_sessions" : "shopper.sessions";
      break;
    case 2:
      made.method = "customers.set_username";
      made.named = "{" + him + "," + pair("username", "kims own") + "}";
      break;
    case 3:
    case 4:
      made.method = "customers.update";
      made.named = "{" + him + ",\"set\":{" +
                   pair("phone", "+49301234" + std::to_string(100 + made.number)) + "}}";
      break;
    default:
      made.method = "shopper.whoami";
      break;
  }
}

void clerk::note(request& sent, std::int64_t now_ms) {
  if (sent.method == "staff.disable" || sent.method == "staff.enable") {
    change_under_way_ = sent.number;
    disables_ = sent.method == "staff.disable";
    if (disables_) return;
    disabled_.reset();
    ++enablings_;
    return;
  }
  under_way_ += sent.what == sort::clerking && !sent.assistance;
  sent.is_gone = disabled_ == true;
  sent.making = enablings_;
  sent.token_has_ended = sent.token && tokens_[*sent.token].void_for_good;
  sent.tokens_before = assisted_.size();
  if (!sent.assistance) return;
  const assistance& with = assisted_[*sent.assistance];
  sent.token_has_ended = with.ended || with.expires_at <= now_ms || tokens_[with.by].void_for_good;
}

std::optional<std::string> clerk::hear(const request& asked) {
  const bool done = asked.came_to == fate::done;
  if (change_under_way_ == asked.number) {
    change_under_way_.reset();
    if (!done) {
      disabled_.reset();
      return {};
    }
    disabled_ = disables_;
    if (!disables_) return {};
    for (token& each : tokens_) each.void_for_good = true;
    disabled_at_seq_ = integer_in(asked.result, "seq").value_or(0);
    return {};
  }
  under_way_ -= asked.what == sort::clerking && !asked.assistance;
  if (done && asked.is_gone && asked.making == enablings_) return "is done for one who is disabled";
  if (done && asked.token_has_ended) return "is done with a token that is void";
  if (asked.assistance) return done ? hear_assistance(asked) : std::nullopt;
  if (asked.what == sort::greeting) {
    at_her_desk_ = done ? asked.token : std::nullopt;
  } else if (asked.method == "staff.login") {
    if (!done) return {};
    has_own_password_ = true;
    // Answered only now, it may have been begun before she was disabled, or after an enabling.
    const bool before = integer_in(asked.result, "seq").value_or(0) < disabled_at_seq_;
    tokens_.push_back({text_in(asked.result, "staff_token"), before});
  } else if (asked.method == "staff.logout" && done) {
    tokens_[*asked.token].void_for_good = true;
    at_her_desk_.reset();
  } else if (asked.method == "assisted.start" && done) {
    assisted_.push_back({text_in(asked.result, "access_token"), asked.customer, *asked.token,
                         integer_in(asked.result, "expires_at").value_or(0), false});
  } else if (asked.method == "assisted.end" && done) {
    for (std::size_t i = 0; i < asked.tokens_before; ++i)
      if (assisted_[i].customer == asked.customer) assisted_[i].ended = true;
  } else if (asked.code == "unauthenticated") {
    at_her_desk_.reset();
  }
  return {};
}

// Something was done in a customer's place.
std::optional<std::string> clerk::hear_assistance(const request& asked) {
  if (asked.method == "shopper.logout") {
    assisted_[*asked.assistance].ended = true;
  } else if (asked.method == "shopper.whoami") {
    if (text_in(asked.result, "acting_staff") != journal_name) return "is not told who assists";
  } else if (asked.method != "customers.update") {
    return "does what only the customer's own hand may";
  }
  return {};
}

void clerk::crash() {
  under_way_ = 0;
  at_her_desk_.reset();
  if (change_under_way_) disabled_.reset();
  change_under_way_.reset();
}

}  // namespace atrium::simulation
