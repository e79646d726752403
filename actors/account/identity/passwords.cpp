#include "actors/account/identity/passwords.hpp"

#include "protocol/identity/password_policy.hpp"

namespace atrium::actors {
namespace {

records::password_record record_of(const decide_context& in) {
  return {.hash = in.password_hash, .set_at = in.now_ms};
}

}  // namespace

outcome<nothing> check_new_password(const secret& password, const tenant_view& tenant,
                                    const records::site* site,
                                    const std::optional<std::string>& login) {
  const std::string local = login ? login->substr(0, login->find('@')) : "";
  return identity::check_password(
      password.reveal(),
      {.minimum_code_points = static_cast<std::size_t>(tenant.tenant.password_code_points_min),
       .tenant_name = tenant.tenant.title,
       .site_name = site ? std::string_view(site->title) : std::string_view(),
       .email_local_part = local});
}

outcome<nothing> may_take(const secret& password, std::string_view path,
                          const records::customer& who, const decide_context& in) {
  const records::site* home = who.home_site ? in.tenant.find_site(*who.home_site) : nullptr;
  auto good = check_new_password(password, in.tenant, home, who.email_key);
  if (!good) return refusal(good.failure().code, good.failure().message, std::string(path));
  return good;
}

void put_first_password(decision& made, const decide_context& in) {
  if (in.password_hash.empty()) return;
  put_part(made, password_key(in.tenant.number, in.account), record_of(in));
}

void replace_password(decision& made, const decide_context& in) {
  put_next(made, password_key(in.tenant.number, in.account), &account_parts::password,
           record_of(in));
}

}  // namespace atrium::actors
