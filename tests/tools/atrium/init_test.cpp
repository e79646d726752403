#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "storage/store.hpp"
#include "tests/tools/atrium/command_run.hpp"
#include "tests/tools/atrium/temporary_folder.hpp"

namespace fs = std::filesystem;
using atrium::test::run_atrium;
using atrium::test::temporary_folder;

namespace {

std::string content(const fs::path& file) {
  std::ifstream from(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(from), std::istreambuf_iterator<char>()};
}

unsigned mode_of(const fs::path& file) {
  struct stat about;
  REQUIRE(::stat(file.c_str(), &about) == 0);
  return about.st_mode & 0777U;
}

}  // namespace

TEST_CASE("init makes a store and the operator's key beside it") {
  const temporary_folder folder;
  const fs::path data = folder / "data";
  const auto made = run_atrium({"init", "--data", data.string()});
  CHECK(made.code == 0);
  const std::string key = content(data / "operator.key");
  CHECK(made.out.find("atriumd --data " + data.string()) != std::string::npos);
  CHECK(made.out.find(key) == std::string::npos);
  CHECK(key.size() == 4 + 43);
  CHECK(key.starts_with("ato_"));
  CHECK(key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
        std::string::npos);
  CHECK(mode_of(data / "operator.key") == 0600);
  CHECK(mode_of(data) == 0700);
  CHECK_FALSE(fs::exists(data / "operator.key.new"));

  const auto opened = atrium::storage::store::open(data, {});
  REQUIRE(opened);
  CHECK(opened.value()->identity().id.size() == 26);
  CHECK(opened.value()->identity().operator_key_hash.size() == 32);
}

TEST_CASE("init leaves a store that is there alone") {
  const temporary_folder folder;
  const fs::path data = folder / "data";
  REQUIRE(run_atrium({"init", "--data", data.string()}).code == 0);
  const std::string key = content(data / "operator.key");
  const auto again = run_atrium({"init", "--data", data.string()});
  CHECK(again.code == 6);
  CHECK(again.err.find("there is a store in") != std::string::npos);
  CHECK(content(data / "operator.key") == key);
  CHECK_FALSE(fs::exists(data / "operator.key.new"));
  fs::remove(data / "operator.key");  // lost: no init can bring it back
  CHECK(run_atrium({"init", "--data", data.string()}).code == 6);
  CHECK_FALSE(fs::exists(data / "operator.key"));
}

TEST_CASE("init finishes or starts over what a crash has interrupted") {
  const temporary_folder folder;
  const fs::path data = folder / "data";
  fs::create_directory(data);
  std::ofstream(data / "operator.key.new") << "ato_of_a_crash_before_the_store";
  REQUIRE(run_atrium({"init", "--data", data.string()}).code == 0);
  const std::string key = content(data / "operator.key");
  CHECK(key != "ato_of_a_crash_before_the_store");
  fs::rename(data / "operator.key",
             data / "operator.key.new");  // as if it had crashed before the rename
  CHECK(run_atrium({"init", "--data", data.string()}).code == 0);
  CHECK(content(data / "operator.key") == key);
}

TEST_CASE("of several inits at once exactly one makes the store, and its key stays") {
  const temporary_folder folder;
  const fs::path data = folder / "data";
  std::atomic<int> made = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] { made += run_atrium({"init", "--data", data.string()}).code == 0; });
  for (std::thread& one : threads) one.join();
  CHECK(made == 1);
  CHECK(fs::exists(data / "operator.key"));
  CHECK_FALSE(fs::exists(data / "operator.key.new"));
}

TEST_CASE("init where no folder can be made fails") {
  const auto failed = run_atrium({"init", "--data", "/proc/nowhere/data"});
  CHECK(failed.code == 9);
}

TEST_CASE("verify accepts a new store and tells what it counted") {
  const temporary_folder folder;
  const fs::path data = folder / "data";
  REQUIRE(run_atrium({"init", "--data", data.string()}).code == 0);
  const auto checked = run_atrium({"verify", "--data", data.string()});
  CHECK(checked.code == 0);
  CHECK(checked.out.ends_with("Everything is as it must be.\n"));
  const auto json = run_atrium({"verify", "--json", "--data", data.string()});
  CHECK(json.code == 0);
  CHECK(json.out.starts_with("{\"counts\": {"));
}

TEST_CASE("verify names what is broken and ends with the number for it") {
  const temporary_folder folder;
  const fs::path data = folder / "data";
  REQUIRE(run_atrium({"init", "--data", data.string()}).code == 0);
  std::fstream file(data / "store" / "data.mdb", std::ios::in | std::ios::out | std::ios::binary);
  for (int page = 2; page < 8; ++page) {
    file.seekp(page * 4096 + 2048);
    file.write(std::string(2048, '\x55').data(), 2048);
  }
  file.close();
  const auto checked = run_atrium({"verify", "--data", data.string()});
  CHECK(checked.code == 8);
  CHECK(checked.err.find("broken_store: ") != std::string::npos);
}
