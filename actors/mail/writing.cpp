#include "actors/mail/writing.hpp"

#include <array>

#include "actors/account/belongings/newsletter.hpp"
#include "storage/keys.hpp"

namespace atrium::actors {
namespace {

std::string_view language_of(std::string_view locale) {
  return locale.substr(0, std::min(locale.find('-'), locale.size()));
}

const records::site* site_of(const tenant_view& tenant, const records::mail& mail) {
  return mail.site ? tenant.find_site(*mail.site) : nullptr;
}

// Ends the newsletter of the site for him whose mail it is; empty where it can lead nowhere.
std::string unsubscribe_link(const tenant_view& tenant, const records::site* site,
                             std::string_view mail_at) {
  if (!site || !site->storefront_url) return {};
  const account_number whose{storage::name_in(mail_at).number};
  const std::uint64_t number = tenant.sites_by_name.find(site->name)->second;
  return *site->storefront_url + std::string(mailing::unsubscribe_path) +
         "?token=" + unsubscribe_token(tenant, whose, number);
}

// Null where there is none.
const std::string* base_url(const tenant_view& tenant, const records::site* site,
                            mailing::base which) {
  static const std::optional<std::string> none;
  const bool of_site = which == mailing::base::storefront;
  const auto& url = !of_site ? tenant.tenant.back_office_url : site ? site->storefront_url : none;
  return url ? &*url : nullptr;
}

writing impossible(delivery::kind how, std::string why) {
  return {.mail = {}, .why_not = {.what = how, .answer = std::move(why)}};
}

}  // namespace

chosen_texts choose_texts(const tenant_view& tenant, mailing::purpose what,
                          const records::site* site, std::string_view locale) {
  const auto found = [&](std::string_view tag) -> std::optional<chosen_texts> {
    for (const bool of_site : {true, false}) {
      if (of_site && !site) continue;
      const mail_texts* own =
          tenant.find_template(what, of_site ? std::optional(site->name) : std::nullopt, tag);
      if (own)
        return chosen_texts{&own->texts, std::string(tag), of_site ? "site" : "tenant",
                            own->record.version};
    }
    if (const mailing::texts* ours = mailing::default_texts(what, tag))
      return chosen_texts{ours, std::string(tag), "built-in"};
    return {};
  };
  for (const std::string_view wanted :
       {locale, site && site->locale ? std::string_view(*site->locale) : std::string_view(),
        std::string_view(tenant.tenant.locale)})
    for (const std::string_view tag : {wanted, language_of(wanted)})
      if (auto texts = found(tag)) return *texts;
  return *found("en");
}

std::string link_for(const tenant_view& tenant, const records::site* site, mailing::purpose what) {
  const mailing::purpose_row& row = mailing::row_of(what);
  const std::string* base = base_url(tenant, site, row.below);
  if (row.leads == mailing::link::none || !base) return {};
  std::string path;
  if (row.below == mailing::base::storefront && site->mail_paths)
    path = records::path_for(*site->mail_paths, what);
  if (path.empty() && tenant.tenant.mail_paths)
    path = records::path_for(*tenant.tenant.mail_paths, what);
  return *base + (path.empty() ? std::string(row.path) : path);
}

void add_shop(mailing::variables& to, const tenant_view& tenant, const records::site* site) {
  to["shop"] = site && !site->title.empty() ? site->title : tenant.tenant.title;
  if (site && site->storefront_url) to["shop_url"] = *site->storefront_url;
}

sender sender_of(const tenant_view& tenant, const records::site* site) {
  mailing::variables shop;
  add_shop(shop, tenant, site);
  return {tenant.tenant.mail_from_name.value_or(shop["shop"]), tenant.tenant.mail_from};
}

writing write_mail(const tenant_view& tenant, const stored_mail& stored, const mail_key& key,
                   const std::string& default_from) {
  using kind = delivery::kind;
  const records::mail& mail = stored.mail;
  const mailing::purpose_row& row = mailing::row_of(mail.purpose);
  const records::site* site = site_of(tenant, mail);
  mailing::variables values{{"email", mail.address}};
  for (auto& [name, value] : data_of(mail)) values[name] = std::move(value);
  add_shop(values, tenant, site);
  values["link"] = link_for(tenant, site, mail.purpose);
  if (mail.sealed) {
    const auto opened = key.open(stored.at, *mail.sealed);
    if (!opened) return impossible(kind::refused, "the key that it was sealed with is gone");
    if (row.leads == mailing::link::token)
      values["link"] += "?token=" + std::string(opened->reveal());
    else if (!row.secret.empty())
      values[std::string(row.secret)] = opened->reveal();
  }
  if (mail.purpose == mailing::purpose::newsletter_confirm)
    values["unsubscribe_link"] = unsubscribe_link(tenant, site, stored.at);
  if (row.leads == mailing::link::token && !base_url(tenant, site, row.below))
    return impossible(kind::failed, row.below == mailing::base::storefront
                                        ? "the site has no storefront_url"
                                        : "the tenant has no back_office_url");

  const auto texts = choose_texts(tenant, mail.purpose, site, mail.locale);
  auto says = mailing::render(*texts.texts, values);
  if (!says) return impossible(kind::refused, says.failure().message);
  const sender from = sender_of(tenant, site);
  const std::string address = from.address.value_or(default_from);
  const auto letter =
      mailing::encode({.from = address,
                       .from_name = from.name,
                       .to = mail.address,
                       .reply_to = tenant.tenant.mail_reply_to,
                       .message_id = mail.message_id + default_from.substr(default_from.rfind('@')),
                       .date_ms = mail.created_at,
                       .says = std::move(says).value()});
  if (!letter) return impossible(kind::refused, letter.failure().message);
  return {.mail = written_mail{address, mail.address, *letter}};
}

}  // namespace atrium::actors
