#include "actors/account/password_work.hpp"

#include "actors/account/guessing.hpp"
#include "actors/account/links.hpp"
#include "actors/account/passwords.hpp"
#include "actors/account/proofs.hpp"
#include "actors/account/sessions.hpp"
#include "actors/account/staff.hpp"

namespace atrium::actors {
namespace {

// Empty where no password lets anybody in.
std::string hash_to_check(const account_state& now, const decide_context& in) {
  if (storage::is_staff(in.account)) {
    const records::staff* who = in.tenant.find_staff(in.account);
    return who && !who->disabled ? now.parts.credentials->record.hash : std::string();
  }
  if (!now.profile || now.profile->is_tombstone() ||
      now.profile->kind != records::customer_kind::registered)
    return {};
  const auto until = in.tenant.tenant.legacy_passwords_until;
  if (now.profile->password == records::password_state::legacy && until && *until <= in.now_ms)
    return {};
  return now.parts.password->record.hash;
}

// The password that the command brings as proof is looked at once, and again if it was changed
// meanwhile.
template <class Command>
outcome<password_work> prove(const Command& asked, const call& what, const account_state& now,
                             int under_way, const decide_context& in) {
  std::string against = hash_to_check(now, in);
  if (what.checked && what.checked->against == against) return password_work{};
  if (auto refused = refuse_guess(asked, now, under_way, in)) return *refused;
  return password_work{&asked.password, std::move(against)};
}

template <class Command>
outcome<password_work> next(const Command&, const call&, const account_state&, int,
                            const decide_context&) {
  return password_work{};
}

outcome<password_work> next(const creation& made, const call& what, const account_state&, int,
                            const decide_context&) {
  if (!made.password || !what.password_hash.empty()) return password_work{};
  return password_work{&*made.password};
}

// Also where it will come to nothing: the caller must not tell from the time that it takes.
outcome<password_work> next(const repeated_registration& again, const call& what,
                            const account_state& now, int under_way, const decide_context& in) {
  return next(again.made, what, now, under_way, in);
}

outcome<password_work> next(const methods::shopper_login& asked, const call& what,
                            const account_state& now, int under_way, const decide_context& in) {
  auto proof = prove(asked, what, now, under_way, in);
  if (!proof || proof->password || !what.checked->right || !what.password_hash.empty())
    return proof;
  if (asked.new_password && must_change_password(*now.profile)) {
    if (auto good = may_take(*asked.new_password, "new_password", *now.profile, in); !good)
      return good.failure();
    return password_work{&*asked.new_password};
  }
  if (!what.checked->outdated) return proof;
  return password_work{&asked.password};
}

outcome<password_work> next(const methods::shopper_request_email_change& asked, const call& what,
                            const account_state& now, int under_way, const decide_context& in) {
  return prove(asked, what, now, under_way, in);
}

// Nothing is hashed for a link that is not good.
outcome<password_work> next(const methods::shopper_reset_password& asked, const call& what,
                            const account_state& now, int, const decide_context& in) {
  using enum records::link_purpose;
  if (auto link = redeemable(asked.token, {reset_password, set_password}, now, in); !link)
    return link.failure();
  if (auto good = may_take(asked.password, "password", *now.profile, in); !good)
    return good.failure();
  if (!what.password_hash.empty()) return password_work{};
  return password_work{&asked.password};
}

outcome<password_work> next(const methods::shopper_change_password& asked, const call& what,
                            const account_state& now, int under_way, const decide_context& in) {
  auto proof = prove(asked, what, now, under_way, in);
  if (!proof || proof->password || !what.checked->right || !what.password_hash.empty())
    return proof;
  return password_work{&asked.new_password};
}

outcome<password_work> next(const methods::staff_login& asked, const call& what,
                            const account_state& now, int under_way, const decide_context& in) {
  auto proof = prove(asked, what, now, under_way, in);
  if (!proof || proof->password || !what.checked->right || !what.password_hash.empty())
    return proof;
  if (asked.new_password) return password_work{&*asked.new_password};
  return what.checked->outdated ? password_work{&asked.password} : password_work{};
}

outcome<password_work> next(const methods::staff_change_password& asked, const call& what,
                            const account_state& now, int under_way, const decide_context& in) {
  auto proof = prove(asked, what, now, under_way, in);
  if (!proof || proof->password || !what.checked->right || !what.password_hash.empty())
    return proof;
  return password_work{&asked.new_password};
}

outcome<password_work> next(const methods::staff_enroll_totp& asked, const call& what,
                            const account_state& now, int under_way, const decide_context& in) {
  return prove(asked, what, now, under_way, in);
}

outcome<password_work> next(const methods::staff_reset_password& asked, const call& what,
                            const account_state&, int, const decide_context& in) {
  if (auto refused = refuse_reset(asked, in)) return *std::move(refused);
  if (!what.password_hash.empty()) return password_work{};
  return password_work{&asked.password};
}

}  // namespace

outcome<password_work> next_password_work(const call& what, const account_state& now, int under_way,
                                          const decide_context& in) {
  return std::visit([&](const auto& asked) { return next(asked, what, now, under_way, in); },
                    what.what);
}

}  // namespace atrium::actors
