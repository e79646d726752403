#include "protocol/mailing/message.hpp"

#include <catch2/catch.hpp>

using namespace atrium;
using namespace atrium::mailing;

namespace {

letter some_letter() {
  return {.from = "shop@acme.example",
          .from_name = "Acme",
          .to = "anna@example.com",
          .reply_to = {},
          .message_id = "0123@acme.example",
          .date_ms = 1'700'000'000'000,
          .says = {"Hello", "One\nline\n", {}}};
}

std::string encoded(const letter& from) {
  const auto made = encode(from);
  REQUIRE(made);
  return *made;
}

bool has_line(const std::string& mail, const std::string& line) {
  return ("\r\n" + mail).find("\r\n" + line + "\r\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a letter has the headers that a mail of a machine has") {
  letter one = some_letter();
  one.reply_to = "help@acme.example";
  const std::string mail = encoded(one);
  for (const char* line :
       {"From: \"Acme\" <shop@acme.example>", "To: <anna@example.com>",
        "Reply-To: <help@acme.example>", "Subject: Hello", "Date: Tue, 14 Nov 2023 22:13:20 +0000",
        "Message-ID: <0123@acme.example>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8"})
    CHECK(has_line(mail, line));
  CHECK(mail.ends_with("\r\n\r\nOne\r\nline\r\n"));
  CHECK(mail == encoded(one));
}

TEST_CASE("text and HTML stand side by side") {
  letter one = some_letter();
  one.says.html = "<p>One</p>\n";
  const std::string mail = encoded(one);
  CHECK(has_line(mail, "Content-Type: multipart/alternative;"));
  CHECK(has_line(mail, " boundary=\"=_0123\""));
  CHECK(has_line(mail, "--=_0123"));
  CHECK(has_line(mail, "Content-Type: text/html; charset=utf-8"));
  CHECK(mail.ends_with("\r\n--=_0123--\r\n"));
}

TEST_CASE("what is not ASCII, or long, is encoded and folded between characters") {
  letter one = some_letter();
  one.from_name = "Böhm & Söhne";
  one.says.subject = "Grüße";
  CHECK(has_line(encoded(one), "Subject: =?UTF-8?B?R3LDvMOfZQ==?="));
  CHECK(has_line(encoded(one), "From: =?UTF-8?B?QsO2aG0gJiBTw7ZobmU=?= <shop@acme.example>"));
  one.says.subject = "=?UTF-8?Q?forged?=";
  CHECK_FALSE(has_line(encoded(one), "Subject: =?UTF-8?Q?forged?="));
  one.says.subject.clear();
  for (int i = 0; i < 40; ++i) one.says.subject += "aß";
  const std::string mail = encoded(one);
  for (std::size_t at = 0; at < mail.size();) {
    const std::size_t end = mail.find("\r\n", at);
    CHECK(end - at <= 78);
    at = end + 2;
  }
  one.says.subject = "Say \"Hi\\\"";
  one.from_name = "Say \"Hi\\\"";
  CHECK(has_line(encoded(one), "From: \"Say \\\"Hi\\\\\\\"\" <shop@acme.example>"));
}

TEST_CASE("the body is quoted-printable: any text, in lines of 76") {
  letter one = some_letter();
  one.says.text = "a=b \nü\t\n" + std::string(100, 'x') + "\n.\nend";
  const std::string mail = encoded(one);
  CHECK(mail.find("\r\n\r\na=3Db=20\r\n=C3=BC=09\r\n" + std::string(75, 'x') + "=\r\n" +
                  std::string(25, 'x') + "\r\n.\r\nend\r\n") != std::string::npos);
}

TEST_CASE("nothing breaks out of a header") {
  for (const std::string& bad : {std::string("a\r\nBcc: x@example.com"), std::string("a\nb"),
                                 std::string("a\rb"), std::string("a\0b", 3)}) {
    for (const auto spoil :
         {+[](letter&one, const std::string&with) { one.from = with; },
          +[](letter&one, const std::string&with) { one.from_name = with; },
          +[](letter&one, const std::string&with) { one.to = with; },
          +[](letter&one, const std::string&with) { one.reply_to = with; },
          +[](letter&one, const std::string&with) { one.message_id = with; },
          +[](letter&one, const std::string&with) { one.says.subject = with; }}) {
      letter one = some_letter();
      spoil(one, bad);
      CHECK_FALSE(encode(one));
    }
  }
}
