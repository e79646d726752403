#include "config/load.hpp"

#include <stdlib.h>  // mkdtemp

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "config/knob_texts.hpp"
#include "config/version.hpp"

using namespace atrium::config;

namespace {

using lines = std::vector<std::string>;

loaded run(std::vector<std::string> flags) {
  std::vector<const char*> argv{"atriumd"};
  for (const std::string& flag : flags) argv.push_back(flag.c_str());
  return load(static_cast<int>(argv.size()), argv.data());
}

lines told(const loaded& result) {
  lines all;
  for (const problem& wrong : result.wrong) all.push_back(to_string(wrong));
  return all;
}

// A file of settings that goes with its folder.
class settings_file {
 public:
  explicit settings_file(std::string_view text) {
    std::string name = (std::filesystem::temp_directory_path() / "atrium-config-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder_ = name;
    std::ofstream(folder_ / "a.toml", std::ios::binary) << text;
  }
  ~settings_file() { std::filesystem::remove_all(folder_); }
  settings_file(const settings_file&) = delete;
  settings_file& operator=(const settings_file&) = delete;

  std::string path() const { return (folder_ / "a.toml").string(); }
  std::string folder() const { return folder_.string(); }

 private:
  std::filesystem::path folder_;
};

std::pair<lines, knob_value> sample_of(const knob& row) {
  const std::string flag = "--" + std::string(row.name);
  switch (row.kind) {
    case knob_kind::integer:
      return {{flag, std::to_string(row.allowed.max)}, row.allowed.max};
    case knob_kind::boolean:
      return {{flag}, true};
    case knob_kind::text:
      if (!row.has_choices()) return {{flag + "=some words"}, std::string("some words")};
      return {{flag + '=' + std::string(row.choices[1])}, std::string(row.choices[1])};
    case knob_kind::path:
      return {{flag, "/some/where"}, std::filesystem::path("/some/where")};
    case knob_kind::text_list:
      return {{flag, "[::1]:1", flag + "=localhost:2"},
              std::vector<std::string>{"[::1]:1", "localhost:2"}};
  }
  return {};
}

}  // namespace

TEST_CASE("without flags every setting is its default") {
  const loaded result = run({});
  CHECK(result.wrong.empty());
  CHECK_FALSE(result.text_to_print_and_exit);
  CHECK(result.now == settings());
}

TEST_CASE("every knob has a flag") {
  for (std::size_t row = 0; row < knobs.size(); ++row) {
    const auto [flags, value] = sample_of(knobs[row]);
    INFO(knobs[row].name);
    const loaded result = run(flags);
    CHECK(result.now.at(row) == value);
    for (const std::string& line : told(result)) {  // what it needs beside it may be missing
      CHECK_THAT(line, Catch::Contains("go together") || Catch::Contains("is more than"));
    }
  }
}

TEST_CASE("the commonest flags have a short form") {
  const loaded result = run({"--data", "/d", "--listen", "127.0.0.1:1", "--listen", "[::1]:2",
                             "--socket=/s", "--tls-certificate", "/c", "--tls-key", "/k"});
  CHECK(told(result).empty());
  CHECK(result.now.get<"data.folder">() == "/d");
  CHECK(result.now.get<"listen.addresses">() == lines{"127.0.0.1:1", "[::1]:2"});
  CHECK(result.now.get<"listen.socket">() == "/s");
  CHECK(result.now.get<"tls.certificate">() == "/c");
  CHECK(result.now.get<"tls.key">() == "/k");
}

TEST_CASE("a flag wins over the file, the file over the default") {
  const settings_file file(
      "[front]\nio_threads = 3\ndepth_max = 9\n[listen]\naddresses = [\"[::1]:5\"]\n");
  const loaded result =
      run({"--front.io_threads", "4", "--config", file.path(), "--listen", "127.0.0.1:6"});
  CHECK(told(result).empty());
  CHECK(result.now.get<"front.io_threads">() == 4);
  CHECK(result.now.get<"front.depth_max">() == 9);
  CHECK(result.now.get<"front.items_max">() == 65'536);
  CHECK(result.now.get<"listen.addresses">() == lines{"127.0.0.1:6"});
}

TEST_CASE("an empty value clears a path and a list") {
  const settings_file file("[listen]\nsocket = \"/s\"\n");
  CHECK(run({"--config", file.path(), "--socket="}).now.get<"listen.socket">().empty());
  CHECK(run({"--config", file.path(), "--socket", ""}).now.get<"listen.socket">().empty());
  const loaded result = run({"--listen=", "--socket", "/s"});
  CHECK(told(result).empty());
  CHECK(result.now.get<"listen.addresses">().empty());
}

TEST_CASE("a boolean flag takes a value or none") {
  const std::string flag = "--listen.plaintext_beyond_loopback";
  CHECK(run({flag}).now.get<"listen.plaintext_beyond_loopback">());
  CHECK(run({flag, "true"}).now.get<"listen.plaintext_beyond_loopback">());
  CHECK_FALSE(run({flag + "=false"}).now.get<"listen.plaintext_beyond_loopback">());
  CHECK(told(run({flag, "yes"})) == lines{flag + ": wants true or false, not \"yes\""});
}

TEST_CASE("everything wrong with the flags is told at once") {
  CHECK(told(run({"--front.io_thread", "2", "stray", "--front.depth_max", "x", "--dta=/x",
                  "--front.items_max", "-1", "--log.format", "xml", "--data", "--shutdown.drain_ms",
                  "1", "--shutdown.drain_ms", "2", "-q"})) ==
        lines{"--data.folder: wants a value", "--front.depth_max: wants an integer, not \"x\"",
              "--front.items_max: -1 is outside 256 to 1048576",
              "--log.format: \"xml\" is none of text, json", "--shutdown.drain_ms: given 2 times",
              "--front.io_thread: unknown flag; did you mean --front.io_threads?",
              "stray: unexpected argument", "--dta: unknown flag; did you mean --data?",
              "-q: unknown flag"});
}

TEST_CASE("problems of the file and of the flags are told together") {
  const settings_file file("[front]\nio_threads = -1\n");
  const lines all = told(run({"--config", file.path(), "--front.depth_max", "x"}));
  REQUIRE(all.size() == 2);
  CHECK(all[0].starts_with(file.path() + ":2:14: "));
  CHECK(all[1].starts_with("--front.depth_max: "));
}

TEST_CASE("a file that cannot be read is told") {
  const settings_file file(std::string(1'048'577, ' '));
  CHECK(told(run({"--config", file.path()})) == lines{file.path() + ": is longer than 1 MiB"});
  const std::string absent = file.folder() + "/absent.toml";
  CHECK(told(run({"--config", absent})) ==
        lines{absent + ": cannot be read: No such file or directory"});
  CHECK(told(run({"--config", file.folder()})) ==
        lines{file.folder() + ": cannot be read: Is a directory"});
  CHECK(told(run({"--config"})) == lines{"--config: wants a value"});
}

TEST_CASE("an empty file is fine") {
  const settings_file file("");
  CHECK(told(run({"--config", file.path()})).empty());
}

TEST_CASE("settings that contradict each other are told where one was set") {
  const settings_file file("[admission]\ncalls_max = 100\n");
  CHECK(told(run({"--config", file.path()})) ==
        lines{file.path() + ":2:13: admission.tenant_calls_max (256) is more than "
                            "admission.calls_max (100)"});
  CHECK(told(run({"--tls-key", "/k"})) ==
        lines{"--tls.key: tls.certificate and tls.key go together: set both or neither"});
  CHECK(told(run({"--listen="})) ==
        lines{"--listen.addresses: nowhere to listen: set listen.addresses or listen.socket"});
}

TEST_CASE("no plaintext for other machines unless it is asked for") {
  CHECK(told(run({"--listen", "127.0.0.1:1", "--listen", "0.0.0.0:1"})) ==
        lines{"--listen.addresses: 0.0.0.0:1 reaches other machines without TLS: "
              "set tls.certificate and tls.key, or listen.plaintext_beyond_loopback"});
  CHECK(told(run({"--listen", "0.0.0.0:1", "--listen.plaintext_beyond_loopback"})).empty());
  CHECK(told(run({"--listen", "0.0.0.0:1", "--tls-key=/k", "--tls-certificate=/c"})).empty());
}

TEST_CASE("a refused value is not judged together with others") {
  CHECK(told(run({"--admission.calls_max", "0"})).size() == 1);
  CHECK(told(run({"--admission.calls_max", "-1", "--admission.tenant_calls_max", "4000"})).size() ==
        1);
  CHECK(told(run({"--listen", "nowhere"})).size() == 1);
}

TEST_CASE("a request prints its text whatever else is wrong") {
  CHECK(run({"--help"}).text_to_print_and_exit == help_text());
  CHECK(run({"--sample-config"}).text_to_print_and_exit == sample_config());
  CHECK(run({"--knobs-markdown"}).text_to_print_and_exit == knobs_markdown());
  CHECK(run({"--version"}).text_to_print_and_exit == "atriumd " + std::string(version()) + "\n");
  const loaded result = run({"--config", "/absent", "--nonsense", "--help"});
  CHECK(result.text_to_print_and_exit == help_text());
}
