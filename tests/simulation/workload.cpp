#include "tests/simulation/workload.hpp"

#include "protocol/identity/email.hpp"
#include "protocol/identity/username.hpp"
#include "storage/keys.hpp"
#include "tests/simulation/buyers.hpp"
#include "tests/simulation/claims.hpp"
#include "tests/simulation/clerk.hpp"
#include "tests/simulation/companies.hpp"
#include "tests/simulation/credit.hpp"
#include "tests/simulation/marks.hpp"
#include "tests/simulation/segments.hpp"

namespace atrium::simulation {
namespace {

constexpr std::array<std::string_view, 3> usernames{"neo", "Neo", "trinity"};
// Some that generated ids could also be.
constexpr std::array<std::string_view, 6> chosen_ids{"vip", "vip-2", "c1", "c2", "c4", "c1025"};

constexpr std::string_view new_popup = R"({"site":"popup","name":"4","realm":"other"})";

std::string json_text(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string json_pair(std::string_view name, std::string_view value) {
  return "," + json_text(name) + ":" + json_text(value);
}

// Contacts are in no list that does not ask of what kind somebody is. The filter may go on.
std::string filter_of(std::string_view id) {
  return R"({"filter":{"kind":{"exists":true},"id":)" + json_text(id);
}

// The request with its number, and the `reason` that names it in the journal.
request numbered(const ledger& known, sort what, std::size_t tenant, std::string_view method) {
  request made;
  made.number = static_cast<std::uint32_t>(known.all.size());
  made.what = what;
  made.tenant = tenant;
  made.method = method;
  made.mark = "n" + std::to_string(made.number);
  return made;
}

// The tenant's own fields: every customer has all of them, of types that no definition refuses.
std::string mixins_of(const request& made) {
  return ",\"mixins\":{\"tier\":" + json_text("tier " + made.mark) +
         ",\"points\":" + std::to_string(made.number % 7) + (made.number % 2 ? ".0" : "") +
         ",\"vip\":" + (made.number % 3 ? "true" : "false") + "}";
}

// `indexed` in JSON; whole numbers are of either type.
std::string definition_of(std::string_view indexed, std::string_view points_type) {
  return R"({"entity":"customer","indexed":[)" + std::string(indexed) +
         R"(],"schema":{"type":"object","properties":{"tier":{"type":"string"},"points":{"type":)" +
         json_text(points_type) + R"(},"vip":{"type":"boolean"}}}})";
}

// In the realm that the site is in; in both for `two`, which moves between them.
void claim_login(request& made, tenant_number tenant, std::size_t site,
                 std::string_view canonical) {
  for (const std::uint32_t realm : {1u, 2u})
    if (site_names[site] == "two" || realm == (site_names[site] == "one" ? 1u : 2u))
      made.names.emplace_back(storage::login_key(tenant, realm_number{realm}, canonical).view());
}

class drawing {
 public:
  drawing(random& from, const ledger& known, std::size_t tenant)
      : from_(from), known_(known), tenant_(tenant), of_(known.tenants[tenant]) {}

  request creation() {
    const std::size_t last = site_names.size() - 1;
    const std::size_t site = from_.one_in(12) ? last : from_.below(last);
    const auto kind = from_.below(5);
    if (kind < 3) {
      request made = registration(known_, tenant_, site, from_.any_of(emails));
      made.named.pop_back();  // the map goes on
      if (from_.one_in(3)) claim_username(made, site);
      close(made);
      return made;
    }
    request made = numbered(known_, sort::creation, tenant_,
                            kind == 3 ? "customers.create" : "customers.record_guest");
    const std::string_view email = from_.any_of(emails);
    made.named = "{\"first_name\":" + json_text(made.mark) + json_pair("last_name", "Doe") +
                 json_pair("email", email);
    if (kind == 3) {
      made.options = json_pair("site", site_names[site]);
      claim_login(made, of_.number, site, identity::canonical_email(email).value().canonical);
      if (from_.one_in(3)) claim_username(made, site);
      if (from_.one_in(4)) made.named += json_pair("initial_password", shoppers::right_password);
    } else {
      made.named += json_pair("site", site_names[site]);
      draw_registering(from_, made, site_names[site]);
    }
    if (from_.one_in(2)) claim_id(made);
    made.named += mixins_of(made);
    close(made);
    return made;
  }

  // Known to the business, and not more; whoever orders nor logs in has nothing but a record.
  request contact() {
    request made = numbered(known_, sort::creation, tenant_, "contacts.create");
    made.named = "{\"first_name\":" + json_text(made.mark) + json_pair("last_name", "Doe") +
                 json_pair("email", from_.any_of(emails));
    made.options = json_pair("site", site_names[from_.below(site_names.size() - 1)]);
    if (from_.one_in(2)) claim_id(made);
    made.named += mixins_of(made);
    close(made);
    return made;
  }

  // Of a contact; of anybody else nothing comes of it.
  request conversion() {
    request made = numbered(known_, sort::rename, tenant_, "contacts.convert");
    const bool to_guest = from_.one_in(4);
    made.named =
        "{\"customer\":" + customer(made) + json_pair("to", to_guest ? "guest" : "registered");
    if (!to_guest && from_.one_in(3))
      made.named += json_pair("initial_password", shoppers::right_password);
    if (from_.one_in(3)) made.named += json_pair("email", from_.any_of(emails));
    if (from_.one_in(3)) made.named += json_pair("username", from_.any_of(usernames));
    close(made);
    give_version(made);
    return made;
  }

  request company() {
    request made = numbered(known_, sort::of_tenant, tenant_, "");
    draw_company(from_, made);
    return made;
  }

  request assignment() {
    request made = numbered(known_, sort::status, tenant_, "");
    made.named = "{\"customer\":" + customer(made);
    draw_assignment(from_, made);
    close(made);
    give_version(made);
    return made;
  }

  request update() {
    request made = numbered(known_, sort::update, tenant_, "customers.update");
    made.named = "{\"customer\":" + customer(made) +
                 ",\"set\":{\"first_name\":" + json_text(made.mark) +
                 (from_.one_in(2) ? mixins_of(made) : "") + "}}";
    give_version(made);
    return made;
  }

  request status() {
    request made = numbered(known_, sort::status, tenant_, "customers.set_status");
    made.named = "{\"customer\":" + customer(made) + ",\"active\":";
    made.named +=
        from_.one_in(2) ? (from_.one_in(2) ? "true,\"send_mail\":true}" : "true}") : "false}";
    give_version(made);
    return made;
  }

  // Somebody whom clients know leaves: removed at once, or erased in two steps.
  request leaving() {
    if (of_.answered_version.empty()) return get();
    const std::string id = from_.any_of(of_.answered_version).first;
    const auto asked = of_.leaving.find(id);
    const bool may_confirm = asked != of_.leaving.end() && !asked->second.empty();
    const bool erases = may_confirm || !from_.one_in(3);
    request made =
        numbered(known_, sort::leaving, tenant_, erases ? "customers.erase" : "customers.remove");
    made.customer = id;
    made.named = "{\"customer\":{\"id\":" + json_text(id) + "}";
    if (may_confirm && !from_.one_in(6)) made.named += json_pair("confirm", asked->second);
    close(made);
    give_version(made);
    return made;
  }

  // Two whom clients know become one, or are one. Each id goes once: so it is known who does.
  request merging() {
    if (of_.answered_version.empty()) return get();
    const std::string id = from_.any_of(of_.answered_version).first;
    if (of_.merging.contains(id)) return get();
    request made = numbered(known_, sort::merging, tenant_, "customers.merge");
    made.merged = id;
    made.named = "{\"from\":{\"id\":" + json_text(made.merged) + "},\"customer\":" + customer(made);
    close(made);
    give_version(made);
    return made;
  }

  // Whoever has verified his e-mail claims guests; without one, two known customers are merged.
  request claiming() {
    request made = numbered(known_, sort::claiming, tenant_, "");
    return draw_claim(from_, known_, made) ? made : merging();
  }

  request rename() {
    request made = numbered(known_, sort::rename, tenant_, "customers.set_username");
    made.named = "{\"customer\":" + customer(made);
    if (!from_.one_in(4)) made.named += json_pair("username", from_.any_of(usernames));
    close(made);
    give_version(made);
    return made;
  }

  request part() {
    request made = numbered(known_, sort::part, tenant_, "addresses.add");
    made.named = "{\"customer\":" + customer(made);
    const auto kind = from_.below(10);
    if (kind < 4) {
      made.named += ",\"address\":{\"first_name\":\"A\",\"last_name\":\"B\",\"address1\":\"C 1\"," +
                    std::string("\"zip\":\"1\",\"country\":\"DE\"") + json_pair("city", made.mark) +
                    "}";
      if (from_.one_in(2)) made.named += ",\"default_billing\":true";
    } else if (kind < 6) {
      made.method = "notes.add";
      made.named += json_pair("text", made.mark);
    } else if (kind < 7) {
      made.method = "notes.revise";
      made.part = part_of(made, 'n');
      made.named += json_pair("note", made.part) + json_pair("text", made.mark);
    } else {
      made.part = part_of(made, 'a');
      made.named += json_pair("address", made.part);
      if (kind < 9) {
        made.method = "addresses.update";
        made.named += ",\"set\":{\"city\":" + json_text(made.mark) + "}";
      } else {
        made.method = "addresses.remove";
      }
    }
    close(made);
    return made;
  }

  // Orders and deliveries of a few references, for which customers contend, and carts.
  request belonging() {
    request made = numbered(known_, sort::part, tenant_, "orders.record");
    made.named = "{\"customer\":" + customer(made);
    const auto kind = from_.below(4);
    if (kind < 2) {
      const std::string price = "{\"amount\":" + std::to_string(made.number % 50) +
                                json_pair("currency", from_.one_in(2) ? "EUR" : "CHF") + "}";
      made.named += ",\"order\":{" + recorded_at_one("o") +
                    ",\"items\":1,\"grand_total\":" + price +
                    ",\"lines\":[{\"name\":\"X\",\"quantity\":1,\"unit_price\":" + price +
                    json_pair("sku", made.mark) + "}]";
      if (from_.one_in(2)) made.named += ",\"placed_at\":" + std::to_string(1 + from_.below(4));
      made.named += "}";
      draw_registering(from_, made, "one");
    } else if (kind < 3) {
      made.method = "deliveries.record";
      made.named += ",\"delivery\":{" + recorded_at_one("d") + json_pair("tracking", made.mark);
      if (from_.one_in(2)) made.named += ",\"shipped_at\":" + std::to_string(1 + from_.below(4));
      made.named += "}";
    } else {
      made.method = "carts.save";
      made.named += json_pair("site", "one") + json_pair("note", made.mark);
    }
    close(made);
    return made;
  }

  request credit() {
    request made = numbered(known_, sort::credit, tenant_, "credit.grant");
    made.named = "{\"customer\":" + customer(made);
    draw_credit(from_, of_, made);
    close(made);
    return made;
  }

  request mark() {
    request made = numbered(known_, sort::part, tenant_, "");
    made.named = "{\"customer\":" + customer(made);
    draw_mark(from_, of_, made);
    close(made);
    return made;
  }

  request get() {
    request made = numbered(known_, sort::get, tenant_, "customers.get");
    made.named = "{\"customer\":" + customer(made) + "}";
    if (from_.one_in(3)) wait_for_seq(made);
    return made;
  }

  request listing() {
    request made = numbered(known_, sort::listing, tenant_, "customers.list");
    const auto& heard_of = of_.answered_version;
    made.customer = heard_of.empty() ? "c1" : from_.any_of(heard_of).first;
    made.named = filter_of(made.customer);
    // What is true of everybody who has them, if there is such a column.
    if (of_.with_mixins.contains(made.customer) && from_.one_in(2))
      made.named += from_.any_of(std::array<std::string_view, 3>{
          R"(,"mixins.tier":{"starts_with":"TIER"})", R"(,"mixins.points":{"ge":0})",
          R"(,"mixins.vip":{"in":[true,false]})"});
    made.named += "}}";
    if (!from_.one_in(3)) wait_for_seq(made);
    return made;
  }

  request shopping() {
    request made = numbered(known_, sort::shopping, tenant_, "shopper.login");
    of_.shoppers.draw(from_, made, from_.one_in(4) ? from_.any_of(usernames) : from_.any_of(emails),
                      from_.any_of(site_names));
    return made;
  }

  request newsletter() {
    request made = numbered(known_, sort::newsletter, tenant_, "newsletter.subscribe");
    made.mark.clear();
    const std::string_view site = from_.any_of(site_names);
    const std::string_view email = from_.one_in(2) ? from_.any_of(readers) : from_.any_of(emails);
    if (of_.newsletters.draw(from_, made, site, email, of_.shoppers)) {
      if (made.named.size() > 1) made.named += ",";
      made.named += "\"customer\":" + customer(made);
    }
    close(made);
    return made;
  }

  request changes() {
    request made = numbered(known_, sort::changes, tenant_, "changes.read");
    made.from = static_cast<std::int64_t>(
        1 + from_.below(static_cast<std::uint64_t>(of_.answered_seq) + 2));
    made.named = "{\"from\":" + std::to_string(made.from);
    if (from_.one_in(2)) made.named += ",\"wait_ms\":" + std::to_string(from_.below(200));
    made.named += "}";
    if (from_.one_in(4)) wait_for_seq(made);
    return made;
  }

  request definition() {
    request made = numbered(known_, sort::of_tenant, tenant_, "mixins.define");
    std::string indexed;
    for (const std::string_view each : {"tier", "points", "vip"})
      if (!from_.one_in(3)) indexed += (indexed.empty() ? "" : ",") + json_text(each);
    made.named = definition_of(indexed, from_.one_in(2) ? "integer" : "number");
    return made;
  }

  request segment() {
    request made = numbered(known_, sort::of_tenant, tenant_, "segments.define");
    draw_segment(from_, made);
    if (made.method.ends_with("assign")) made.named += ",\"customer\":" + customer(made);
    close(made);
    return made;
  }

  request of_tenant() {
    request made = numbered(known_, sort::of_tenant, tenant_, "settings.update");
    switch (from_.below(7)) {
      case 0:
        made.named = "{\"set\":{\"name\":" + json_text(made.mark) + "}}";
        break;
      case 1:
        made.method = "sites.update";
        made.named = "{\"site\":\"two\",\"set\":{\"name\":" + json_text(made.mark) + "}}";
        break;
      case 2:
        made.method = "realms.move_site";
        made.named = std::string("{\"site\":\"two\"") +
                     json_pair("realm", from_.one_in(2) ? "other" : "default") + "}";
        break;
      case 3:
      case 4:
        made.method = "sites.remove";
        made.named = R"({"site":"popup"})";
        break;
      case 5:
        made.method = "sites.create";
        made.named = std::string(new_popup);
        break;
      default:
        made.method = "clients.create";
        made.named = "{\"name\":" + json_text(made.mark) + ",\"scopes\":[\"feed\"]}";
        break;
    }
    return made;
  }

 private:
  static void close(request& made) { made.named += "}"; }

  std::string recorded_at_one(const std::string& letter) {
    return "\"reference\":" + json_text(letter + std::to_string(from_.below(6))) +
           json_pair("site", "one") +
           json_pair("state",
                     from_.any_of(std::array<std::string_view, 3>{"new", "sent", "cancelled"}));
  }

  void claim_username(request& made, std::size_t site) {
    const std::string_view username = from_.any_of(usernames);
    made.named += json_pair("username", username);
    claim_login(made, of_.number, site, identity::login_key(username).value());
  }
  void claim_id(request& made) {
    const std::string_view id = from_.any_of(chosen_ids);
    made.named += json_pair("id", id);
    made.names.emplace_back(
        storage::unique_key(of_.number, storage::unique_space::customer_id, id).view());
  }

  // One that somebody has heard of, or perhaps nobody.
  std::string customer(request& made) {
    if (from_.one_in(12)) {
      made.options += json_pair("site", from_.any_of(site_names));
      return "{\"email\":" + json_text(from_.any_of(emails)) + "}";
    }
    const auto& heard_of = of_.answered_version;
    const std::string id = heard_of.empty() || from_.one_in(12)
                               ? "c" + std::to_string(1 + from_.below(9))
                               : from_.any_of(heard_of).first;
    made.customer = id;
    return "{\"id\":" + json_text(id) + "}";
  }

  std::string part_of(const request& made, char letter) {
    std::vector<std::string> known;
    if (const auto heard_of = of_.answered_parts.find(made.customer);
        heard_of != of_.answered_parts.end())
      for (const std::string& each : heard_of->second)
        if (each[0] == letter) known.push_back(each);
    if (known.empty() || from_.one_in(8)) return letter + std::to_string(1 + from_.below(4));
    return from_.any_of(known);
  }

  void give_version(request& made) {
    const auto known = of_.answered_version.find(made.customer);
    if (known == of_.answered_version.end() || !from_.one_in(3)) return;
    made.if_version = known->second;
    made.options += ",\"if_version\":" + std::to_string(known->second);
  }

  void wait_for_seq(request& made) {
    made.min_seq = of_.answered_seq + static_cast<std::int64_t>(from_.below(3));
    made.options += ",\"min_seq\":" + std::to_string(made.min_seq);
  }

  random& from_;
  const ledger& known_;
  const std::size_t tenant_;
  const tenant_ledger& of_;
};

// Gives the request an idempotency key; half of the time it becomes the repetition of one that had
// the key.
void give_key(random& from, const ledger& known, request& made) {
  const std::string key = "k" + std::to_string(from.below(6));
  std::vector<const request*> before;
  for (const request& each : known.all)
    if (each.tenant == made.tenant && each.idem == key) before.push_back(&each);
  if (!before.empty() && !from.one_in(5)) {
    const request& again = *from.any_of(before);
    const std::uint32_t number = made.number;
    made = again;
    made.number = number;
    made.came_to = fate::pending;
    made.code.clear();
    made.result.clear();
    made.known_answer.clear();
    made.answered_version = 0;
    made.part_is_there = false;
    made.was_merged = false;
    return;
  }
  made.idem = key;
  made.options += json_pair("idem", key);
}

}  // namespace

request registration(const ledger& known, std::size_t tenant, std::size_t site,
                     std::string_view email) {
  request made = numbered(known, sort::creation, tenant, "customers.register");
  made.named = "{\"first_name\":" + json_text(made.mark) + json_pair("last_name", "Doe") +
               json_pair("email", email) + json_pair("site", site_names[site]) +
               json_pair("password", shoppers::right_password) + mixins_of(made);
  claim_login(made, known.tenants[tenant].number, site,
              identity::canonical_email(email).value().canonical);
  made.named += "}";
  return made;
}

request update_of(const ledger& known, std::size_t tenant, std::string_view id) {
  request made = numbered(known, sort::update, tenant, "customers.update");
  made.customer = id;
  made.named = "{\"customer\":{\"id\":" + json_text(id) +
               "},\"set\":{\"first_name\":" + json_text(made.mark) + "}}";
  return made;
}

request listing_of(const ledger& known, std::size_t tenant, std::string_view id) {
  request made = numbered(known, sort::listing, tenant, "customers.list");
  made.customer = id;
  made.named = filter_of(id) + "}}";
  made.min_seq = known.tenants[tenant].answered_seq;
  made.options = ",\"min_seq\":" + std::to_string(made.min_seq);
  return made;
}

std::vector<request> make_tenant_calls(const ledger& known, std::size_t tenant) {
  const std::string& name = known.tenants[tenant].name;
  const std::string about = json_pair("tenant", name);
  std::vector<request> calls;
  const auto add = [&](sort what, std::string_view method, std::string named,
                       const std::string& options) {
    request made = numbered(known, what, tenant, method);
    made.named = std::move(named);
    made.options = options;
    calls.push_back(std::move(made));
  };
  add(sort::new_tenant, "tenants.create",
      "{\"tenant\":" + json_text(name) +
          ",\"name\":\"T\",\"currency\":\"EUR\",\"carts_abandoned_after_hours\":1" +
          ",\"customer_active_on_creation\":" +
          (known.tenants[tenant].active_at_once ? "true}" : "false}"),
      "");
  add(sort::of_tenant, "realms.create", R"({"realm":"other","name":"O"})", about);
  const std::string linked = json_pair("storefront_url", "https://" + name + ".example");
  add(sort::of_tenant, "sites.create", "{\"site\":\"one\",\"name\":\"1\"" + linked + "}", about);
  add(sort::of_tenant, "sites.create", "{\"site\":\"two\",\"name\":\"2\"" + linked + "}", about);
  add(sort::of_tenant, "sites.create", R"({"site":"far","name":"3","realm":"other"})", about);
  add(sort::of_tenant, "mixins.define", definition_of("\"tier\"", "number"), about);
  add(sort::of_tenant, "sites.create", std::string(new_popup), about);
  add(sort::of_tenant, "groups.create", R"({"group":"help","scopes":["support"]})", about);
  add(sort::of_tenant, "staff.create",
      "{\"username\":" + json_text(clerk::username) + json_pair("name", "Kim") +
          json_pair("password", clerk::first_password) + ",\"groups\":[\"help\"]}",
      about);
  return calls;
}

next_request draw_request(random& from, const ledger& known, std::size_t tenants) {
  const std::size_t tenant = from.below(tenants);
  drawing draw(from, known, tenant);
  const auto kind = from.below(100);
  if (kind < 3 || known.tenants[tenant].suspended != false) {
    request made = numbered(known, sort::of_tenant, tenant, "tenants.suspend");
    const bool ends = known.tenants[tenant].suspended != false && !from.one_in(4);
    if (ends) made.method = "tenants.resume";
    made.suspends = ends ? -1 : 1;
    made.named = "{\"tenant\":" + json_text(known.tenants[tenant].name) + "}";
    if (kind < 30) return {std::move(made), true};
  }
  if (kind < 5 && known.tenants.size() > tenants) {
    request made = numbered(known, sort::new_tenant, tenants, "tenants.create");
    made.named = "{\"tenant\":" + json_text(known.tenants[tenants].name) +
                 ",\"name\":\"L\",\"currency\":\"EUR\"}";
    if (from.one_in(2)) give_key(from, known, made);
    return {std::move(made), true};
  }
  request made = kind < 31   ? (from.one_in(8) ? draw.contact() : draw.creation())
                 : kind < 41 ? draw.credit()
                 : kind < 48 ? draw.update()
                 : kind < 53 ? draw.part()
                 : kind < 56 ? draw.belonging()
                 : kind < 61 ? draw.mark()
                 : kind < 66 ? (from.one_in(3) ? draw.assignment() : draw.status())
                 : kind < 70 ? (from.one_in(2) ? draw.conversion() : draw.rename())
                 : kind < 73 ? (from.one_in(2) ? draw.of_tenant() : draw.company())
                 : kind < 75 ? draw.segment()
                 : kind < 76 ? draw.definition()
                 : kind < 77 ? draw.leaving()
                 : kind < 79 ? draw.merging()
                 : kind < 81 ? draw.claiming()
                 : kind < 83 ? draw.get()
                 : kind < 86 ? draw.listing()
                 : kind < 92 ? draw.shopping()
                 : kind < 97 ? draw.newsletter()
                             : draw.changes();
  const bool may_have_key = made.what <= sort::of_tenant && made.what != sort::claiming &&
                            !made.method.starts_with("segments.");
  if (may_have_key && from.one_in(4)) give_key(from, known, made);
  return {std::move(made), false};
}

}  // namespace atrium::simulation
