// A tenant as the rules themselves make it, for tests of what is decided on it: realms `default`
// and `outlet`, sites north and south in the one, `discount` in the other.
#pragma once

#include <catch2/catch.hpp>

#include "actors/account/decide.hpp"
#include "actors/tenant/decide.hpp"
#include "protocol/wire/json.hpp"

namespace atrium::tests {

// Time stands still, randomness counts, hashes say what they hash.
class still_world : public actors::outside {
 public:
  std::int64_t now_ms() override { return now; }
  std::int64_t elapsed_us() override { return 0; }
  std::int64_t worked_us() override { return 0; }
  void random_bytes(std::span<unsigned char> into) override {
    for (unsigned char& each : into) each = next++;
  }
  std::string hash_password(std::string_view password) override {
    return "hash of " + std::string(password);
  }
  bool verify_password(std::string_view hash, std::string_view password) override {
    return hash == hash_password(password);
  }
  std::string_view unmatched_hash() override { return "hash of nothing that can be typed"; }
  bool is_outdated(std::string_view hash) override { return !hash.starts_with("hash of"); }

  std::int64_t now = 1'700'000'000'000;
  unsigned char next = 1;
};

template <class Method>
Method asked(std::string_view json) {
  auto call = fields::decode_parameters<Method>(wire::from_json(json).value());
  if (!call) FAIL(call.failure().message);
  return std::move(call).value();
}

struct shop {
  shop();

  actors::tenant_context context() { return {caller, options, world.now, world}; }

  template <class Method>
  actors::decided_tenant decided(std::string_view json) {
    return actors::decide(asked<Method>(json), *view, context());
  }
  // As the tenant's actor does it once the commit has succeeded.
  template <class Method>
  void make(std::string_view json) {
    apply(decided<Method>(json));
  }
  void apply(actors::decided_tenant made);

  template <class Method>
  outcome<actors::creation> prepared(std::string_view json) {
    return actors::prepare(asked<Method>(json), {*view, caller, options, world.now, &world});
  }
  actors::decide_context account_context(std::string password_hash = {}) {
    return {.tenant = *view,
            .caller = caller,
            .options = options,
            .account = {41},
            .now_ms = world.now,
            .limits = limits,
            .password_hash = std::move(password_hash),
            .world = &world,
            .mails = &mails};
  }

  still_world world;
  actors::principal caller{.what = actors::principal::kind::operators};
  methods::call_options options;
  actors::account_limits limits{
      .addresses = 3, .notes = 2, .note_revisions = 3, .orders = 3, .deliveries = 2, .carts = 3};
  const actors::mail_key mails{secret(std::string_view("mail key of the test"))};
  actors::tenant_view_ptr view;
  actors::tenant_decision last;
};

// "path: code, path: code" of all that is wrong; empty if nothing is.
std::string wrong_in(const error& failure);
template <class T>
std::string wrong_in(const outcome<T>& result) {
  return result ? std::string() : wrong_in(result.failure());
}

}  // namespace atrium::tests
