#include "tools/demo/place.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>

#include "tools/client/answer.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::demo {

namespace {

outcome<client> open_as(const endpoint& where, const access_key& key) {
  auto through = client::connect(where, "atrium-demo");
  if (!through) return through;
  if (auto greeted = through->hello(&key); !greeted) return std::move(greeted).failure();
  return through;
}

// Whole or not at all: written under another name, flushed, renamed.
outcome<nothing> write_key(const std::filesystem::path& file, std::string_view key) {
  const std::string draft = file.string() + ".new";
  ::unlink(draft.c_str());
  const int to = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = to >= 0 &&
                       ::write(to, key.data(), key.size()) == static_cast<ssize_t>(key.size()) &&
                       ::fsync(to) == 0 && ::rename(draft.c_str(), file.c_str()) == 0;
  const int why = errno;
  if (to >= 0) ::close(to);
  if (!written)
    return refusal(errc::internal, "cannot write " + file.string() + ": " + std::strerror(why));
  return nothing{};
}

std::string about_demo() { return parameters{}.text("tenant", tenant_name).map(); }

outcome<std::set<std::string>> names(client& through, std::string_view method,
                                     std::string_view member_name) {
  auto answer = through.call(method, {}, about_demo());
  if (!answer) return std::move(answer).failure();
  std::set<std::string> found;
  for_each_element(member(*answer, "items"), [&](std::string_view one) {
    found.insert(text_member(one, member_name).value_or(""));
  });
  return found;
}

// The new tenant's key; "" if the tenant was there.
outcome<std::string> make_tenant(client& through) {
  const auto found = through.call("tenants.get", about_demo());
  if (found) return std::string();
  if (found.failure().code != errc::not_found) return found.failure();
  auto made = through.call("tenants.create", parameters{}
                                                 .text("tenant", tenant_name)
                                                 .text("name", "The demo")
                                                 .text("currency", "EUR")
                                                 .map());
  if (!made) return std::move(made).failure();
  return text_member(*made, "api_key").value_or("");
}

outcome<std::string> make_key(client& through) {
  const std::vector<std::string> scopes{"storefront", "customers:read", "customers:write", "feed",
                                        "admin"};
  auto made = through.call("clients.create",
                           parameters{}.text("name", "the demo").texts("scopes", scopes).map(),
                           about_demo());
  if (!made) return std::move(made).failure();
  return text_member(*made, "api_key").value_or("");
}

outcome<nothing> make_sites(client& through) {
  const auto realms = names(through, "realms.list", "realm");
  if (!realms) return realms.failure();
  if (!realms->contains(second_realm)) {
    auto made =
        through.call("realms.create", parameters{}.text("realm", second_realm).map(), about_demo());
    if (!made) return std::move(made).failure();
  }
  const auto sites = names(through, "sites.list", "site");
  if (!sites) return sites.failure();
  for (const shop& one : shops) {
    if (sites->contains(one.site)) continue;
    auto made = through.call("sites.create",
                             parameters{}
                                 .text("site", one.site)
                                 .text("name", one.name)
                                 .text("realm", one.realm)
                                 .text("locale", one.locale)
                                 .text("currency", one.currency)
                                 .map(),
                             about_demo());
    if (!made) return std::move(made).failure();
  }
  return nothing{};
}

}  // namespace

outcome<access_key> prepare_place(const endpoint& where, const access_key& operator_key,
                                  const std::filesystem::path& key_file) {
  auto through = open_as(where, operator_key);
  if (!through) return std::move(through).failure();
  auto key = make_tenant(*through);
  if (!key) return std::move(key).failure();
  if (auto made = make_sites(*through); !made) return std::move(made).failure();
  if (key->empty()) {
    auto kept = read_key_file(key_file);
    if (kept && open_as(where, *kept)) return kept;
    key = make_key(*through);
    if (!key) return std::move(key).failure();
  }
  if (auto written = write_key(key_file, *key); !written) return std::move(written).failure();
  return read_key_file(key_file);
}

}  // namespace atrium::demo
