#include "protocol/mailing/message.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace atrium::mailing {
namespace {

constexpr std::size_t plain_header_max = 60;     // longer ones are folded as encoded words
constexpr std::size_t word_octets_max = 39;      // 52 digits of base64: a line has 76 at most
constexpr std::size_t line_characters_max = 76;  // of quoted-printable

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char each) { return static_cast<signed char>(each) >= 0; });
}

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // with the terminating zero
  out.resize(static_cast<std::size_t>(EVP_EncodeBlock(
      reinterpret_cast<unsigned char*>(out.data()),
      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()))));
  return out;
}

// As much of the text as a word holds, up to the end of a character.
std::string_view next_word(std::string_view text) {
  std::size_t end = std::min(text.size(), word_octets_max);
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

// RFC 2047.
std::string encoded_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view word = next_word(text);
    out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base64(word) + "?=";
    text.remove_prefix(word.size());
  }
  return out;
}

std::string unstructured(std::string_view text) {
  const bool plain = is_ascii(text) && text.size() <= plain_header_max &&
                     text.find("=?") == std::string_view::npos;
  return plain ? std::string(text) : encoded_words(text);
}

std::string display_name(std::string_view name) {
  if (name.empty()) return {};
  if (!is_ascii(name) || name.size() > plain_header_max) return encoded_words(name) + " ";
  std::string quoted = "\"";
  for (const char each : name) {
    if (each == '"' || each == '\\') quoted += '\\';
    quoted += each;
  }
  return quoted + "\" ";
}

std::string date_text(std::int64_t ms) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = ms / 1000;
  std::tm at{};
  ::gmtime_r(&seconds, &at);
  char rest[32];
  std::strftime(rest, sizeof rest, " %Y %H:%M:%S +0000", &at);  // no words, so no locale
  return std::string(days[static_cast<std::size_t>(at.tm_wday)]) + ", " +
         std::to_string(at.tm_mday) + " " + months[static_cast<std::size_t>(at.tm_mon)] + rest;
}

// RFC 2045, of text with line feeds; lines end with CR LF.
std::string quoted_printable(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out, line;
  const auto put = [&](std::string_view piece) {
    if (line.size() + piece.size() >= line_characters_max) {
      out += line + "=\r\n";
      line.clear();
    }
    line += piece;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto each = static_cast<unsigned char>(text[at]);
    if (each == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
    if (each == '\n') {
      out += line + "\r\n";
      line.clear();
      continue;
    }
    const bool at_end = at + 1 == text.size() || text[at + 1] == '\n' || text[at + 1] == '\r';
    const bool blank = each == ' ' || each == '\t';
    if (((each > ' ' && each < 0x7f) || blank) && each != '=' && !(blank && at_end)) {
      put(text.substr(at, 1));
    } else {
      const char code[3] = {'=', digits[each >> 4], digits[each & 15]};
      put({code, 3});
    }
  }
  if (!line.empty()) out += line + "\r\n";
  return out;
}

void add_part(std::string& to, std::string_view kind, std::string_view text) {
  to += "Content-Type: text/" + std::string(kind) +
        "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
        quoted_printable(text);
}

}  // namespace

bool is_header_text(std::string_view text) {
  return std::ranges::none_of(
      text, [](char each) { return static_cast<unsigned char>(each) < ' ' || each == '\x7f'; });
}

outcome<std::string> encode(const letter& from) {
  for (const std::string_view each :
       {std::string_view(from.from), std::string_view(from.from_name), std::string_view(from.to),
        std::string_view(from.message_id), std::string_view(from.says.subject),
        from.reply_to ? std::string_view(*from.reply_to) : std::string_view()})
    if (!is_header_text(each))
      return refusal(errc::invalid_field, "a header of the mail would have a control character");
  std::string out = "From: " + display_name(from.from_name) + "<" + from.from + ">\r\n" + "To: <" +
                    from.to + ">\r\n";
  if (from.reply_to) out += "Reply-To: <" + *from.reply_to + ">\r\n";
  out += "Subject: " + unstructured(from.says.subject) + "\r\nDate: " + date_text(from.date_ms) +
         "\r\nMessage-ID: <" + from.message_id +
         ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
  if (!from.says.html) {
    add_part(out, "plain", from.says.text);
    return out;
  }
  // "=_" cannot stand in quoted-printable.
  const std::string boundary =
      "=_" + from.message_id.substr(0, std::min(from.message_id.find('@'), std::size_t{60}));
  out += "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n";
  out += "--" + boundary + "\r\n";
  add_part(out, "plain", from.says.text);
  out += "--" + boundary + "\r\n";
  add_part(out, "html", *from.says.html);
  out += "--" + boundary + "--\r\n";
  return out;
}

}  // namespace atrium::mailing
