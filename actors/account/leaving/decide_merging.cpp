// customers.merge (features.md A14). One commit on two accounts, decided by that which stays: it
// expects the other, with all that belongs to him, to be as it was read, so whatever is done to him
// meanwhile has it decided again, and what was decided on him as he was is refused and follows him.
#include <algorithm>
#include <iterator>
#include <map>

#include "actors/account/belongings/addresses.hpp"
#include "actors/account/belongings/companies.hpp"
#include "actors/account/belongings/newsletter.hpp"
#include "actors/account/credit/joining_ledgers.hpp"
#include "actors/account/decide.hpp"
#include "actors/account/identity/links.hpp"
#include "actors/account/identity/sessions.hpp"
#include "actors/account/identity/strangers.hpp"
#include "actors/account/leaving/claiming.hpp"
#include "actors/account/leaving/merged_belongings.hpp"
#include "actors/account/leaving/merged_marks.hpp"
#include "actors/account/leaving/tombstone.hpp"
#include "actors/account/mails.hpp"
#include "actors/account/names.hpp"
#include "actors/tenant/segments.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/methods/merging.hpp"
#include "protocol/records/note.hpp"
#include "storage/tagged.hpp"

namespace atrium::actors {
namespace {

using records::customer;
using storage::customer_item;

constexpr std::size_t absorbed_max = 100;

template <class T>
bool is_empty(const T& value) {
  if constexpr (std::is_same_v<T, fields::dynamic_map>)
    return value == fields::dynamic_map{};
  else
    return fields::is_absent(value);
}

// The merge under construction: `from` goes into the account of `in`.
class merge {
 public:
  // `event`: what the journal tells of him who stays.
  merge(const account_state& now, const whole_account& from, std::string_view event,
        const decide_context& in)
      : from_(from),
        event_(event),
        in_(in),
        theirs_(context_of(from, in)),
        after_(*now.profile),
        belongings_(now, in),
        marks_(in) {
    made_ = change_of(now, in);
    counts_ = counts_of(now);
    book_ = book_of(now);
  }

  // Of what both have it is that of `from` where `prefer` names it.
  outcome<nothing> take_all(const std::vector<std::string>& prefer) {
    if (auto taken_over = take_fields(prefer); !taken_over) return taken_over;
    if (auto united = unite_groups(); !united) return united;
    if (auto assigned = join_companies(after_, from_.profile, taken); !assigned) return assigned;
    if (auto moved = move_rows(); !moved) return moved;
    after_.newsletters = newsletters_in_lists(newsletters_of(made_.after));
    return leave_tombstones();
  }

  outcome<nothing> take_fields(const std::vector<std::string>& prefer) {
    fields::problems wrong;
    const fields::path root;
    std::vector<bool> known(prefer.size());
    fields::for_each_field<customer>([&](const auto& one) {
      if (!fields::may_be_written(one.open_to)) return;
      const auto named = std::ranges::find(prefer, one.name);
      if (named != prefer.end()) known[static_cast<std::size_t>(named - prefer.begin())] = true;
      const auto& theirs = from_.profile.*one.member;
      auto& ours = after_.*one.member;
      const bool wanted = named != prefer.end() || is_empty(ours);
      if (is_empty(theirs) || !wanted || ours == theirs || !may_be_taken(one.name)) return;
      ours = theirs;
      taken.emplace_back(one.name);
    });
    for (std::size_t i = 0; i < prefer.size(); ++i)
      if (!known[i])
        wrong.add(root / "prefer" / static_cast<std::int64_t>(i), errc::unknown_parameter,
                  "there is no field of this name that can be taken");
    if (!wrong.none()) return wrong.take();
    if (has_taken("mixins")) after_.mixins_version = from_.profile.mixins_version;
    if (after_.kind != records::customer_kind::registered && !after_.email && from_.profile.email) {
      after_.email = from_.profile.email;
      after_.email_key = from_.profile.email_key;
      taken.emplace_back("email");
    }
    return nothing{};
  }

  // He belongs to the groups of both; what rules say of him follows from his fields.
  outcome<nothing> unite_groups() {
    if (!from_.profile.groups) return nothing{};
    std::vector<std::string> both;
    const auto ours = after_.groups.value_or(std::vector<std::string>{});
    std::ranges::set_union(ours, *from_.profile.groups, std::back_inserter(both));
    if (both == ours) return nothing{};
    if (both.size() > groups_of_customer_max)
      return refusal(errc::limit_reached, "together they are in more than " +
                                              std::to_string(groups_of_customer_max) + " groups");
    after_.groups = std::move(both);
    taken.emplace_back("groups");
    return nothing{};
  }

  outcome<nothing> move_rows() {
    expect_part(made_, storage::customer_key(in_.tenant.number, from_.account),
                from_.profile.version, from_.checksum);
    if (auto chosen = marks_.choose(made_, from_.rows); !chosen) return chosen;
    for (const account_row& row : from_.rows) {
      if (is_ledger(item_in(row))) {
        if (auto joined = join_ledger(row); !joined) return joined;
        continue;
      }
      made_.changes.erasures.push_back({storage::table::records, row.key});
      give_up_due(made_, row, in_.tenant.number);
      if (auto moved = move(row, storage::name_in(row.key)); !moved) return moved;
    }
    give_up_mails(made_, from_);
    expect_no_further_parts();
    if (auto moved = belongings_.finish(made_); !moved) return moved;
    if (auto fits = marks_.finish(made_, counts_); !fits) return fits;
    if (addresses == 0 && notes == 0 && ledgers == 0 && belongings_.carts == 0 && marks_.none())
      return nothing{};
    if (counts_.addresses > in_.limits.addresses || counts_.notes > in_.limits.notes)
      return refusal(errc::limit_reached,
                     "together they have more than " + std::to_string(in_.limits.addresses) +
                         " addresses or " + std::to_string(in_.limits.notes) + " notes");
    put_counts(made_, counts_, in_);
    made_.after.parts.addresses = std::make_shared<address_book>(std::move(book_));
    return nothing{};
  }

  // Whatever named `from` leads to the account that stays.
  outcome<nothing> leave_tombstones() {
    std::vector<std::int64_t> absorbed = after_.absorbed_numbers();
    absorbed.push_back(from_.profile.number);
    for (const customer& each : from_.absorbed) absorbed.push_back(each.number);
    if (absorbed.size() > absorbed_max)
      return refusal(errc::limit_reached,
                     "at most " + std::to_string(absorbed_max) + " become part of one customer");
    after_.absorbed = std::move(absorbed);

    tombstone_ = tombstone_of(from_.profile);
    tombstone_.id = from_.profile.id;
    tombstone_.custom_id = from_.profile.custom_id;
    if (has_taken("external_id"))
      move_external_ids();
    else
      tombstone_.external_id = from_.profile.external_id;
    tombstone_.absorbed = {};
    put_tombstone(tombstone_);
    for (const customer& each : from_.absorbed) put_tombstone(each);
    free_logins(made_, from_.profile, theirs_);
    return nothing{};
  }

  decision finish() {
    tell_of_tombstone();
    ++after_.version;
    std::vector<std::string> names = taken;
    if (after_.default_billing != made_.after.profile->default_billing)
      names.emplace_back("default_billing");
    if (after_.default_shipping != made_.after.profile->default_shipping)
      names.emplace_back("default_shipping");
    if (has_taken("preferred_site")) expect_site(made_, *after_.preferred_site, in_);
    const std::int64_t version = after_.version;
    const std::string stored = put_profile(made_, std::move(after_), in_);
    tell(made_,
         {.kind = std::string(event_),
          .version = version,
          .fields_changed = std::move(names),
          .other = from_.profile.number},
         in_);
    made_.answer = answer(stored, false);
    return std::move(made_);
  }

  // What finish would make of them, for who only asks.
  decision preview(const account_state& now) {
    ++after_.version;
    follow_rules(in_.tenant, &*now.profile, after_);
    decision asked = change_of(now, in_);
    asked.answer = answer(fields::encode_tagged(after_), true);
    return asked;
  }

  std::vector<std::string> taken;
  std::int64_t addresses = 0, notes = 0;
  std::int64_t ledgers = 0;  // that he had none of before

 private:
  static decide_context context_of(const whole_account& from, const decide_context& in) {
    decide_context theirs{in.tenant, in.caller, in.options, from.account, in.now_ms, in.limits, {}};
    theirs.shopper = in.shopper;  // who claims his guests
    return theirs;
  }

  // A site that closes gets nobody any more.
  bool may_be_taken(std::string_view name) const {
    if (name != "preferred_site") return true;
    const records::site* site = in_.tenant.find_site(*from_.profile.preferred_site);
    return site && site->takes_customers();
  }
  bool has_taken(std::string_view name) const {
    return std::ranges::find(taken, name) != taken.end();
  }

  outcome<nothing> move(const account_row& row, const storage::record_name& at) {
    switch (static_cast<customer_item>(at.item)) {
      case customer_item::profile:
      case customer_item::password:
      case customer_item::mails:
        break;
      case customer_item::guard:  // raised by every login
      case customer_item::counts:
        expect_as_read(row);
        break;
      case customer_item::sessions:
        expect_as_read(row);
        give_up_session(made_, row.value, from_.profile, theirs_);
        break;
      case customer_item::links:
        expect_as_read(row);
        free_link(made_, row.value, in_.tenant.number);
        break;
      case customer_item::addresses:
        return move_address(row);
      case customer_item::notes:
        return move_note(row, at);
      case customer_item::orders:
      case customer_item::deliveries:
      case customer_item::carts:
      case customer_item::summary:
        expect_as_read(row);
        return belongings_.take(made_, row, counts_);
      case customer_item::newsletter:
        expect_as_read(row);
        return join_newsletter(made_, row, in_);
      case customer_item::lists:
      case customer_item::coupons:
      case customer_item::memberships:
        expect_as_read(row);
        return marks_.take(made_, row, counts_);
      case customer_item::credit:  // joined
      case customer_item::credit_entries:
      case customer_item::credit_authorizations:
        break;
      case customer_item::history:
        made_.changes.puts.push_back(
            {storage::table::records,
             std::string(storage::customer_part_key(in_.tenant.number, in_.account,
                                                    customer_item::history, at.part)
                             .view()),
             row.value});
        break;
    }
    return nothing{};
  }

  outcome<nothing> join_ledger(const account_row& row) {
    const auto opened = actors::join_ledger(made_, row, {from_.profile, theirs_}, in_);
    if (!opened) return opened.failure();
    ledgers += *opened;
    counts_.ledgers += *opened;
    return nothing{};
  }

  outcome<nothing> move_address(const account_row& row) {
    auto address = fields::decode_tagged<records::address>(row.value);
    if (!address) return refusal(errc::internal);
    expect_as_read(row);
    const std::string id = address->id;
    const bool generated =
        identity::number_of_generated_id(id, identity::generated::address).has_value();
    auto place = place_for(generated ? std::nullopt : std::optional(id), book_, counts_);
    if (!place) place = place_for({}, book_, counts_);
    if (!place) return place.failure();
    address->id = place->id;
    address->version = 1;
    for (auto pointer : {&customer::default_billing, &customer::default_shipping})
      if (!((*made_.after.profile).*pointer) && from_.profile.*pointer == id)
        after_.*pointer = place->id;
    const std::uint64_t checksum =
        put_part(made_, address_key(in_.tenant.number, in_.account, place->number), *address)
            .second;
    book_[place->number] = {std::move(*address), checksum};
    ++addresses;
    return nothing{};
  }

  outcome<nothing> move_note(const account_row& row, const storage::record_name& at) {
    auto note = fields::decode_tagged<records::note>(row.value);
    if (!note) return refusal(errc::internal);
    const auto old = static_cast<std::uint32_t>(at.part >> 32);
    const auto [known, is_new] = revisions_.try_emplace(old, 0);
    known->second = note->version;
    if (is_new) {
      note_number_ = static_cast<std::uint32_t>(++counts_.last_note);
      ++counts_.notes;
      ++notes;
    }
    note->id = identity::generated_id(note_number_, identity::generated::note);
    put_part(made_, note_key(in_.tenant.number, in_.account, note_number_, note->version), *note);
    return nothing{};
  }

  // An added part raises the counts or the summary, a session the guard, or is the first to make
  // them; a revision of a note does not.
  void expect_no_further_parts() {
    for (const storage::key& each :
         {counts_key(in_.tenant.number, from_.account), guard_key(in_.tenant.number, from_.account),
          summary_key(in_.tenant.number, from_.account)})
      if (std::ranges::find(from_.rows, each.view(), &account_row::key) == from_.rows.end())
        expect_absent(made_, storage::table::records, each);
    for (const auto& [note, last] : revisions_)
      expect_absent(made_, storage::table::records,
                    note_key(in_.tenant.number, from_.account, note, last + 1));
  }

  void expect_as_read(const account_row& row) {
    made_.changes.expectations.push_back({storage::expectation::kind::at_version,
                                          storage::table::records, row.key,
                                          storage::read_unsigned_tag(row.value, 1).value_or(0),
                                          storage::checksum(row.key, row.value)});
    made_.blame.emplace_back();
  }

  void put_tombstone(customer left) {
    left.merged_into = static_cast<std::int64_t>(in_.account.value);
    const auto number = static_cast<std::uint64_t>(left.number);
    put_part(made_, storage::customer_key(in_.tenant.number, {number}), left);
  }

  // The external id of `from` is the customer's; one that the customer had leads nowhere any more.
  void move_external_ids() {
    free_external_id(made_, *made_.after.profile, in_);
    put_external_id(made_, *from_.profile.external_id, in_);
  }

  // In the journal only: his history is part of the other's, where the merge itself stands.
  void tell_of_tombstone() {
    const records::change told = told_of(tombstone_,
                                         {.kind = "customer.merged_away",
                                          .version = tombstone_.version,
                                          .other = static_cast<std::int64_t>(in_.account.value)},
                                         theirs_);
    actors::tell(made_.changes, in_.tenant.number, told, in_.source);
  }

  std::string answer(std::string_view stored, bool dry_run) const {
    wire::buffer shown;
    fields::show<customer>(shown, stored);
    return unfinished_result(methods::customers_merge::result{{shown.take()},
                                                              taken,
                                                              addresses,
                                                              notes,
                                                              belongings_.orders,
                                                              belongings_.deliveries,
                                                              belongings_.carts,
                                                              marks_.lists,
                                                              marks_.coupons,
                                                              marks_.memberships,
                                                              dry_run});
  }

  const whole_account& from_;
  const std::string_view event_;
  const decide_context& in_;
  const decide_context theirs_;  // for what happens to `from`
  customer after_;
  customer tombstone_;
  decision made_;
  records::part_counts counts_;
  address_book book_;
  merged_belongings belongings_;
  merged_marks marks_;
  std::map<std::uint32_t, std::int64_t> revisions_;  // of his notes, by their old numbers
  std::uint32_t note_number_ = 0;                    // of the note being moved
};

outcome<nothing> may_be_merged(const customer& into, const whole_account& from,
                               const decide_context& in) {
  if (from.profile.is_tombstone())
    return refusal(errc::not_found, "there is no such customer", "from");
  if (from.account == in.account)
    return refusal(errc::invalid_field, "from: is the same customer", "from");
  if (from.profile.kind == records::customer_kind::registered &&
      into.kind != records::customer_kind::registered)
    return refusal(errc::not_registered,
                   "a registered customer cannot become part of a guest; merge the guest into him",
                   "customer");
  if (from.profile.kind == records::customer_kind::guest &&
      into.kind == records::customer_kind::contact)
    return refusal(errc::invalid_field,
                   "customer: a guest cannot become part of a contact; merge the contact into him",
                   "customer");
  if (in.tenant.realms_of(into).own != in.tenant.realms_of(from.profile).own)
    return refusal(errc::invalid_field, "from: is a customer of another realm", "from");
  return nothing{};
}

}  // namespace

outcome<decision> decide(const methods::customers_merge& command, const account_state& now,
                         const decide_context& in) {
  const auto found = existing_at_version(now, in);
  if (!found) return found.failure();
  if (!in.whole) return refusal(errc::not_found, "there is no such customer", "from");
  if (auto may = may_be_merged(**found, *in.whole, in); !may) return may.failure();
  merge both(now, *in.whole, "customer.merged", in);
  if (auto taken = both.take_all(command.prefer); !taken) return taken.failure();
  return command.dry_run.value_or(false) ? both.preview(now) : both.finish();
}

outcome<decision> take_guest_in(const account_state& now, const decide_context& in) {
  merge both(now, *in.whole, "customer.claimed", in);
  if (auto taken = both.take_all({}); !taken) return taken.failure();
  return both.finish();
}

}  // namespace atrium::actors
