// The password that somebody is given with his account, and what he hears of it (features.md S3,
// S4): the same whether he is made or is known as a contact. No CAF, no threads, no files.
#pragma once

#include "actors/account/decision.hpp"

namespace atrium::actors {

// As the call has it.
struct first_password_wish {
  const secret* initial_password = nullptr;
  bool generate_password = false;
  std::optional<bool> send_mail = {};
  bool send_password_link = false;
};
template <class Call>
first_password_wish first_password_wish_of(const Call& asked) {
  return {asked.initial_password ? &*asked.initial_password : nullptr,
          asked.generate_password.value_or(false), asked.send_mail,
          asked.send_password_link.value_or(false)};
}

// Whether he is written to about his password; in `who`, whose e-mail, status and home site are
// known, stands the rest: that he has one, to be changed at his first login, and that he hears when
// the account is active. What is wrong with the wish is in `found`.
bool take_first_password(const first_password_wish& wish, records::customer& who,
                         const tenant_view& tenant, fields::problems& found);

// Mails him the password, or that the account is being prepared if he may not log in yet; where the
// tenant does not mail passwords, the latter alone.
outcome<nothing> tell_of_password(decision& made, std::string_view password,
                                  const decide_context& in);

}  // namespace atrium::actors
