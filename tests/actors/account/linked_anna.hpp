// Anna at a site that mails may link to, for tests of what such links are good for.
#pragma once

#include "protocol/methods/sites.hpp"
#include "tests/actors/account/anna.hpp"

namespace atrium::tests {

struct linked_anna : shop, anna {
  linked_anna() : anna(static_cast<shop&>(*this)) { link_to("north"); }

  void link_to(const std::string& site) {
    make<methods::sites_update>(R"({"site": ")" + site +
                                R"(", "set": {"storefront_url": "https://)" + site +
                                R"(.example"}})");
  }

  using anna::decided;
  template <class Method>
  std::string refused(std::string_view json) {
    return wrong_in(decided<Method>(json, "new hash"));
  }

  // Of the mail that brings one.
  std::string token_of(const actors::decision& made) const { return token_in(made.changes, mails); }
  static std::string with_token(const std::string& token, const std::string& more = "") {
    return R"({"token": ")" + token + "\"" + more + "}";
  }
};

}  // namespace atrium::tests
