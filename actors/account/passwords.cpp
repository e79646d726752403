#include "actors/account/passwords.hpp"

#include "protocol/identity/password_policy.hpp"

namespace atrium::actors {
namespace {

records::password_record record_of(std::int64_t version, const decide_context& in) {
  return {.version = version, .hash = in.password_hash, .set_at = in.now_ms};
}

}  // namespace

outcome<nothing> check_new_password(const secret& password, const tenant_view& tenant,
                                    const records::site* site,
                                    const std::optional<std::string>& email_key) {
  const std::string local = email_key ? email_key->substr(0, email_key->find('@')) : "";
  return identity::check_password(
      password.reveal(),
      {.minimum_code_points = static_cast<std::size_t>(tenant.tenant.password_code_points_min),
       .tenant_name = tenant.tenant.title,
       .site_name = site ? std::string_view(site->title) : std::string_view(),
       .email_local_part = local});
}

void put_first_password(decision& made, const decide_context& in) {
  if (in.password_hash.empty()) return;
  put_part(made, password_key(in.tenant.number, in.account), record_of(1, in));
}

void replace_password(decision& made, const decide_context& in) {
  const storage::key key = password_key(in.tenant.number, in.account);
  const auto& before = made.after.parts.password;
  const std::int64_t version = before ? before->record.version : 0;
  if (version == 0)
    expect_absent(made, storage::table::records, key);
  else
    expect_part(made, key, version, before->checksum);
  records::password_record after = record_of(version + 1, in);
  const std::uint64_t checksum = put_part(made, key, after).second;
  made.after.parts.password = {std::move(after), checksum};
}

}  // namespace atrium::actors
