#include "actors/mail/smtp_carrier.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace atrium::actors {
namespace {

constexpr std::size_t answer_octets_max = 200;
constexpr long permanent_from = 500;
constexpr long permanent_to = 599;

struct curl_cleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using handle_ptr = std::unique_ptr<CURL, curl_cleanup>;
using list_ptr = std::unique_ptr<curl_slist, curl_cleanup>;

// What libcurl's callbacks see of one delivery.
struct conversation {
  std::string_view unsent;   // of the letter
  bool handed_over = false;  // all of it was taken
  std::string complaint;     // the server's last line that began with 4 or 5
  const std::atomic<bool>* stopping;
};

std::size_t give_letter(char* into, std::size_t size, std::size_t count, void* to) {
  auto& with = *static_cast<conversation*>(to);
  const std::size_t some = std::min(size * count, with.unsent.size());
  std::memcpy(into, with.unsent.data(), some);
  with.unsent.remove_prefix(some);
  with.handed_over = some == 0;
  return some;
}

std::size_t hear_line(char* line, std::size_t size, std::size_t count, void* to) {
  const std::string_view said(line, size * count);
  std::string kept;
  for (const char each : said.substr(0, answer_octets_max))
    if (each != '\r' && each != '\n') kept += each >= ' ' && each < '\x7f' ? each : '?';
  // Not its goodbye, which comes last.
  if (kept.starts_with('4') || kept.starts_with('5'))
    static_cast<conversation*>(to)->complaint = std::move(kept);
  return size * count;
}

int look_whether_to_stop(void* to, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const conversation*>(to)->stopping->load() ? 1 : 0;
}

// Whether the server's word was about this mail (to MAIL, RCPT, DATA and its end), and not about
// ourselves: a greeting of 554, or a failed login, may be another one tomorrow.
bool is_about_the_mail(CURLcode code, const conversation& with) {
  return code == CURLE_SEND_ERROR || (code == CURLE_WEIRD_SERVER_REPLY && with.handed_over);
}

delivery outcome_of(CURLcode code, long reply, const conversation& with) {
  if (code == CURLE_OK) return {.what = delivery::kind::sent, .code = static_cast<int>(reply)};
  const bool said = reply > 0 && with.complaint.starts_with(std::to_string(reply));
  const bool for_good =
      is_about_the_mail(code, with) && said && reply >= permanent_from && reply <= permanent_to;
  const std::string why = curl_easy_strerror(code);
  return {.what = for_good ? delivery::kind::refused : delivery::kind::failed,
          .answer = said ? with.complaint : why,
          .code = static_cast<int>(reply)};
}

}  // namespace

smtp_carrier::smtp_carrier(smtp_server where) : where_(std::move(where)) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    throw std::runtime_error("libcurl cannot be used");
}

smtp_carrier::~smtp_carrier() { curl_global_cleanup(); }

delivery smtp_carrier::carry(const written_mail& mail) {
  using security = smtp_server::security;
  const handle_ptr handle(curl_easy_init());
  const list_ptr recipient(curl_slist_append(nullptr, ("<" + mail.to + ">").c_str()));
  if (!handle || !recipient) return {.answer = "out of memory"};
  conversation with{.unsent = mail.letter, .stopping = &stopping_};
  const auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(handle.get(), option, value);
  };
  const std::string url = (where_.tls == security::implicit ? "smtps://" : "smtp://") +
                          where_.host + ":" + std::to_string(where_.port);
  const std::string from = "<" + mail.from + ">";
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_FRESH_CONNECT, 1L);
  set(CURLOPT_FORBID_REUSE, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(where_.connect_timeout_ms));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(where_.timeout_ms));
  set(CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(where_.timeout_ms / 1000 + 1));
  if (where_.tls == security::starttls) set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!where_.ca_file.empty()) set(CURLOPT_CAINFO, where_.ca_file.c_str());
  if (!where_.user.empty()) {
    set(CURLOPT_USERNAME, where_.user.c_str());
    set(CURLOPT_PASSWORD, std::string(where_.password.reveal()).c_str());
  }
  set(CURLOPT_MAIL_FROM, from.c_str());
  set(CURLOPT_MAIL_RCPT, recipient.get());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, &give_letter);
  set(CURLOPT_READDATA, static_cast<void*>(&with));
  set(CURLOPT_HEADERFUNCTION, &hear_line);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&with));
  set(CURLOPT_WRITEFUNCTION, &hear_line);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&with));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &look_whether_to_stop);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&with));
  const CURLcode code = curl_easy_perform(handle.get());
  long reply = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &reply);
  return outcome_of(code, reply, with);
}

}  // namespace atrium::actors
