// The mail server of a simulated world: takes mails, loses them, lies about them. It lives on
// through the daemon's crashes, and knows what it took.
#pragma once

#include <map>
#include <string>

#include "actors/mail/mail_carrier.hpp"
#include "tests/simulation/random.hpp"

namespace atrium::simulation {

class post_office final : public actors::mail_carrier {
 public:
  struct mailbox {
    int taken = 0;
    int denied = 0;  // of these, those that it said it had not taken
    bool refused = false;
  };

  post_office(std::uint64_t seed, bool calm) : random_(seed), calm_(calm) {}

  actors::delivery carry(const actors::written_mail& mail) override {
    using kind = actors::delivery::kind;
    mailbox& box = by_message_id[message_id_of(mail.letter)];
    const auto luck = well_ ? 0 : random_.below(10);
    if (luck < 6) return ++box.taken, actors::delivery{.what = kind::sent};
    if (luck == 6 && !calm_) {
      ++box.taken;
      ++box.denied;
    }
    if (luck == 7) {
      box.refused = true;
      return {.what = kind::refused, .answer = "550 never", .code = 550};
    }
    return {.what = kind::failed, .answer = "451 later", .code = 451};
  }

  // From here on it takes everything.
  void get_well() { well_ = true; }

  std::map<std::string, mailbox> by_message_id;

 private:
  static std::string message_id_of(const std::string& letter) {
    const auto begin = letter.find("Message-ID: <") + 13;
    return letter.substr(begin, letter.find('@', begin) - begin);
  }

  random random_;
  const bool calm_;
  bool well_ = false;
};

}  // namespace atrium::simulation
