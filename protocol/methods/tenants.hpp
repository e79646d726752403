// tenants.create get list update suspend resume remove, and settings.get update: one record, seen
// by operator and tenant.
#pragma once

#include "protocol/methods/definition.hpp"
#include "protocol/records/tenant.hpp"

namespace atrium::methods {

struct tenants_create {
  static constexpr definition about{"tenants.create",
                                    "Makes a tenant with its default realm and first API key.",
                                    audience::operators, any_scope, effect::node};
  static constexpr std::array errors{errc::id_taken};
  struct result {
    atrium::fields::dynamic_map tenant;
    std::string api_key;
    static constexpr auto fields() {
      using namespace atrium::fields;
      return list{
          parameter{"tenant", &result::tenant, "The new tenant."},
          parameter{"api_key", &result::api_key, "Shown once: the key of its first client."}};
    }
  };

  std::string tenant;
  fields::partial<records::tenant> settings;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using t = tenants_create;
    return list{
        parameter{"tenant", &t::tenant, "Short name; never changes.", records::rules::short_name},
        embedded{&t::settings}};
  }
};

struct tenants_get {
  static constexpr definition about{"tenants.get", "One tenant.", audience::operators, any_scope,
                                    effect::read};
  static constexpr std::array errors{errc::not_found};
  using result = records::tenant;
  std::string tenant;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{
        "tenant", &tenants_get::tenant, "Its short name.", records::rules::short_name}};
  }
};

struct tenants_list {
  static constexpr definition about{"tenants.list", "The tenants, in the order of their making.",
                                    audience::operators, any_scope, effect::read};
  static constexpr std::array<errc, 0> errors{};
  using result = items_of<records::tenant>;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() { return page_parameters<tenants_list>(); }
};

struct tenants_update {
  static constexpr definition about{"tenants.update", "Changes a tenant.", audience::operators,
                                    any_scope, effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict};
  using result = records::tenant;
  std::string tenant;
  fields::partial<records::tenant> set;
  std::vector<std::string> unset;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using t = tenants_update;
    return list{parameter{"tenant", &t::tenant, "Its short name.", records::rules::short_name},
                parameter{"set", &t::set, "Fields to change."},
                parameter{"unset", &t::unset, "Fields to empty.", rule{.bytes_max = 64}}};
  }
};

struct tenants_suspend {
  static constexpr definition about{"tenants.suspend",
                                    "Refuses every call of the tenant's clients from now on.",
                                    audience::operators, any_scope, effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict};
  using result = records::tenant;
  std::string tenant;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{
        "tenant", &tenants_suspend::tenant, "Its short name.", records::rules::short_name}};
  }
};

struct tenants_resume {
  static constexpr definition about{"tenants.resume", "Ends a suspension.", audience::operators,
                                    any_scope, effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict};
  using result = records::tenant;
  std::string tenant;
  static constexpr auto fields() {
    return atrium::fields::list{atrium::fields::parameter{
        "tenant", &tenants_resume::tenant, "Its short name.", records::rules::short_name}};
  }
};

struct tenants_remove {
  static constexpr definition about{
      "tenants.remove",
      "Removes a suspended tenant with all that it has, in two steps: asks, then does it.",
      audience::operators, any_scope, effect::tenant};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::forbidden,
                                     errc::invalid_token};
  struct result {
    std::optional<std::string> confirm;
    std::optional<std::int64_t> expires_at;
    std::optional<std::int64_t> removing_since;
    static constexpr auto fields() {
      using namespace atrium::fields;
      using r = result;
      return list{parameter{"confirm", &r::confirm,
                            "What the second call must bring; void once the tenant has changed."},
                  parameter{"expires_at", &r::expires_at, "Until when it may."},
                  parameter{"removing_since", &r::removing_since,
                            "Set once it is decided: its rows are being erased from then on."}};
    }
  };
  std::string tenant;
  std::optional<std::string> confirm;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using t = tenants_remove;
    return list{parameter{"tenant", &t::tenant, "Its short name.", records::rules::short_name},
                parameter{"confirm", &t::confirm,
                          "From the answer to the first call; without it nothing is removed.",
                          rule{.bytes_max = 64}}};
  }
};

struct settings_get {
  static constexpr definition about{"settings.get", "The tenant's own settings.",
                                    audience::administrators, any_of(records::scope::admin),
                                    effect::read};
  static constexpr std::array<errc, 0> errors{};
  using result = records::tenant;
  static constexpr auto fields() { return atrium::fields::list<>{}; }
};

struct settings_update {
  static constexpr definition about{"settings.update", "Changes the tenant's own settings.",
                                    audience::administrators, any_of(records::scope::admin),
                                    effect::tenant};
  static constexpr std::array errors{errc::version_conflict};
  using result = records::tenant;
  fields::partial<records::tenant> set;
  std::vector<std::string> unset;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using s = settings_update;
    return list{parameter{"set", &s::set, "Settings to change."},
                parameter{"unset", &s::unset, "Settings to empty.", rule{.bytes_max = 64}}};
  }
};

}  // namespace atrium::methods
