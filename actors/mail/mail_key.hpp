// What must not be read in the store of a mail that waits (docs/data_format.md, Mails): sealed
// under a key that is not in the store. No CAF, no threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/secret.hpp"

namespace atrium::actors {

// Pure: the same for the same key and input, so a decision may use it.
class mail_key {
 public:
  mail_key() = default;
  explicit mail_key(secret bytes) : bytes_(std::move(bytes)) {}

  // `at`: the mail's key in `records`; what is sealed for one cannot be opened for another.
  std::string seal(std::string_view at, std::string_view text) const;
  // Nothing where it was sealed under another key, or for another mail.
  std::optional<secret> open(std::string_view at, std::string_view sealed) const;

  // 32 hexadecimal digits that name the mail for ever and tell nothing of it.
  std::string name_of(std::string_view at, std::int64_t created_at_ms) const;

 private:
  std::string derived(std::string_view purpose, std::string_view from, std::size_t octets) const;

  secret bytes_;
};

}  // namespace atrium::actors
