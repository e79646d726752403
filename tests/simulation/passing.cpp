#include "tests/simulation/passing.hpp"

namespace atrium::simulation {
namespace {

const std::string named = R"("tenant":"passing")";

}  // namespace

next_request passing_tenant::draw(random& from, const ledger& known, std::size_t tenant) {
  if (!under_way_ && from.one_in(3)) {
    request made = change_of_it(from, known, tenant);
    under_way_ = made.number;
    method_under_way_ = made.method;
    return {std::move(made), true};
  }
  return {customers_call(from, known, tenant), false};
}

request passing_tenant::change_of_it(random& from, const ledger& known, std::size_t tenant) {
  request made;
  made.number = static_cast<std::uint32_t>(known.all.size());
  made.what = sort::of_tenant;
  made.tenant = tenant;
  made.method = "tenants.remove";
  made.named = "{" + named + "}";
  if (now_ == state::gone) {
    made.what = sort::new_tenant;
    made.method = "tenants.create";
    made.named = "{" + named + R"(,"name":"P","currency":"EUR"})";
  } else if (now_ == state::perhaps || now_ == state::there) {
    made.method = "tenants.suspend";
  } else if (!confirm_.empty() && !from.one_in(6)) {
    made.named = "{" + named + R"(,"confirm":")" + confirm_ + "\"}";
  }
  if (from.one_in(4)) {
    made.idem = "p" + std::to_string(made.number);
    made.options = R"(,"idem":")" + made.idem + "\"";
  }
  return made;
}

request passing_tenant::customers_call(random& from, const ledger& known, std::size_t tenant) {
  request made;
  made.number = static_cast<std::uint32_t>(known.all.size());
  made.what = from.one_in(3) ? sort::get : sort::creation;
  made.tenant = tenant;
  made.making = makings_;
  made.is_gone = now_ == state::gone;
  if (made.what == sort::get) {
    made.method = "changes.read";
    made.named = R"({"from":1,"wait_ms":200})";
    return made;
  }
  made.method = "customers.create";
  made.mark =
      emails[1 + from.below(emails.size() - 1)];  // the first is the second in other letters
  made.named = R"({"first_name":"P","last_name":"P","email":")" + made.mark + "\"}";
  ++asked_for_[made.mark];
  return made;
}

bool passing_tenant::hear(life& in, const request& asked, ledger& of) {
  if (under_way_ == asked.number) {
    under_way_.reset();
    return settle(in, asked, of);
  }
  const bool done = asked.came_to == fate::done;
  if (done && asked.is_gone && asked.what != sort::greeting)
    of.violated(tag_of(asked) + " is done for a tenant that was removed");
  if (asked.code == "email_taken" && asked.making == makings_ && asked_for_[asked.mark] == 1)
    of.violated(tag_of(asked) + " hears of a customer of a tenant that was removed");
  return false;
}

bool passing_tenant::settle(life& in, const request& asked, ledger& of) {
  if (asked.came_to == fate::unknown) {
    learn_nothing(asked.method);
    return false;
  }
  const bool done = asked.came_to == fate::done;
  const bool absent = asked.code == "not_found";
  if (asked.method == "tenants.create") {
    if (!done) return false;
    const auto found = in.node.tenant_named(name);
    if (!found || found->number() <= last_number_)
      of.violated(tag_of(asked) + " made a tenant of a number that was given out before");
    else
      last_number_ = found->number();
    ++makings_;
    asked_for_.clear();
    of.tenants[asked.tenant].api_key = text_in(asked.result, "api_key");
    now_ = state::there;
    return true;
  }
  if (absent && now_ != state::perhaps && now_ != state::leaving)
    of.violated(tag_of(asked) + " does not find a tenant that was made");
  if (absent || integer_in(asked.result, "removing_since")) {
    now_ = state::gone;
    confirm_.clear();
  } else if (asked.method == "tenants.suspend") {
    if (done) now_ = state::suspended;
  } else if (asked.code == "forbidden") {
    of.violated(tag_of(asked) + " is refused as if the tenant were not suspended");
  } else if (asked.code == "invalid_token") {
    of.violated(tag_of(asked) + " is not confirmed by what the daemon gave");
  } else if (done) {
    confirm_ = text_in(asked.result, "confirm");
    if (confirm_.empty()) of.violated(tag_of(asked) + " is answered neither way");
  }
  return false;
}

void passing_tenant::learn_nothing(const std::string& method) {
  if (method == "tenants.create") now_ = state::perhaps;
  if (method == "tenants.remove" && !confirm_.empty()) now_ = state::leaving;
}

void passing_tenant::crash() {
  if (under_way_) learn_nothing(method_under_way_);
  under_way_.reset();
}

}  // namespace atrium::simulation
