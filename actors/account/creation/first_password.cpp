#include "actors/account/creation/first_password.hpp"

#include "actors/account/identity/password_rules.hpp"
#include "actors/account/mails.hpp"

namespace atrium::actors {

bool take_first_password(const first_password_wish& wish, records::customer& who,
                         const tenant_view& tenant, fields::problems& found) {
  const fields::path root;
  const auto wrong = [&](std::string_view path, errc code, std::string message) {
    found.add(root / path, code, std::move(message));
  };
  const bool mails_passwords = tenant.tenant.mail_passwords;
  bool has_one = false;
  if (wish.initial_password) {
    const records::site* home = who.home_site ? tenant.find_site(*who.home_site) : nullptr;
    const auto strong = check_new_password(*wish.initial_password, tenant, home, who.email_key);
    if (!strong) wrong("initial_password", strong.failure().code, strong.failure().message);
    has_one = static_cast<bool>(strong);
  }
  if (wish.generate_password && has_one) {
    wrong("generate_password", errc::invalid_field, "there is an initial_password");
  } else if (wish.generate_password && !mails_passwords) {
    // Nobody hears of it but him, so it has to be mailed.
    wrong("generate_password", errc::invalid_field,
          "the tenant does not mail passwords: send_password_link");
  } else if (wish.generate_password) {
    has_one = true;
    if (!wish.send_mail.value_or(true))
      wrong("send_mail", errc::invalid_field, "nobody would hear of the password");
  }
  if (has_one) who.password = records::password_state::must_change;
  if (wish.send_mail.value_or(false) && !has_one)
    wrong("send_mail", errc::invalid_field, "there is no password to tell him of");
  const bool is_told = has_one && wish.send_mail.value_or(true);
  const bool may_log_in = is_fully_active(who);
  if (is_told && !may_log_in) who.activation_mail_due = true;
  if (wish.send_mail.value_or(false) && may_log_in && !mails_passwords)
    wrong("send_mail", errc::invalid_field, "the tenant does not mail passwords");
  if (wish.send_password_link && has_one)
    wrong("send_password_link", errc::invalid_field, "there is an initial_password");
  return is_told;
}

outcome<nothing> tell_of_password(decision& made, std::string_view password,
                                  const decide_context& in) {
  const bool ready = is_fully_active(*made.after.profile);
  const bool with_password = in.tenant.tenant.mail_passwords;
  if (ready && !with_password) return nothing{};
  return order_mail(
      made,
      {.purpose = ready ? mailing::purpose::initial_password : mailing::purpose::account_preparing,
       .secret = with_password ? password : std::string_view()},
      in);
}

}  // namespace atrium::actors
