#include "tools/atriumd/mail_files.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "storage/data_folder.hpp"

namespace atrium {
namespace {

constexpr std::size_t key_bytes = 32;

error failed(const std::string& doing, const std::filesystem::path& what) {
  return refusal(errc::internal,
                 "cannot " + doing + " " + what.string() + ": " + std::strerror(errno));
}

outcome<secret> first_line(const std::filesystem::path& file) {
  std::ifstream from(file);
  std::string line;
  if (!from || !std::getline(from, line)) return failed("read", file);
  return secret(std::move(line));
}

std::string new_key() {
  unsigned char bytes[key_bytes];
  randombytes_buf(bytes, sizeof bytes);
  std::string hex(2 * key_bytes + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes, sizeof bytes);
  hex.back() = '\n';
  return hex;
}

outcome<nothing> make_key(const std::filesystem::path& data, const std::filesystem::path& key) {
  const auto draft = data / "mail.key.new";
  const int to = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (to < 0) return failed("make", draft);
  const std::string text = new_key();
  const bool written = ::write(to, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fsync(to) == 0;
  ::close(to);
  if (!written || ::rename(draft.c_str(), key.c_str()) != 0) return failed("write", draft);
  return storage::flush_folder(data);
}

}  // namespace

outcome<secret> read_or_make_mail_key(const std::filesystem::path& data) {
  const auto key = data / "mail.key";
  if (::access(key.c_str(), F_OK) != 0)
    if (auto made = make_key(data, key); !made) return made.failure();
  auto found = first_line(key);
  if (found && found->reveal().size() != 2 * key_bytes)
    return refusal(errc::internal, key.string() + " is no key: it has not 64 digits");
  return found;
}

outcome<std::unique_ptr<actors::smtp_carrier>> make_carrier(const config::settings& settings) {
  using security = actors::smtp_server::security;
  if (settings.get<"mail.host">().empty()) return std::unique_ptr<actors::smtp_carrier>();
  const std::string& tls = settings.get<"mail.tls">();
  actors::smtp_server where{.host = settings.get<"mail.host">(),
                            .port = settings.get<"mail.port">(),
                            .tls = tls == "none"       ? security::none
                                   : tls == "implicit" ? security::implicit
                                                       : security::starttls,
                            .ca_file = settings.get<"mail.ca_file">().string(),
                            .user = settings.get<"mail.user">(),
                            .password = {},
                            .connect_timeout_ms = settings.get<"mail.connect_timeout_ms">(),
                            .timeout_ms = settings.get<"mail.timeout_ms">()};
  if (!where.user.empty()) {
    auto password = first_line(settings.get<"mail.password_file">());
    if (!password) return std::move(password).failure();
    where.password = std::move(password).value();
  }
  return std::make_unique<actors::smtp_carrier>(std::move(where));
}

}  // namespace atrium
