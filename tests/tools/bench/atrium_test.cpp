#include "tools/bench/peers/atrium.hpp"

#include "protocol/wire/cursor.hpp"
#include "protocol/wire/packer.hpp"
#include "tests/tools/bench/split_answers.hpp"

using namespace atrium;
using namespace atrium::bench;

namespace {

const record_maker records("test0000");

std::string customer(std::uint32_t number, const std::string& id, std::size_t filler = 500) {
  wire::buffer bytes;
  wire::packer to(bytes);
  to.pack_array(4);
  wire::pack_integer(to, 1);
  wire::pack_integer(to, number);
  to.pack_nil();
  to.pack_map(3);
  wire::pack_text(to, "version");
  wire::pack_integer(to, 1);
  wire::pack_text(to, "company");
  wire::pack_text(to, std::string(filler, 'x'));
  wire::pack_text(to, "id");
  wire::pack_text(to, id);
  return bytes.take();
}

std::string refused(std::uint32_t number, std::string_view error) {
  wire::buffer bytes;
  wire::packer to(bytes);
  to.pack_array(4);
  wire::pack_integer(to, 1);
  wire::pack_integer(to, number);
  wire::pack_text(to, error);
  to.pack_nil();
  return bytes.take();
}

}  // namespace

TEST_CASE("Atrium: the customer asked for is a good answer, in however many pieces and any order") {
  const atrium_peer peer(records, {});
  const work what = GENERATE(work::get, work::update, work::create);
  const call calls[] = {open_call(what, 4), open_call(what, 5)};
  check_split(peer, customer(1, records.id(what, 5)), verdict::good, calls, 0, 1);
}

TEST_CASE("Atrium: another customer, one of a wrong size and a refusal are failed answers") {
  const atrium_peer peer(records, {});
  const call calls[] = {open_call(work::get, 5)};
  const std::string id = records.id(work::get, 5);
  const std::string bytes =
      GENERATE_COPY(customer(0, records.id(work::get, 6)), customer(0, id, 100),
                    customer(0, id, 1'500), refused(0, "not_found: no such customer"));
  check_split(peer, bytes, verdict::failed, calls, 0, 0);
}

TEST_CASE("Atrium: only filling accepts an account that is there") {
  const atrium_peer peer(records, {});
  const std::string bytes = refused(0, "id_taken: this id is used already");
  const call filling[] = {open_call(work::fill, 5)};
  check_split(peer, bytes, verdict::good, filling, 0, 0);
  const call creating[] = {open_call(work::create, 5)};
  check_split(peer, bytes, verdict::failed, creating, 0, 0);
  check_split(peer, refused(0, "storage_full: no room"), verdict::failed, filling, 0, 0);
}

TEST_CASE("Atrium: an answer to nothing and a request break the connection") {
  const atrium_peer peer(records, {});
  call calls[] = {open_call(work::get, 5)};
  CHECK(peer.recognise(customer(1, records.id(work::get, 5)), 0, calls).what == verdict::broken);
  calls[0].open = false;
  CHECK(peer.recognise(customer(0, records.id(work::get, 5)), 0, calls).what == verdict::broken);
  CHECK(peer.recognise("HTTP/1.1 400", 0, calls).what == verdict::broken);
}

TEST_CASE("Atrium: calls are requests with the slot as their number") {
  atrium_peer peer(records, {});
  const auto [what, method] = GENERATE(table<work, std::string>({{work::get, "customers.get"},
                                                                 {work::update, "customers.update"},
                                                                 {work::create, "customers.create"},
                                                                 {work::fill, "customers.create"},
                                                                 {work::credit, "credit.grant"}}));
  wire::buffer out;
  peer.ask(out, 300, open_call(what, 5));
  wire::cursor at(out.view());
  std::uint32_t items = 0;
  std::uint64_t type = 1, number = 0;
  std::string_view name;
  REQUIRE(at.read_array(items));
  CHECK(items == 4);
  REQUIRE(at.read_unsigned(type));
  CHECK(type == 0);
  REQUIRE(at.read_unsigned(number));
  CHECK(number == 300);
  REQUIRE(at.read_string(name));
  CHECK(name == method);
  REQUIRE(at.skip());
  CHECK(at.at_end());
}

TEST_CASE("Atrium: each update changes the field to something new") {
  atrium_peer peer(records, {});
  wire::buffer one, other;
  peer.ask(one, 0, open_call(work::update, 5));
  peer.ask(other, 0, open_call(work::update, 5));
  CHECK(one.view() != other.view());
}
