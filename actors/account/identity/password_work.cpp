#include "actors/account/identity/password_work.hpp"

#include "actors/account/identity/guessing.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/account/identity/passwords.hpp"
#include "actors/account/identity/proofs.hpp"
#include "actors/account/identity/sessions.hpp"
#include "actors/account/identity/staff.hpp"
#include "actors/commands.hpp"

namespace atrium::actors {
namespace {

template <class Command>
constexpr bool changes_password = std::is_same_v<Command, methods::shopper_change_password> ||
                                  std::is_same_v<Command, methods::staff_change_password>;
template <class Command>
constexpr bool proves_password = std::is_same_v<Command, methods::shopper_request_email_change> ||
                                 std::is_same_v<Command, methods::staff_enroll_totp>;

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

// The password that was right is known to be, and nothing has been hashed yet.
bool may_hash(const outcome<password_work>& proof, const call& what) {
  return proof && !proof->password && what.checked->right && what.password_hash.empty();
}

// A password that the command has stored is hashed once.
password_work hash_once(const secret& password, const call& what) {
  return what.password_hash.empty() ? password_work{&password} : password_work{};
}

// Of most commands nothing; a password that is asked for with the change of another thing is
// proved, and a new one in its place is hashed then.
template <class Command>
outcome<password_work> next(const Command& asked, const call& what, const account_state& now,
                            int under_way, const decide_context& in) {
  if constexpr (changes_password<Command>) {
    const auto proof = prove(asked, what, now, under_way, in);
    return may_hash(proof, what) ? password_work{&asked.new_password} : proof;
  } else if constexpr (proves_password<Command>) {
    return prove(asked, what, now, under_way, in);
  } else {
    return password_work{};
  }
}

outcome<password_work> next(const creation& made, const call& what, const account_state&, int,
                            const decide_context&) {
  return made.password ? hash_once(*made.password, what) : password_work{};
}

// Also where it will come to nothing: the caller must not tell from the time that it takes.
outcome<password_work> next(const repeated_registration& again, const call& what,
                            const account_state& now, int under_way, const decide_context& in) {
  return next(again.made, what, now, under_way, in);
}

outcome<password_work> next(const methods::shopper_login& asked, const call& what,
                            const account_state& now, int under_way, const decide_context& in) {
  auto proof = prove(asked, what, now, under_way, in);
  if (!may_hash(proof, what)) return proof;
  if (asked.new_password && must_change_password(*now.profile)) {
    if (auto good = may_take(*asked.new_password, "new_password", *now.profile, in); !good)
      return good.failure();
    return password_work{&*asked.new_password};
  }
  if (!what.checked->outdated) return proof;
  return password_work{&asked.password};
}

// Nothing is hashed for a link that is not good.
outcome<password_work> next(const methods::shopper_reset_password& asked, const call& what,
                            const account_state& now, int, const decide_context& in) {
  using enum records::link_purpose;
  if (auto link = redeemable(asked.token, {reset_password, set_password}, now, in); !link)
    return link.failure();
  if (auto good = may_take(asked.password, "password", *now.profile, in); !good)
    return good.failure();
  return hash_once(asked.password, what);
}

// Only of one who may become a registered customer is it hashed.
outcome<password_work> next(const methods::contacts_convert& asked, const call& what,
                            const account_state& now, int, const decide_context&) {
  if (!now.profile || now.profile->kind != records::customer_kind::contact ||
      asked.to != methods::conversion::registered)
    return password_work{};
  if (asked.initial_password) return hash_once(*asked.initial_password, what);
  return asked.generate_password.value_or(false) ? hash_once(what.made_up, what) : password_work{};
}

outcome<password_work> next(const methods::staff_login& asked, const call& what,
                            const account_state& now, int under_way, const decide_context& in) {
  auto proof = prove(asked, what, now, under_way, in);
  if (!may_hash(proof, what)) return proof;
  if (asked.new_password) return password_work{&*asked.new_password};
  return what.checked->outdated ? password_work{&asked.password} : password_work{};
}

outcome<password_work> next(const methods::staff_reset_password& asked, const call& what,
                            const account_state&, int, const decide_context& in) {
  if (auto refused = refuse_reset(asked, in)) return *std::move(refused);
  return hash_once(asked.password, what);
}

outcome<password_work> next(const methods::staff_accept_invitation& asked, const call& what,
                            const account_state& now, int, const decide_context& in) {
  if (auto refused = refuse_acceptance(asked, now, in)) return *std::move(refused);
  return hash_once(asked.password, what);
}

}  // namespace

outcome<password_work> next_password_work(const call& what, const account_state& now, int under_way,
                                          const decide_context& in) {
  return std::visit([&](const auto& asked) { return next(asked, what, now, under_way, in); },
                    what.what);
}

}  // namespace atrium::actors
