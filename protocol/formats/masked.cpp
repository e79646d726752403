#include "protocol/formats/masked.hpp"

namespace atrium::formats {

std::string masked(std::string_view email_or_username) {
  std::string result;
  // With only one character before the @, showing the first would show all of it.
  const std::size_t at = email_or_username.rfind('@');
  const std::string_view hidden = email_or_username.substr(0, at);
  if (hidden.size() > 1 && hidden.front() > ' ' && hidden.front() < 0x7f) result += hidden.front();
  result += "***";
  if (at != std::string_view::npos) result += '@';
  return result;
}

}  // namespace atrium::formats
