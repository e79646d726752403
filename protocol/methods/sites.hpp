// sites.create get list update remove, realms.create list, clients.create list revoke rotate.
#pragma once

#include "protocol/methods/definition.hpp"
#include "protocol/records/client.hpp"
#include "protocol/records/site_policies.hpp"

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
    return list{
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
  struct result {
    records::site site;
    records::site_policies effective;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return list{
          embedded{&result::site},
          parameter{
              "effective", &result::effective,
              "What holds at the site: its own settings and, where it has none, the tenant's."}};
    }
  };
  std::string site;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{
        "site", &sites_get::site, "Its short name.", records::rules::short_name}};
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
  static constexpr auto fields() { return page_parameters<sites_list>(); }
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
    return list{parameter{"site", &s::site, "Its short name.", records::rules::short_name},
                parameter{"set", &s::set, "Fields to change."},
                parameter{"unset", &s::unset, "Fields to empty.", rule{.bytes_max = 64}}};
  }
};

struct sites_remove {
  static constexpr definition about{
      "sites.remove", "Removes a site that no customer has as home or preferred site.",
      audience::administrators, any_of(records::scope::admin), effect::move};
  static constexpr std::array errors{errc::not_found, errc::forbidden, errc::overloaded};
  using result = no_result;
  std::string site;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{
        "site", &sites_remove::site, "Its short name.", records::rules::short_name}};
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
    return list{
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
  static constexpr auto fields() { return page_parameters<realms_list>(); }
};

struct realms_move_site {
  static constexpr definition about{
      "realms.move_site", "Moves a site, with the customers whose home it is, to another realm.",
      audience::administrators, any_of(records::scope::admin), effect::move};
  static constexpr std::array errors{errc::not_found, errc::email_taken, errc::username_taken,
                                     errc::overloaded};
  // Conflicts are listed up to this many; `conflicts_total` counts on.
  static constexpr std::size_t conflicts_max = 1000;
  struct conflict {
    std::string path;
    std::string value;
    std::string customer;
    std::string other;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using c = conflict;
      return list{
          parameter{"path", &c::path, "email or username."},
          parameter{"value", &c::value, "The canonical e-mail or username."},
          parameter{"customer", &c::customer, "Id of the customer who would move."},
          parameter{"other", &c::other, "Id of the customer who has it in the other realm."}};
    }
  };
  struct result {
    std::string site;
    std::string realm;
    std::int64_t customers = 0;
    std::int64_t logins = 0;
    std::vector<conflict> conflicts;
    std::int64_t conflicts_total = 0;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{parameter{"site", &r::site, "The site."},
                  parameter{"realm", &r::realm, "The realm that it moved to, or would."},
                  parameter{"customers", &r::customers, "Registered customers whose home it is."},
                  parameter{"logins", &r::logins, "Their e-mails and usernames."},
                  parameter{"conflicts", &r::conflicts,
                            "What the other realm has already; at most 1,000 of them."},
                  parameter{"conflicts_total", &r::conflicts_total, "How many there are."}};
    }
  };
  std::string site;
  std::string realm;
  std::optional<bool> dry_run;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using m = realms_move_site;
    return list{
        parameter{"site", &m::site, "The site.", records::rules::short_name},
        parameter{"realm", &m::realm, "Where it moves to.", records::rules::short_name},
        parameter{"dry_run", &m::dry_run,
                  "true: nothing moves; list what would collide. Without it, any conflict refuses "
                  "the move."}};
  }
};

struct clients_create {
  static constexpr definition about{"clients.create", "Makes an API key.", audience::administrators,
                                    any_of(records::scope::admin), effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::forbidden, errc::limit_reached};
  struct result {
    atrium::fields::dynamic_map client;
    std::string api_key;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return list{parameter{"client", &result::client, "The client."},
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
    return list{parameter{"name", &c::name, "For people.", records::rules::name<100>},
                parameter{"scopes", &c::scopes, "What it may do."},
                parameter{"sites", &c::sites, "The only sites it may act for (default: all).",
                          records::rules::short_name},
                parameter{"addresses", &c::addresses,
                          "The only networks it may come from, as 10.0.0.0/8 (default: any).",
                          rule{.bytes_max = 64}}};
  }
};

struct clients_rotate {
  static constexpr definition about{
      "clients.rotate",
      "Gives a client a new secret: the very next call with the old one is refused.",
      audience::administrators, any_of(records::scope::admin), effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::forbidden};
  using result = clients_create::result;
  std::string client;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{"client", &clients_rotate::client,
                                                          "The client's id.",
                                                          atrium::fields::rule{.bytes_max = 64}}};
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
  static constexpr auto fields() { return page_parameters<clients_list>(); }
};

struct clients_revoke {
  static constexpr definition about{
      "clients.revoke", "Kills an API key: the very next call with it is refused.",
      audience::administrators, any_of(records::scope::admin), effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict};
  using result = records::client;
  std::string client;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{"client", &clients_revoke::client,
                                                          "The client's id.",
                                                          atrium::fields::rule{.bytes_max = 64}}};
  }
};

}  // namespace atrium::methods
