#include "protocol/identity/email.hpp"

#include <array>

#include "protocol/identity/code_points.hpp"
#include "protocol/identity/domain.hpp"

namespace atrium::identity {

namespace {

constexpr std::size_t local_octets_max = 64;
constexpr std::size_t address_octets_max = 254;
constexpr std::size_t typed_octets_max = 1024;

error refused(const char* message) { return refusal(errc::invalid_field, message); }

// atext of RFC 5322, and the dot.
constexpr std::array<bool, 256> local_characters = [] {
  std::array<bool, 256> allowed{};
  for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789.!#$%&'*+-/=?^_`{|}~"))
    allowed[static_cast<unsigned char>(c)] = true;
  return allowed;
}();

const char* fault_of_local_part(std::string_view local) {
  if (local.empty()) return "The e-mail has nothing before the @.";
  if (local.size() > local_octets_max)
    return "The part of the e-mail before the @ is longer than 64 octets.";
  for (const char c : local)
    if (!local_characters[static_cast<unsigned char>(c)])
      return "The part of the e-mail before the @ has a character that is not allowed.";
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos)
    return "The part of the e-mail before the @ has a misplaced dot.";
  return nullptr;
}

}  // namespace

outcome<email> canonical_email(std::string_view typed) {
  if (typed.size() > typed_octets_max) return refused("The e-mail is longer than 254 octets.");
  const std::size_t at = typed.rfind('@');
  if (at == std::string_view::npos) return refused("The e-mail has no @.");
  const std::string_view local = typed.substr(0, at);
  if (const char* fault = fault_of_local_part(local)) return refused(fault);
  const outcome<std::string> domain = canonical_domain(typed.substr(at + 1));
  if (!domain) return domain.failure();
  if (at + 1 + domain->size() > address_octets_max)
    return refused("The e-mail is longer than 254 octets.");
  email result{.canonical = lower_ascii(local), .shown = std::string(typed)};
  result.canonical += '@';
  result.canonical += *domain;
  return result;
}

}  // namespace atrium::identity
