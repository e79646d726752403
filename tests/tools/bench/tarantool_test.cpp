#include "tools/bench/peers/tarantool.hpp"

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/packer.hpp"
#include "tests/tools/bench/split_answers.hpp"

using namespace atrium;
using namespace atrium::bench;

namespace {

const record_maker records("test0000");

std::string framed(const std::string& content) {
  const auto size = static_cast<unsigned>(content.size());
  std::string bytes(1, static_cast<char>(0xce));
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift);
  return bytes + content;
}

void pack_header(wire::packer& to, std::int64_t status, std::int64_t sync) {
  to.pack_map(3);
  for (const std::int64_t number :
       {std::int64_t{0}, status, std::int64_t{1}, sync, std::int64_t{5}, std::int64_t{80}}) {
    wire::pack_integer(to, number);
  }
}

std::string selected(std::int64_t sync, std::uint64_t item, std::size_t size,
                     std::uint32_t rows = 1) {
  wire::buffer content;
  wire::packer to(content);
  pack_header(to, 0, sync);
  to.pack_map(1);
  wire::pack_integer(to, 0x30);
  to.pack_array(rows);
  if (rows == 1) {
    to.pack_array(3);
    wire::pack_text(to, records.id(work::get, item));
    wire::pack_text(to, records.email(work::get, item));
    wire::pack_text(to, records.body(work::get, item, 0).substr(0, size));
  }
  return framed(content.take());
}

std::string refused(std::int64_t sync) {
  wire::buffer content;
  wire::packer to(content);
  pack_header(to, 0x8024, sync);
  to.pack_map(1);
  wire::pack_integer(to, 0x31);
  wire::pack_text(to, "Space '512' does not exist");
  return framed(content.take());
}

}  // namespace

TEST_CASE(
    "Tarantool: the record asked for is a good answer, in however many pieces and any order") {
  const tarantool_peer peer(records);
  const call calls[] = {open_call(work::get, 4), open_call(work::get, 5)};
  check_split(peer, selected(1, 5, body_size), verdict::good, calls, 0, 1);
}

TEST_CASE("Tarantool: another record, a short one, none and an error are failed answers") {
  const tarantool_peer peer(records);
  const call calls[] = {open_call(work::get, 4), open_call(work::get, 5)};
  const std::string bytes = GENERATE_COPY(selected(1, 6, body_size), selected(1, 5, body_size - 1),
                                          selected(1, 5, body_size, 0), refused(1));
  check_split(peer, bytes, verdict::failed, calls, 0, 1);
}

TEST_CASE("Tarantool: an answer to nothing breaks the connection") {
  const tarantool_peer peer(records);
  call calls[] = {open_call(work::get, 5)};
  CHECK(peer.recognise(selected(1, 5, body_size), 0, calls).what == verdict::broken);
  calls[0].open = false;
  CHECK(peer.recognise(selected(0, 5, body_size), 0, calls).what == verdict::broken);
  CHECK(peer.recognise("HTTP/1.1 400\r\n", 0, calls).what == verdict::broken);
}

TEST_CASE("Tarantool: a request is framed by its length and names the slot and the key") {
  tarantool_peer peer(records);
  wire::buffer out;
  peer.ask(out, 9, open_call(work::get, 5));
  wire::cursor at(out.view());
  std::uint64_t size = 0, value = 0;
  std::uint32_t pairs = 0;
  REQUIRE(at.read_unsigned(size));
  CHECK(size == out.size() - 5);
  REQUIRE(at.read_map(pairs));
  CHECK(pairs == 2);
  for (const std::uint64_t expected : {0u, 1u, 1u, 9u}) {
    REQUIRE(at.read_unsigned(value));
    CHECK(value == expected);
  }
  CHECK(out.view().ends_with(records.id(work::get, 5)));
}
