#include "actors/front/listener.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <optional>

#include "folder.hpp"

using namespace atrium;
using namespace atrium::actors;
using atrium::test::folder;

namespace {

std::optional<mode_t> mode_of(const std::string& file) {
  struct stat there {};
  if (::lstat(file.c_str(), &there) != 0) return std::nullopt;
  return there.st_mode & 07777U;
}

}  // namespace

TEST_CASE("a Unix socket is for owner and group, and its file goes with it") {
  const folder files;
  const std::string file = files.file("socket");
  {
    const auto made = listen_on_file(file);
    REQUIRE(made);
    CHECK(mode_of(file) == 0660);
  }
  CHECK_FALSE(mode_of(file));
}

TEST_CASE("a Unix socket that nobody listens on any more is replaced, one in use is not") {
  const folder files;
  const std::string file = files.file("socket");
  {
    const auto first = listen_on_file(file);
    REQUIRE(first);
    const auto second = listen_on_file(file);
    REQUIRE_FALSE(second);
    CHECK(second.failure().message.find("in use") != std::string::npos);
    CHECK(mode_of(file));
    REQUIRE(::rename(file.c_str(), files.file("left").c_str()) == 0);  // as a crash leaves it
  }
  CHECK(listen_on_file(files.file("left")));
}

TEST_CASE("a file that is no socket is left alone") {
  const folder files;
  std::ofstream(files.file("letter")) << "dear";
  CHECK_FALSE(listen_on_file(files.file("letter")));
  CHECK(mode_of(files.file("letter")));
}

TEST_CASE("an address that is taken, or unknown, is refused by name") {
  auto first = listen_on({.host = "127.0.0.1", .port = 0});
  REQUIRE(first);
  const std::string& name = first->at(0).name();
  const auto port = static_cast<std::uint16_t>(std::stoi(name.substr(name.rfind(':') + 1)));
  CHECK(port != 0);
  const auto second = listen_on({.host = "127.0.0.1", .port = port});
  REQUIRE_FALSE(second);
  CHECK(second.failure().message.find(name) != std::string::npos);
  CHECK_FALSE(listen_on({.host = "no such host", .port = 1}));
}

TEST_CASE("peers are named without their IPv6 disguise, and only loopback is local") {
  sockaddr_in six{};
  six.sin_family = AF_INET;
  six.sin_port = htons(80);
  six.sin_addr.s_addr = htonl(0x0a000001);
  CHECK(describe(&six).address == "10.0.0.1:80");
  CHECK_FALSE(describe(&six).local);
  six.sin_addr.s_addr = htonl(0x7f010203);
  CHECK(describe(&six).source == "127.1.2.3");
  CHECK(describe(&six).local);

  sockaddr_in6 mapped{};
  mapped.sin6_family = AF_INET6;
  mapped.sin6_port = htons(81);
  mapped.sin6_addr.s6_addr[10] = mapped.sin6_addr.s6_addr[11] = 0xff;
  mapped.sin6_addr.s6_addr[12] = 127;
  mapped.sin6_addr.s6_addr[15] = 1;
  CHECK(describe(&mapped).address == "127.0.0.1:81");
  CHECK(describe(&mapped).local);
  mapped.sin6_addr.s6_addr[12] = 9;
  CHECK(describe(&mapped).source == "9.0.0.1");
  CHECK_FALSE(describe(&mapped).local);
  sockaddr_in6 own{};
  own.sin6_family = AF_INET6;
  own.sin6_addr = in6addr_loopback;
  CHECK(describe(&own).address == "[::1]:0");
  CHECK(describe(&own).local);
}
