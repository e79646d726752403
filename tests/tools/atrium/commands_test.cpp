// The commands end to end against a daemon that answers as told.
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/tools/atrium/command_run.hpp"
#include "tests/tools/atrium/temporary_folder.hpp"
#include "tests/tools/client/fake_daemon.hpp"

using atrium::errc;
using atrium::test::fake_connection;
using atrium::test::fake_daemon;
using atrium::test::received_call;
using atrium::test::run_atrium;
using atrium::test::temporary_folder;

namespace {

std::string content(const std::string& file) {
  std::ifstream from(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(from), std::istreambuf_iterator<char>()};
}

void write(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

void echo(const received_call& call, const fake_connection& to) { to.answer(call, call.named); }

}  // namespace

TEST_CASE("call takes its parameters from an argument, a file or standard input") {
  const fake_daemon daemon(echo);
  const temporary_folder folder;
  write(folder / "named.json", "{\"a\": 1}\n");
  const std::vector<std::string> to{"--connect", daemon.address(), "--json", "call", "rpc.ping"};
  const auto with = [&](const std::string& json) {
    auto words = to;
    words.push_back(json);
    return words;
  };
  CHECK(run_atrium(with("{\"a\":1}")).out == "{\"a\": 1}\n");
  CHECK(run_atrium(with("@" + (folder / "named.json"))).out == "{\"a\": 1}\n");
  CHECK(run_atrium(with("-"), " {\"a\":1}").out == "{\"a\": 1}\n");
  CHECK(run_atrium(to).out == "{}\n");
}

TEST_CASE("call prints its answer indented unless asked for one line") {
  const fake_daemon daemon(echo);
  CHECK(run_atrium({"call", "rpc.ping", "{\"a\":1}", "--connect", daemon.address()}).out ==
        "{\n  \"a\": 1\n}\n");
}

TEST_CASE("call options come from --options and from the shortcuts, which win") {
  const fake_daemon daemon(echo);
  run_atrium({"call", "rpc.ping", "--connect", daemon.address(), "--options",
              R"({"min_seq":4,"site":"old"})", "--tenant", "acme", "--site", "shop", "--idem", "k",
              "--if-version", "3"});
  CHECK(daemon.calls().at(1).options ==
        R"({"min_seq": 4, "tenant": "acme", "site": "shop", "idem": "k", "if_version": 3})");
}

TEST_CASE("a key goes from its file into hello, under the name of its kind") {
  const fake_daemon daemon(echo);
  const temporary_folder folder;
  write(folder / "operator.key", "ato_abc\n");
  write(folder / "shop.key", "atk_id_abc");
  write(folder / "other.key", "hunter2");
  const std::vector<std::string> call{"call", "rpc.ping", "--connect", daemon.address(),
                                      "--key-file"};
  const auto with = [&](const std::string& file) {
    auto words = call;
    words.push_back(folder / file);
    return run_atrium(words);
  };
  CHECK(with("operator.key").code == 0);
  CHECK(daemon.calls().at(0).named.find(R"("auth": {"operator_key": "ato_abc"})") !=
        std::string::npos);
  CHECK(with("shop.key").code == 0);
  CHECK(daemon.calls().at(2).named.find(R"("auth": {"api_key": "atk_id_abc"})") !=
        std::string::npos);
  const auto wrong = with("other.key");
  CHECK(wrong.code == 4);
  CHECK(wrong.err.find("hunter2") == std::string::npos);
  CHECK(with("missing.key").code == 4);
}

TEST_CASE("a list is fetched page by page and aligned") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    const bool second = call.named.find("\"cursor\": \"c1\"") != std::string::npos;
    to.answer(
        call,
        second
            ? R"({"items":[{"tenant":"b","name":"Bücher","suspended":true,"created_at":0}]})"
            : R"({"items":[{"tenant":"acme","name":"A","suspended":false,"created_at":1500}],"next_cursor":"c1"})");
  });
  const auto table = run_atrium({"tenants", "list", "--connect", daemon.address()});
  CHECK(table.out ==
        "tenant  name    suspended  created_at\n"
        "acme    A       false      1970-01-01T00:00:01.500Z\n"
        "b       Bücher  true       1970-01-01T00:00:00.000Z\n");
  const auto json = run_atrium({"--json", "tenants", "list", "--connect", daemon.address()});
  CHECK(
      json.out ==
      "{\"items\": [{\"tenant\": \"acme\", \"name\": \"A\", \"suspended\": false, \"created_at\": "
      "1500}, "
      "{\"tenant\": \"b\", \"name\": \"Bücher\", \"suspended\": true, \"created_at\": 0}]}\n");
}

TEST_CASE("reindex names its tenant, or none for all") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    CHECK(call.method == "server.reindex");
    to.answer(call, call.named == "{}" ? R"({"tenants":2})" : R"({"tenants":1})");
  });
  CHECK(run_atrium({"reindex", "--connect", daemon.address()}).out == "tenants:  2\n");
  CHECK(run_atrium({"reindex", "acme", "--connect", daemon.address()}).out == "tenants:  1\n");
}

TEST_CASE("an object is printed as aligned lines") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    to.answer(call,
              R"({"version":"0.1.0","calls":3,"limits":{"depth":32},"scopes":["a","b"],"x":{}})");
  });
  CHECK(run_atrium({"status", "--connect", daemon.address()}).out ==
        "version:       0.1.0\n"
        "calls:         3\n"
        "limits.depth:  32\n"
        "scopes:        a b\n"
        "x:             {}\n");
}

TEST_CASE("a new API key goes into a file of its owner, and not onto the screen") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    to.answer(call, R"({"tenant":{"tenant":"acme"},"api_key":"atk_a_b"})");
  });
  const temporary_folder folder;
  const std::string file = folder / "acme.key";
  const std::vector<std::string> words{"tenants",        "create",    "acme", "--connect",
                                       daemon.address(), "--key-out", file};
  const auto made = run_atrium(words);
  CHECK(made.code == 0);
  CHECK(made.out.find("atk_a_b") == std::string::npos);
  CHECK(content(file) == "atk_a_b");
  struct stat about;
  REQUIRE(::stat(file.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);

  const std::size_t calls = daemon.calls().size();
  CHECK(run_atrium(words).code == 2);  // the file is there: refused before a key is made
  CHECK(daemon.calls().size() == calls);
  CHECK(run_atrium({"tenants", "create", "acme", "--connect", daemon.address()})
            .out.find("atk_a_b") != std::string::npos);
}

TEST_CASE("a tenant is removed by a second command, which the first one tells") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    CHECK(call.method == "tenants.remove");
    const bool asks = call.named.find("confirm") == std::string::npos;
    to.answer(call, asks ? R"({"confirm":"c0de","expires_at":1500,"seq":4})"
                         : R"({"removing_since":1500,"seq":5})");
  });
  const std::vector<std::string> words{"tenants", "remove", "acme", "--connect", daemon.address()};
  const auto asked = run_atrium(words);
  CHECK(asked.code == 0);
  CHECK(asked.out.find("\n  atrium tenants remove acme --confirm c0de\n") != std::string::npos);
  CHECK(daemon.calls().back().named == R"({"tenant": "acme"})");

  auto confirmed = words;
  confirmed.insert(confirmed.end(), {"--confirm", "c0de"});
  const auto done = run_atrium(confirmed);
  CHECK(done.out.starts_with("removing_since: "));
  CHECK(done.out.find("--confirm") == std::string::npos);
  CHECK(daemon.calls().back().named == R"({"tenant": "acme", "confirm": "c0de"})");

  auto for_programs = words;
  for_programs.emplace_back("--json");
  CHECK(run_atrium(for_programs).out ==
        "{\"confirm\": \"c0de\", \"expires_at\": 1500, \"seq\": 4}\n");
}

TEST_CASE("a command that names what it is about passes the name to the method of its words") {
  const fake_daemon daemon(echo);
  const auto [words, method, named] =
      GENERATE(table<std::vector<std::string>, std::string, std::string>(
          {{{"tenants", "suspend", "acme"}, "tenants.suspend", R"({"tenant": "acme"})"},
           {{"sites", "remove", "popup"}, "sites.remove", R"({"site": "popup"})"},
           {{"clients", "revoke", "k3v9"}, "clients.revoke", R"({"client": "k3v9"})"},
           {{"groups", "remove", "care"}, "groups.remove", R"({"group": "care"})"},
           {{"staff", "disable", "kim"}, "staff.disable", R"({"staff": "kim"})"},
           {{"staff", "invite", "kim"}, "staff.invite", R"({"staff": "kim"})"},
           {{"staff", "mails", "kim"}, "staff.mails", R"({"staff": "kim"})"},
           {{"realms", "create", "outlet", "--name", "O"},
            "realms.create",
            R"({"realm": "outlet", "name": "O"})"}}));
  auto line = words;
  line.insert(line.end(), {"--connect", daemon.address()});
  CHECK(run_atrium(line).code == 0);
  CHECK(daemon.calls().back().method == method);
  CHECK(daemon.calls().back().named == named);
}

TEST_CASE("moving a site shows the logins that collide") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    CHECK(call.named == R"({"site": "at", "realm": "outlet", "dry_run": true})");
    to.answer(
        call,
        R"({"site":"at","realm":"outlet","customers":2,"logins":2,"conflicts":[{"path":"email","value":"a@b.example","customer":"c1","other":"c2"}],"conflicts_total":1})");
  });
  const auto moved = run_atrium(
      {"realms", "move-site", "at", "outlet", "--dry-run", "--connect", daemon.address()});
  CHECK(moved.out ==
        "site:             at\n"
        "realm:            outlet\n"
        "customers:        2\n"
        "logins:           2\n"
        "conflicts_total:  1\n"
        "path   value        customer  other\n"
        "email  a@b.example  c1        c2\n");
}

TEST_CASE("a client's new key goes into a file, like its first") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    CHECK(call.method == "clients.rotate");
    to.answer(call, R"({"client":{"client":"a"},"api_key":"atk_a_c"})");
  });
  const temporary_folder folder;
  const auto made = run_atrium(
      {"clients", "rotate", "a", "--key-out", folder / "new.key", "--connect", daemon.address()});
  CHECK(made.code == 0);
  CHECK(made.out.find("atk_a_c") == std::string::npos);
  CHECK(content(folder / "new.key") == "atk_a_c");
}

TEST_CASE("groups and staff are made of what the words say") {
  const fake_daemon daemon(echo);
  run_atrium({"groups", "create", "care", "--scope", "customers:read", "--site", "de",
              "--restriction", "vip", "--connect", daemon.address()});
  CHECK(daemon.calls().back().method == "groups.create");
  CHECK(
      daemon.calls().back().named ==
      R"({"group": "care", "scopes": ["customers:read"], "sites": ["de"], "restrictions": ["vip"]})");
  run_atrium(
      {"staff", "create", "kim", "Kim Example", "--group", "care", "--connect", daemon.address()});
  CHECK(daemon.calls().back().method == "staff.create");
  CHECK(daemon.calls().back().named ==
        R"({"username": "kim", "name": "Kim Example", "groups": ["care"]})");
  run_atrium({"staff", "create", "lee", "Lee", "--email", "lee@example.com", "--invite",
              "--connect", daemon.address()});
  CHECK(daemon.calls().back().named ==
        R"({"username": "lee", "name": "Lee", "email": "lee@example.com", "invite": true})");
}

TEST_CASE("clients create passes each scope, site and network") {
  const fake_daemon daemon(echo);
  run_atrium({"clients", "create", "--scope", "storefront", "--scope", "feed", "--site", "de",
              "web", "--from", "10.0.0.0/8", "--tenant", "acme", "--connect", daemon.address()});
  CHECK(
      daemon.calls().at(1).named ==
      R"({"name": "web", "scopes": ["storefront", "feed"], "sites": ["de"], "addresses": ["10.0.0.0/8"]})");
  CHECK(daemon.calls().at(1).options == R"({"tenant": "acme"})");
}

namespace {

std::string change(int seq) {
  return R"({"seq":)" + std::to_string(seq) +
         R"(,"time":1500,"kind":"customer.updated","customer":"c1","version":2,"fields":["email","phone"],"by":{"principal":"client:a","site":"de"}})";
}

std::string changes_from(int first, int last) {
  std::string items;
  for (int seq = first; seq <= last; ++seq) items += (items.empty() ? "" : ",") + change(seq);
  return "{\"changes\":[" + items + "],\"next\":" + std::to_string(last + 1) + "}";
}

// Takes the subscription and sends these changes.
void tell_changes(const received_call& subscribed, const fake_connection& to, int first, int last) {
  to.answer(subscribed, "{\"next\":" + std::to_string(first) + "}");
  for (int seq = first; seq <= last; ++seq) to.notify("changes.event", '[' + change(seq) + ']');
}

}  // namespace

TEST_CASE("changes prints a line for each change until there are no more") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    to.answer(call, call.named.find("\"from\": 1,") != std::string::npos ? changes_from(1, 2)
                                                                         : changes_from(3, 2));
  });
  const auto read = run_atrium({"changes", "--connect", daemon.address()});
  CHECK(read.code == 0);
  CHECK(read.out ==
        "1  1970-01-01T00:00:01.500Z  customer.updated  customer=c1  version=2  fields=email,phone"
        "  by=client:a  site=de\n"
        "2  1970-01-01T00:00:01.500Z  customer.updated  customer=c1  version=2  fields=email,phone"
        "  by=client:a  site=de\n");
}

TEST_CASE("changes names who acted in a shopper's place") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    const bool first = call.named.find("\"from\": 1,") != std::string::npos;
    to.answer(call,
              first ? R"({"changes":[{"seq":1,"time":1500,"kind":"customer.updated","by":)"
                      R"({"principal":"shopper","acting_staff":"staff:u1","site":"de"}}],"next":2})"
                    : R"({"changes":[],"next":2})");
  });
  const auto read = run_atrium({"changes", "--connect", daemon.address()});
  CHECK(read.out ==
        "1  1970-01-01T00:00:01.500Z  customer.updated  by=shopper  acting_staff=staff:u1  "
        "site=de\n");
}

TEST_CASE("following survives a lost connection without losing or repeating a change") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    const bool first = call.named == R"({"from": 1})";
    tell_changes(call, to, first ? 1 : 3, first ? 2 : 3);
    if (first) to.close();
  });
  const auto read =
      run_atrium({"changes", "--follow", "--count", "3", "--json", "--connect", daemon.address()});
  CHECK(read.code == 0);
  CHECK(daemon.connections() == 2);
  CHECK(daemon.calls().back().named == R"({"from": 3})");
  std::istringstream lines(read.out);
  int seq = 1;
  for (std::string line; std::getline(lines, line); ++seq)
    CHECK(line.starts_with("{\"seq\": " + std::to_string(seq) + ","));
  CHECK(seq == 4);
}

TEST_CASE("following acknowledges what it has printed") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    if (call.method == "changes.subscribe") return tell_changes(call, to, 1, 250);
    to.answer(call, "{}");
    to.notify("changes.event", '[' + change(251) + ']');
  });
  const auto read =
      run_atrium({"changes", "--follow", "--count", "251", "--connect", daemon.address()});
  CHECK(read.code == 0);
  CHECK(daemon.calls().back().method == "changes.ack");
  CHECK(daemon.calls().back().named == R"({"seq": 250})");
}

TEST_CASE("following goes on where a truncated journal begins, and says what is gone") {
  const bool at_once = GENERATE(true, false);
  const fake_daemon daemon([&](const received_call& call, const fake_connection& to) {
    if (call.named != R"({"from": 1})") return tell_changes(call, to, 90, 90);
    if (!at_once) {
      to.answer(call, R"({"next":1})");
      return to.notify("changes.truncated", R"([{"from":90}])");
    }
    atrium::error why = atrium::refusal(errc::feed_truncated, "gone");
    why.data = {{"from", std::int64_t{90}}};
    to.refuse(call, why);
  });
  const auto read =
      run_atrium({"changes", "--follow", "--count", "1", "--connect", daemon.address()});
  CHECK(read.code == 0);
  CHECK(read.err == "atrium: changes 1 to 89 are gone\n");
  CHECK(read.out.starts_with("90  "));
}

TEST_CASE("following ends when the subscription is ended") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    to.answer(call, R"({"next":1})");
    to.notify("changes.ended", R"([{"code":"forbidden","message":"the tenant is suspended"}])");
  });
  const auto read = run_atrium({"changes", "--follow", "--connect", daemon.address()});
  CHECK(read.code == 4);
  CHECK(read.err == "atrium: forbidden: the tenant is suspended\n");
}

TEST_CASE("following ends when the right is taken away") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    to.refuse(call, atrium::refusal(errc::unauthenticated, "revoked"));
  });
  CHECK(run_atrium({"changes", "--follow", "--connect", daemon.address()}).code == 4);
}

TEST_CASE("the completion script knows commands, flags and methods") {
  const auto script = run_atrium({"completion"}).out;
  for (const char* word :
       {"tenants ", "--key-file ", "customers.record_guest ", "'atrium tenants create')"})
    CHECK(script.find(word) != std::string::npos);
}

TEST_CASE("mail preview shows a mail as people read it, or its HTML") {
  const fake_daemon daemon([](const received_call& call, const fake_connection& to) {
    to.answer(
        call,
        R"({"from_name": "Acme", "from": "shop@acme.example", "subject": "Hello", "text": "One\nTwo\n", "html": "<p>One</p>\n"})");
  });
  std::vector<std::string> words{"mail",     "preview", "activation", "--site",        "north",
                                 "--locale", "de",      "--connect",  daemon.address()};
  CHECK(run_atrium(words).out == "From: Acme <shop@acme.example>\nSubject: Hello\n\nOne\nTwo\n");
  CHECK(daemon.calls().at(1).named ==
        R"({"purpose": "activation", "site": "north", "locale": "de"})");
  words.emplace_back("--html");
  CHECK(run_atrium(words).out == "<p>One</p>\n");
}
