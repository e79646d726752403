// Whatever is typed, a canonical form is refused or stable, and nothing crashes. The first octet
// chooses the form.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "protocol/formats/country.hpp"
#include "protocol/formats/currency.hpp"
#include "protocol/formats/date.hpp"
#include "protocol/formats/identifier.hpp"
#include "protocol/formats/locale.hpp"
#include "protocol/formats/masked.hpp"
#include "protocol/formats/name_text.hpp"
#include "protocol/formats/phone.hpp"
#include "protocol/formats/url.hpp"
#include "protocol/identity/domain.hpp"
#include "protocol/identity/password_policy.hpp"
#include "protocol/identity/reference.hpp"
#include "protocol/identity/username.hpp"

namespace {

using canonical_form = atrium::outcome<std::string> (*)(std::string_view);

atrium::outcome<std::string> short_name_text(std::string_view typed) {
  return atrium::formats::name_text(typed, 64);
}

constexpr std::array<canonical_form, 11> forms{
    atrium::identity::login_key, atrium::identity::canonical_domain,
    atrium::formats::base_url,   short_name_text,
    atrium::formats::locale,     atrium::formats::phone,
    atrium::formats::date,       atrium::formats::currency,
    atrium::formats::country,    atrium::formats::customer_id,
    atrium::formats::short_name,
};

void insist(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view typed(reinterpret_cast<const char*>(data + 1), size - 1);
  const canonical_form form = forms[data[0] % forms.size()];
  if (const auto once = form(typed)) {
    const auto twice = form(*once);
    insist(twice && *twice == *once);
    insist(!once->empty() &&
           once->find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  }

  insist(!atrium::formats::masked(typed).empty());
  const auto checked = atrium::identity::check_password(typed, {.tenant_name = "acme"});
  insist(!checked || typed.size() <= atrium::identity::password_octets_max);
  static const atrium::identity::reference_cipher cipher(
      std::array<std::uint8_t, atrium::identity::reference_cipher::key_octets>{});
  if (const auto number = cipher.number_of(typed)) insist(cipher.reference_of(*number) == typed);
  return 0;
}
