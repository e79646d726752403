#include "tools/client/key_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace atrium {

outcome<access_key> read_key_file(const std::filesystem::path& file) {
  std::ifstream from(file, std::ios::binary);
  if (!from) {
    return refusal(errc::unauthenticated,
                   "cannot read the key file " + file.string() + ": " + std::strerror(errno));
  }
  std::string content(512, '\0');
  from.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(from.gcount()));
  const secret whole(std::move(content));
  std::string_view key = whole.reveal();
  constexpr std::string_view blanks = " \t\r\n";
  key.remove_prefix(std::min(key.find_first_not_of(blanks), key.size()));
  key = key.substr(0, key.find_last_not_of(blanks) + 1);
  if (key.starts_with(operator_key_prefix)) return access_key{secret(key), true};
  if (key.starts_with(api_key_prefix)) return access_key{secret(key), false};
  return refusal(errc::unauthenticated,
                 file.string() + " holds neither an API key (atk_…) nor an operator key (ato_…)");
}

}  // namespace atrium
