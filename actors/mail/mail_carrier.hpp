// The seam between the courier and the world's mail servers: the daemon has one that speaks SMTP
// (actors/mail/smtp_carrier.hpp), the simulation has its own.
#pragma once

#include <cstdint>
#include <string>

namespace atrium::actors {

// A mail as it is handed to a server: canonical addresses, and its encoded letter.
struct written_mail {
  std::string from;
  std::string to;
  std::string letter;
};

struct delivery {
  enum class kind : std::uint8_t {
    sent,       // the server took it
    failed,     // not now; perhaps it has it all the same
    refused,    // never
    not_tried,  // nor worth it
  };
  kind what = kind::failed;
  std::string answer;  // what the server said, or what went wrong, in one line of ASCII
  int code = 0;        // the server's last; 0 if it said nothing
};

class mail_carrier {
 public:
  virtual ~mail_carrier() = default;

  // Blocks until it is known, within the configured time. From several threads at once.
  virtual delivery carry(const written_mail& mail) = 0;
};

}  // namespace atrium::actors
