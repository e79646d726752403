#include "protocol/identity/password_policy.hpp"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <string>

#include "protocol/identity/code_points.hpp"
#include "protocol/identity/common_passwords.hpp"

namespace atrium::identity {

namespace {

bool same_but_for_case(std::string_view left, std::string_view right) {
  const auto unicode = [](std::string_view text) {
    return icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  };
  return unicode(left).caseCompare(unicode(right), U_FOLD_CASE_DEFAULT) == 0;
}

}  // namespace

outcome<nothing> check_password(std::string_view password, const password_context& context) {
  if (password.size() > password_octets_max)
    return refusal(errc::invalid_field, "The password is longer than 256 octets.");
  const auto code_points = count_code_points(password);
  if (!code_points) return refusal(errc::invalid_field, "The password is not valid UTF-8.");
  if (*code_points < context.minimum_code_points)
    return refusal(errc::weak_password, "The password has fewer than " +
                                            std::to_string(context.minimum_code_points) +
                                            " characters.");
  for (const auto name : {context.tenant_name, context.site_name, context.email_local_part})
    if (!name.empty() && same_but_for_case(password, name))
      return refusal(errc::weak_password, "The password is a name that anybody would try.");
  if (is_common_password(password))
    return refusal(errc::weak_password, "The password is one of the commonest there are.");
  return nothing{};
}

}  // namespace atrium::identity
