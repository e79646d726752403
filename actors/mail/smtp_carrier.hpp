// Brings mails to one SMTP server, by libcurl: one connection for each mail, so nothing that a
// server did with the last one touches the next.
//
// Whatever the server says or keeps to itself, `carry` ends within the configured time (and what it
// takes to say goodbye), keeps at most one line of it, and takes a mail for sent only at the 250
// that follows its end. Certificates are verified; where STARTTLS is asked for, nothing is said
// without.
#pragma once

#include <atomic>
#include <string>

#include "actors/mail/mail_carrier.hpp"
#include "config/secret.hpp"

namespace atrium::actors {

struct smtp_server {
  std::string host;
  std::int64_t port = 587;
  enum class security : std::uint8_t { none, starttls, implicit };
  security tls = security::starttls;
  std::string ca_file;  // empty: the system's authorities
  std::string user;     // empty: no authentication
  secret password;
  std::int64_t connect_timeout_ms = 10'000;
  std::int64_t timeout_ms = 60'000;
};

class smtp_carrier final : public mail_carrier {
 public:
  // One at a time in a process, before threads that use it start.
  explicit smtp_carrier(smtp_server where);
  ~smtp_carrier() override;
  smtp_carrier(const smtp_carrier&) = delete;
  smtp_carrier& operator=(const smtp_carrier&) = delete;

  delivery carry(const written_mail& mail) override;

  // What is under way ends within about a second, as failed. From any thread.
  void stop() { stopping_.store(true); }

 private:
  const smtp_server where_;
  std::atomic<bool> stopping_{false};
};

}  // namespace atrium::actors
