#include "tests/storage/faulty_writer.hpp"

#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

result_kind put_customer(writer& to, std::uint64_t account) {
  return commit(to, {put_set(customer(1, account), some_map(account))}).at(0).what;
}

bool there(const store& of, std::uint64_t account) {
  return read(of, table::records, customer(1, account)).has_value();
}

}  // namespace

TEST_CASE("the faulty writer fails the commit it was told to, and only that") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  faulty_writer writer(opened->the_writer());
  writer.fail(2, faulty_writer::fault::failed);
  writer.fail(3, faulty_writer::fault::storage_full);
  CHECK(put_customer(writer, 1) == result_kind::committed);
  CHECK(put_customer(writer, 2) == result_kind::failed);
  CHECK(put_customer(writer, 3) == result_kind::storage_full);
  CHECK(put_customer(writer, 4) == result_kind::committed);
  CHECK(there(*opened, 1));
  CHECK_FALSE(there(*opened, 2));
  CHECK_FALSE(there(*opened, 3));
  CHECK(writer.commits() == 4);
}

TEST_CASE("an unknown fate is either of both, and breaks the writer") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  faulty_writer writer(opened->the_writer());
  const bool durable = GENERATE(true, false);
  writer.fail(1,
              durable ? faulty_writer::fault::unknown_durable : faulty_writer::fault::unknown_lost);
  CHECK(put_customer(writer, 1) == result_kind::unknown);
  CHECK(there(*opened, 1) == durable);
  CHECK(writer.broken());
  CHECK(put_customer(writer, 2) == result_kind::failed);
  CHECK_FALSE(there(*opened, 2));
}

TEST_CASE("a delayed commit waits first and then goes as it should") {
  scratch_folder data;
  const auto opened = new_store(data.path());
  faulty_writer writer(opened->the_writer());
  bool there_while_waiting = true;
  writer.on_delay([&] { there_while_waiting = there(*opened, 1); });
  writer.fail(1, faulty_writer::fault::delayed);
  CHECK(put_customer(writer, 1) == result_kind::committed);
  CHECK_FALSE(there_while_waiting);
  CHECK(there(*opened, 1));
}
