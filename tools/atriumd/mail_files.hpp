// What the daemon reads from files for its mails: the key in the data folder, and how to reach the
// SMTP server.
#pragma once

#include <filesystem>
#include <memory>

#include "actors/mail/smtp_carrier.hpp"
#include "config/secret.hpp"
#include "config/settings.hpp"
#include "protocol/outcome.hpp"

namespace atrium {

// DIR/mail.key (docs/data_format.md, Files), made if it is not there: written under another name,
// flushed, renamed, so it is whole or not there. Call while DIR is held.
outcome<secret> read_or_make_mail_key(const std::filesystem::path& data);

// None without mail.host.
outcome<std::unique_ptr<actors::smtp_carrier>> make_carrier(const config::settings& settings);

}  // namespace atrium
