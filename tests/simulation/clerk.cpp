#include "tests/simulation/clerk.hpp"

namespace atrium::simulation {
namespace {

constexpr std::string_view own_password = "a horse of her own 42";

std::string pair(std::string_view name, std::string_view value) {
  return "\"" + std::string(name) + "\":\"" + std::string(value) + "\"";
}

}  // namespace

next_request clerk::draw(random& from, const ledger& known, const std::string& tenant) {
  request made;
  made.number = static_cast<std::uint32_t>(known.all.size());
  made.what = sort::clerking;
  made.named = "{}";
  if (!change_under_way_ && from.one_in(5)) {
    made.method = disabled_ == false || from.one_in(4) ? "staff.disable" : "staff.enable";
    made.named = "{" + pair("staff", username) + "}";
    made.options = "," + pair("tenant", tenant);
    return {std::move(made), true};
  }
  if (!at_her_desk_ && !tokens_.empty() && under_way_ == 0 && !from.one_in(3)) {
    made.what = sort::greeting;
    made.method = "session.hello";
    made.token = from.one_in(4) ? from.below(tokens_.size()) : tokens_.size() - 1;
    made.named =
        R"({"protocol":1,"auth":{)" + pair("staff_token", tokens_[*made.token].text) + "}}";
  } else if (!at_her_desk_ || from.one_in(4)) {
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
  }
  return {std::move(made), false};
}

void clerk::note(request& sent) {
  if (sent.method == "staff.disable" || sent.method == "staff.enable") {
    change_under_way_ = sent.number;
    disables_ = sent.method == "staff.disable";
    if (disables_) return;
    disabled_.reset();
    ++enablings_;
    return;
  }
  under_way_ += sent.what == sort::clerking;
  sent.is_gone = disabled_ == true;
  sent.making = enablings_;
  sent.token_has_ended = sent.token && tokens_[*sent.token].void_for_good;
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
  under_way_ -= asked.what == sort::clerking;
  if (done && asked.is_gone && asked.making == enablings_) return "is done for one who is disabled";
  if (done && asked.token_has_ended) return "is done with a token that is void";
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
  } else if (asked.code == "unauthenticated") {
    at_her_desk_.reset();
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
