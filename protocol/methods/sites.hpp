// sites.create get list update, realms.create list, clients.create list revoke.
#pragma once

#include "protocol/methods/definition.hpp"
#include "protocol/records/client.hpp"
#include "protocol/records/tenant.hpp"

namespace atrium::methods {

struct sites_create {
  static constexpr definition about{"sites.create", "Adds a storefront.", audience::administrators,
                                    any_of(records::scope::admin), effect::tenant};
  static constexpr std::array errors{errc::id_taken, errc::not_found, errc::limit_reached};
  using result = records::site;
  std::string site;
  std::optional<std::string> realm;
  fields::partial<records::site> settings;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using s = sites_create;
    return std::tuple{
        parameter{"site", &s::site, "Short name; never changes.", records::rules::short_name},
        parameter{"realm", &s::realm, "Whose logins it shares (default: default).",
                  records::rules::short_name},
        embedded{&s::settings}};
  }
};

struct sites_get {
  static constexpr definition about{"sites.get", "One site.", audience::administrators, any_scope,
                                    effect::read};
  static constexpr std::array errors{errc::not_found};
  using result = records::site;
  std::string site;
  static constexpr auto fields() {
    return std::tuple{atrium::fields::parameter{"site", &sites_get::site, "Its short name.",
                                                records::rules::short_name}};
  }
};

struct sites_list {
  static constexpr definition about{"sites.list",
                                    "The tenant's sites, in the order of their making.",
                                    audience::administrators, any_scope, effect::read};
  static constexpr std::array<errc, 0> errors{};
  using result = items_of<records::site>;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using s = sites_list;
    return std::tuple{
        parameter{"limit", &s::limit, "At most so many (default 50).", rule{.min = 1, .max = 200}},
        parameter{"cursor", &s::cursor, "next_cursor of the page before.", rule{.bytes_max = 128}}};
  }
};

struct sites_update {
  static constexpr definition about{"sites.update", "Changes a site.", audience::administrators,
                                    any_of(records::scope::admin), effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict};
  using result = records::site;
  std::string site;
  fields::partial<records::site> set;
  std::vector<std::string> unset;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using s = sites_update;
    return std::tuple{parameter{"site", &s::site, "Its short name.", records::rules::short_name},
                      parameter{"set", &s::set, "Fields to change."},
                      parameter{"unset", &s::unset, "Fields to empty.", rule{.bytes_max = 64}}};
  }
};

struct realms_create {
  static constexpr definition about{"realms.create", "Adds a set of sites that share logins.",
                                    audience::administrators, any_of(records::scope::admin),
                                    effect::tenant};
  static constexpr std::array errors{errc::id_taken, errc::limit_reached};
  using result = records::realm;
  std::string realm;
  fields::partial<records::realm> settings;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using r = realms_create;
    return std::tuple{
        parameter{"realm", &r::realm, "Short name; never changes.", records::rules::short_name},
        embedded{&r::settings}};
  }
};

struct realms_list {
  static constexpr definition about{"realms.list", "The tenant's realms.", audience::administrators,
                                    any_scope, effect::read};
  static constexpr std::array<errc, 0> errors{};
  using result = items_of<records::realm>;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = realms_list;
    return std::tuple{
        parameter{"limit", &l::limit, "At most so many (default 50).", rule{.min = 1, .max = 200}},
        parameter{"cursor", &l::cursor, "next_cursor of the page before.", rule{.bytes_max = 128}}};
  }
};

struct clients_create {
  static constexpr definition about{"clients.create", "Makes an API key.", audience::administrators,
                                    any_of(records::scope::admin), effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::limit_reached};
  struct result {
    atrium::fields::dynamic_map client;
    std::string api_key;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return std::tuple{parameter{"client", &result::client, "The new client."},
                        parameter{"api_key", &result::api_key, "Shown once."}};
    }
  };
  std::string name;
  std::vector<records::scope> scopes;
  std::vector<std::string> sites;
  std::vector<std::string> addresses;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using c = clients_create;
    return std::tuple{parameter{"name", &c::name, "For people.", records::rules::name<100>},
                      parameter{"scopes", &c::scopes, "What it may do."},
                      parameter{"sites", &c::sites, "The only sites it may act for (default: all).",
                                records::rules::short_name},
                      parameter{"addresses", &c::addresses,
                                "The only networks it may come from, as 10.0.0.0/8 (default: any).",
                                rule{.bytes_max = 64}}};
  }
};

struct clients_list {
  static constexpr definition about{"clients.list", "The tenant's API clients, revoked ones too.",
                                    audience::administrators, any_of(records::scope::admin),
                                    effect::read};
  static constexpr std::array<errc, 0> errors{};
  using result = items_of<records::client>;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = clients_list;
    return std::tuple{
        parameter{"limit", &l::limit, "At most so many (default 50).", rule{.min = 1, .max = 200}},
        parameter{"cursor", &l::cursor, "next_cursor of the page before.", rule{.bytes_max = 128}}};
  }
};

struct clients_revoke {
  static constexpr definition about{
      "clients.revoke", "Kills an API key: the very next call with it is refused.",
      audience::administrators, any_of(records::scope::admin), effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict};
  using result = records::client;
  std::string client;
  static constexpr auto fields() {
    return std::tuple{atrium::fields::parameter{"client", &clients_revoke::client,
                                                "The client's id.",
                                                atrium::fields::rule{.bytes_max = 64}}};
  }
};

}  // namespace atrium::methods
