// The mail server of a simulated world: takes mails, loses them, lies about them. It lives on
// through the daemon's crashes, and knows what it took.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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
    if (cut_off_) return {.what = kind::failed, .answer = "no connection"};
    mailbox& box = by_message_id[message_id_of(mail.letter)];
    const auto luck = well_ ? 0 : random_.below(10);
    const bool takes = luck < 6 || (luck == 6 && !calm_);
    if (takes) take(box, mail);
    if (luck < 6) return {.what = kind::sent};
    if (takes) ++box.denied;
    if (luck == 7) {
      box.refused = true;
      return {.what = kind::refused, .answer = "550 never", .code = 550};
    }
    return {.what = kind::failed, .answer = "451 later", .code = 451};
  }

  // While the machine that it would be called from goes down.
  void cut_off(bool now) { cut_off_ = now; }
  // From here on it takes everything.
  void get_well() { well_ = true; }

  std::map<std::string, mailbox> by_message_id;

  // A link that somebody has in his mail.
  struct mailed_link {
    std::string tenant;
    std::string token;
  };
  // Those to choose or to reset a password that have come since it was last asked.
  std::vector<mailed_link> new_links() { return std::exchange(new_links_, {}); }

  // The links by which a newsletter is confirmed and ended.
  struct newsletter_links {
    std::string tenant;
    std::string to;
    std::string confirms, ends;
  };
  std::vector<newsletter_links> new_newsletters() { return std::exchange(new_newsletters_, {}); }

 private:
  void take(mailbox& box, const actors::written_mail& mail) {
    ++box.taken;
    std::string letter = mail.letter;
    replace_all(letter, "=\r\n", "");
    replace_all(letter, "=3D", "=");
    for (const char* path : {"/account/password-reset", "/account/password"})
      if (auto link = link_in(letter, path)) new_links_.push_back(std::move(*link));
    const auto confirms = link_in(letter, "/newsletter/confirm");
    const auto ends = link_in(letter, "/newsletter/unsubscribe");
    if (confirms && ends)
      new_newsletters_.push_back({confirms->tenant, mail.to, confirms->token, ends->token});
  }

  // The first of https://TENANT.example/PATH?token=TOKEN.
  static std::optional<mailed_link> link_in(const std::string& letter, const std::string& to) {
    const std::string path = ".example" + to + "?token=";
    const auto at = letter.find(path);
    if (at == std::string::npos) return {};
    const auto host = letter.rfind("//", at) + 2;
    const auto token = at + path.size();
    return mailed_link{letter.substr(host, at - host),
                       letter.substr(token, letter.find_first_of("\r\n ", token) - token)};
  }
  static void replace_all(std::string& in, const std::string& from, const std::string& to) {
    for (auto at = in.find(from); at != std::string::npos; at = in.find(from, at + to.size()))
      in.replace(at, from.size(), to);
  }
  static std::string message_id_of(const std::string& letter) {
    const auto begin = letter.find("Message-ID: <") + 13;
    return letter.substr(begin, letter.find('@', begin) - begin);
  }

  random random_;
  const bool calm_;
  bool well_ = false;
  bool cut_off_ = false;
  std::vector<mailed_link> new_links_;
  std::vector<newsletter_links> new_newsletters_;
};

}  // namespace atrium::simulation
