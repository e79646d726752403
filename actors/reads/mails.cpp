// mails.list and staff.mails, and the words of mails: templates.get list preview.
#include "protocol/methods/mails.hpp"
#include "actors/mail/writing.hpp"
#include "actors/reads/reads.hpp"
#include "actors/reads/rows.hpp"
#include "actors/session/staff.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/fields/stored_value.hpp"
#include "protocol/methods/staff.hpp"

namespace atrium::actors {
namespace {

constexpr std::int64_t templates_default = 10;  // they are long

struct words {
  const records::site* site = nullptr;
  chosen_texts chosen;
};

// What serves the purpose where the caller asks.
template <class Method>
outcome<words> words_for(const Method& asked, const call_context& call) {
  words found;
  if (asked.site) {
    found.site = visible_site(*call.view, *call.caller, *asked.site);
    if (!found.site) return refusal(errc::not_found, "there is no such site", "site");
  }
  found.chosen =
      choose_texts(*call.view, asked.purpose, found.site, asked.locale.value_or(std::string()));
  return found;
}

bool is_for_newsletter(std::string_view stored_mail) {
  constexpr int purpose = fields::tag_of<records::mail>("purpose");
  return fields::stored_text(stored_mail, purpose) ==
         fields::name_of(mailing::purpose::newsletter_confirm);
}

// Of a customer, or of a member of staff.
template <class List>
outcome<nothing> list_mails(const List& asked, const call_context& call, account_number account,
                            bool newsletters, wire::buffer& out) {
  const auto pick = [&](const storage::row& found) -> outcome<std::optional<std::string_view>> {
    if (!newsletters && is_for_newsletter(found.value)) return std::optional<std::string_view>{};
    return std::optional(found.value);
  };
  return list_picked(
      asked, call, account, storage::customer_item::mails, pick,
      [](std::string_view mail, wire::buffer& to) { fields::show<records::mail>(to, mail); }, out);
}

}  // namespace

outcome<nothing> read(const methods::mails_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = resolve(asked.customer, call);
  if (!account) return account.failure();
  return list_mails(asked, call, *account, sees_newsletters(call), out);
}

outcome<nothing> read(const methods::staff_mails& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto account = staff_named(asked.staff, *call.view);
  if (!account) return account.failure();
  return list_mails(asked, call, *account, true, out);
}

outcome<nothing> read(const methods::templates_get& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto found = words_for(asked, call);
  if (!found) return found.failure();
  const chosen_texts& serves = found->chosen;
  methods::templates_get::result answer{.source = std::string(serves.source),
                                        .locale = serves.locale,
                                        .subject = serves.texts->subject,
                                        .text = serves.texts->text,
                                        .html = serves.texts->html};
  if (serves.version > 0) answer.version = serves.version;
  for (const std::string_view each : mailing::variables_of(asked.purpose))
    answer.variables.emplace_back(each);
  fields::encode_named(out, answer);
  return nothing{};
}

outcome<nothing> read(const methods::templates_list& asked, call_context& call, wire::buffer& out,
                      wait_for&) {
  const auto after = number_in_cursor(asked.cursor, 0);
  if (!after) return after.failure();
  std::map<std::uint64_t, const mail_texts*> in_order;
  for (const auto& [whose, texts] : call.view->templates)
    if (texts->number > *after &&
        (!texts->record.site || call.caller->sees_site(*texts->record.site)))
      in_order.emplace(texts->number, texts.get());
  page listed(asked.limit.value_or(templates_default));
  std::uint64_t last = *after;
  for (const auto& [number, texts] : in_order) {
    if (listed.full()) {
      listed.continue_at(last);
      break;
    }
    fields::show<records::mail_template>(listed.add(), fields::encode_tagged(texts->record));
    last = number;
  }
  listed.write(out);
  return nothing{};
}

outcome<nothing> read(const methods::templates_preview& asked, call_context& call,
                      wire::buffer& out, wait_for&) {
  const auto found = words_for(asked, call);
  if (!found) return found.failure();
  mailing::texts texts = *found->chosen.texts;
  const bool given = asked.subject || asked.text || asked.html;
  if (asked.text) texts.html.reset();
  texts.subject = asked.subject.value_or(texts.subject);
  texts.text = asked.text.value_or(texts.text);
  if (asked.html) texts.html = asked.html;
  fields::problems wrong;
  mailing::check(texts, asked.purpose, {}, wrong);
  if (!wrong.none()) return wrong.take();

  mailing::variables values = mailing::sample_of(asked.purpose);
  add_shop(values, *call.view, found->site);
  const std::string link = link_for(*call.view, found->site, asked.purpose);
  if (found->site || !link.empty()) {  // what it has, and not what might be
    const bool with_token = mailing::row_of(asked.purpose).leads == mailing::link::token;
    values["link"] = link.empty() || !with_token ? link : link + "?token=…";
  }
  if (found->site && !found->site->storefront_url) values.erase("shop_url");
  auto says = mailing::render(texts, values);
  if (!says) return says.failure();
  const sender from = sender_of(*call.view, found->site);
  fields::encode_named(out, methods::templates_preview::result{
                                .source = given ? "given" : std::string(found->chosen.source),
                                .locale = found->chosen.locale,
                                .from = from.address,
                                .from_name = from.name,
                                .subject = std::move(says->subject),
                                .text = std::move(says->text),
                                .html = std::move(says->html)});
  return nothing{};
}

}  // namespace atrium::actors
