// Whatever is typed, a canonical form is refused or stable, and nothing crashes. The first octet
// chooses the form.
#include <array>
#include <cstddef>
#include <cstdint>
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
#include "tests/fuzz/fuzz.hpp"

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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using atrium::fuzz::expect;
  if (size == 0) return 0;
  const std::string_view typed = atrium::fuzz::text_of(data + 1, size - 1);
  const canonical_form form = forms[data[0] % forms.size()];
  if (const auto once = form(typed)) {
    const auto twice = form(*once);
    expect(twice && *twice == *once, "a canonical form is its own canonical form");
    expect(!once->empty(), "a canonical form is not empty");
    expect(once->find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
           "a canonical form is one line");
  }

  expect(!atrium::formats::masked(typed).empty(), "a mask shows something");
  const auto checked = atrium::identity::check_password(typed, {.tenant_name = "acme"});
  expect(!checked || typed.size() <= atrium::identity::password_octets_max,
         "an accepted password fits");
  static const atrium::identity::reference_cipher cipher(
      std::array<std::uint8_t, atrium::identity::reference_cipher::key_octets>{});
  if (const auto number = cipher.number_of(typed))
    expect(cipher.reference_of(*number) == typed, "only the canonical reference is read");
  return 0;
}
