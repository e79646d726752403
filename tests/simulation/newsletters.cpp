#include "tests/simulation/newsletters.hpp"

#include <algorithm>
#include <set>

#include "protocol/records/customer.hpp"
#include "protocol/records/newsletter.hpp"
#include "protocol/records/one_time_link.hpp"
#include "tests/simulation/ledger.hpp"

namespace atrium::simulation {
namespace {

using records::newsletter_state;
using storage::customer_item;
using storage::table;

std::string pair(std::string_view name, std::string_view value) {
  return "\"" + std::string(name) + "\":\"" + std::string(value) + "\"";
}

// Of atn_<reference>_<site number>_<proof>.
std::uint64_t site_in(const std::string& token) {
  const auto end = token.rfind('_');
  if (end == std::string::npos || end == 0) return 0;
  return std::strtoull(token.c_str() + token.rfind('_', end - 1) + 1, nullptr, 10);
}

// Each row of the tenant's customers of that item.
template <class Visit>
void for_each_part(const storage::snapshot& reading, tenant_number tenant, customer_item item,
                   Visit&& visit) {
  const storage::key all = storage::record_prefix(tenant, storage::record_kind::customer);
  static_cast<void>(
      reading.scan(table::records, all, all, 1'000'000, [&](const storage::row& found) {
        const storage::record_name at = storage::name_in(found.key);
        if (at.item == static_cast<std::uint8_t>(item)) visit(at, found.value);
        return true;
      }));
}

// The accounts that requests for a newsletter have made, as far as the journal still says so.
std::set<std::uint64_t> made_by_newsletters(const ledger& of, const storage::snapshot& reading,
                                            tenant_number tenant) {
  std::set<std::uint64_t> made;
  const storage::key all = storage::key{}.u32(tenant.value);
  static_cast<void>(
      reading.scan(table::journal, all, all, 1'000'000, [&](const storage::row& found) {
        const auto entry = fields::decode_tagged<records::change>(found.value);
        if (!entry || entry->kind != "customer.guest_recorded" || !entry->account ||
            !entry->reason || entry->reason->size() < 2)
          return true;
        const auto number = std::stoul(entry->reason->substr(1));
        if (number < of.all.size() && of.all[number].what == sort::newsletter)
          made.insert(static_cast<std::uint64_t>(*entry->account));
        return true;
      }));
  return made;
}

}  // namespace

void newsletters::get_mail(std::string to, std::string confirms, std::string ends) {
  const std::uint64_t site = site_in(ends);
  mails_.push_back({std::move(to), std::move(confirms), std::move(ends), site});
}

bool newsletters::draw(random& from, request& made, std::string_view site, std::string_view email,
                       const shoppers& sessions) const {
  const auto kind = from.below(10);
  if (kind < 3 && !mails_.empty()) {
    made.method = "newsletter.confirm";
    made.link = from.any_of(mails_).confirms;
    made.named = "{" + pair("token", made.link);
    return false;
  }
  if (kind < 5) {
    made.method = "newsletter.unsubscribe";
    made.named = "{";
    if (mails_.empty() || from.one_in(3)) return true;
    const mailed& by = from.any_of(mails_);
    if (from.one_in(2)) made.link = by.confirms;
    made.named += pair("token", made.link.empty() ? by.ends : made.link);
    return false;
  }
  made.method = "newsletter.subscribe";
  made.named = "{" + pair("site", site);
  if (kind < 8) {
    made.named += "," + pair("email", email) + "," + pair("source", "the simulation");
    return false;
  }
  return kind < 9 || !sessions.lend_token(from, made);
}

std::vector<request> newsletters::confirm_all(const ledger& known, std::size_t tenant,
                                              std::size_t most) const {
  std::vector<request> made;
  for (const mailed& each : mails_) {
    if (made.size() == most) break;
    request one;
    one.number = static_cast<std::uint32_t>(known.all.size() + made.size());
    one.what = sort::newsletter;
    one.tenant = tenant;
    one.method = "newsletter.confirm";
    one.link = each.confirms;
    one.named = "{" + pair("token", one.link) + "}";
    made.push_back(std::move(one));
  }
  return made;
}

void newsletters::note(request& sent) {
  if (sent.what != sort::newsletter || sent.link.empty()) return;
  if (links_have_ended_) sent.token_has_ended = true;
  if (sent.method == "newsletter.confirm") ++confirming_[sent.link];
}

std::optional<std::string> newsletters::hear_done(const request& asked) {
  if (asked.what != sort::newsletter) return {};
  if (!integer_in(asked.result, "seq")) return "is answered without a seq";
  if (asked.link.empty()) return {};
  if (asked.token_has_ended) return "redeems a link whose time is over";
  if (!used_.try_emplace(asked.link, asked.number).second) return "redeems a link again";
  return {};
}

std::optional<std::string> newsletters::hear_refused(const request& asked) {
  if (asked.what != sort::newsletter) return {};
  const bool perhaps_done = asked.code == "internal";
  if (asked.method == "newsletter.confirm" && !perhaps_done) --confirming_[asked.link];
  for (const std::string_view known :
       {"invalid_token", "overloaded", "deadline_exceeded", "internal", "forbidden",
        "shutting_down", "unauthenticated", "storage_full"})
    if (asked.code == known) return {};
  // Sites and customers come and go; of a customer is said why he is not written to.
  for (const std::string_view known : {"not_found", "missing_field", "limit_reached"})
    if (asked.code == known && asked.method != "newsletter.confirm") return {};
  return "hears " + asked.code;
}

bool newsletters::may_have_confirmed(const std::string& address, std::uint64_t site) const {
  return std::ranges::any_of(mails_, [&](const mailed& each) {
    const auto tried = confirming_.find(each.confirms);
    return each.to == address && each.site == site && tried != confirming_.end() &&
           tried->second > 0;
  });
}

std::optional<std::string> wrong_in_newsletter(const records::change& entry, const request* asked) {
  if (entry.kind == "newsletter.lapsed")
    return entry.principal == "atrium" ? std::nullopt
                                       : std::optional<std::string>("somebody lets one lapse");
  if (!asked) return {};  // he has left
  if (asked->what != sort::newsletter) return "a newsletter is told of by " + asked->method;
  if (asked->came_to == fate::refused) return tag_of(*asked) + " was refused and is told of";
  const bool confirms = entry.kind == "newsletter.confirmed";
  if (confirms != (asked->method == "newsletter.confirm"))
    return tag_of(*asked) + " is told of as " + entry.kind;
  return {};
}

void check_newsletters(ledger& of, const storage::snapshot& reading, std::size_t tenant) {
  const tenant_ledger& known = of.tenants[tenant];
  std::map<std::string, std::uint64_t> guest_of;  // by what the next one of an address finds him by
  std::set<std::uint64_t> has_any, is_found;      // accounts
  for_each_part(
      reading, known.number, customer_item::newsletter,
      [&](const storage::record_name& at, std::string_view stored) {
        const auto one = fields::decode_tagged<records::newsletter>(stored);
        if (!one) return of.violated("a newsletter cannot be read");
        has_any.insert(at.number);
        if (one->address_hash) {
          is_found.insert(at.number);
          if (guest_of.try_emplace(*one->address_hash, at.number).first->second != at.number)
            of.violated("two guests were made of one address");
        }
        if (one->state == newsletter_state::subscribed &&
            !known.newsletters.may_have_confirmed(one->address, at.part))
          of.violated("customer " + std::to_string(at.number) + " is subscribed at " + one->site +
                      ", and nobody has confirmed that");
      });
  for (const std::uint64_t guest : made_by_newsletters(of, reading, known.number))
    if (has_any.contains(guest) && !is_found.contains(guest))
      of.violated("guest " + std::to_string(guest) +
                  " was made of an address, and the next one of it does not find him");
}

void check_no_newsletter_waits(ledger& of, life& in) {
  if (in.writer.broken()) return;
  const auto reading = in.node.borrow_snapshot();
  for (const tenant_ledger& each : of.tenants) {
    if (each.number == node_tenant || each.passes) continue;
    for_each_part(*reading, each.number, customer_item::newsletter,
                  [&](const storage::record_name& at, std::string_view stored) {
                    const auto one = fields::decode_tagged<records::newsletter>(stored);
                    if (one && one->state == newsletter_state::pending)
                      of.violated("customer " + std::to_string(at.number) + " waits at " +
                                  one->site + " for a link that is over");
                  });
    for_each_part(
        *reading, each.number, customer_item::links,
        [&](const storage::record_name& at, std::string_view stored) {
          const auto link = fields::decode_tagged<records::one_time_link>(stored);
          if (link && link->purpose == records::link_purpose::newsletter)
            of.violated("customer " + std::to_string(at.number) + " has a link whose time is over");
        });
  }
}

}  // namespace atrium::simulation
