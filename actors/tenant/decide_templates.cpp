// templates.set and templates.remove: a tenant's own words for its mails.
#include "actors/answer.hpp"
#include "actors/tenant/decide_change.hpp"
#include "protocol/methods/definition.hpp"
#include "protocol/methods/mails.hpp"

namespace atrium::actors {
namespace {

using records::mail_template;
using storage::record_kind;

std::optional<error> no_such_site(const std::optional<std::string>& site, const tenant_view& now) {
  if (!site || now.find_site(*site)) return {};
  return refusal(errc::not_found, "there is no such site", "site");
}

}  // namespace

decided_tenant decide(const methods::templates_set& call, const tenant_view& now,
                      const tenant_context& in) {
  if (auto wrong = no_such_site(call.site, now)) return *std::move(wrong);
  const mailing::texts texts{call.subject, call.text, call.html};
  fields::problems found;
  mailing::check(texts, call.purpose, {}, found);
  if (!found.none()) return found.take();
  const mail_texts* known = now.find_template(call.purpose, call.site, call.locale);
  mail_template made = known ? known->record : mail_template{.version = 0};
  if (auto conflict = wrong_version(made, in)) return std::move(conflict).value();
  if (!known && now.templates.size() >= templates_max) return refusal(errc::limit_reached);
  tenant_change change(now, in);
  if (known && known->texts == texts)
    return std::move(change).with(unfinished_answer<mail_template>(fields::encode_tagged(made)));
  made = {.version = made.version + 1,
          .purpose = call.purpose,
          .locale = call.locale,
          .site = call.site,
          .subject = call.subject,
          .text = call.text,
          .html = call.html,
          .set_at = in.now_ms};
  const std::uint64_t number = known ? known->number : now.last_template + 1;
  const std::string stored = change.store(record_kind::mail_template, number, made);
  change.tell("template.set", records::name_of(made), made.version, {});
  change.after->add(number, std::move(made));
  return std::move(change).with(unfinished_answer<mail_template>(stored));
}

decided_tenant decide(const methods::templates_remove& call, const tenant_view& now,
                      const tenant_context& in) {
  if (auto wrong = no_such_site(call.site, now)) return *std::move(wrong);
  const mail_texts* known = now.find_template(call.purpose, call.site, call.locale);
  if (!known) return refusal(errc::not_found, "there are no such words", "purpose");
  if (auto conflict = wrong_version(known->record, in)) return std::move(conflict).value();
  tenant_change change(now, in);
  change.remove(record_kind::mail_template, known->number, known->record.version);
  change.changes.may_use_reserve = true;
  change.tell("template.removed", records::name_of(known->record), known->record.version + 1, {});
  change.after->templates.erase({call.purpose, call.site, call.locale});
  return std::move(change).with(unfinished_result(methods::no_result{}));
}

}  // namespace atrium::actors
