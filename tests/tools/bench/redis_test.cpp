#include "tools/bench/peers/redis.hpp"

#include "tests/tools/bench/split_answers.hpp"

using namespace atrium::bench;

namespace {

const record_maker records("test0000");

std::string bulk(const std::string& value) {
  return "$" + std::to_string(value.size()) + "\r\n" + value + "\r\n";
}

}  // namespace

TEST_CASE("Redis: the record asked for is a good answer, in however many pieces") {
  const redis_peer redis(records);
  const call calls[] = {open_call(work::get, 4), open_call(work::get, 5)};
  const std::string body = records.body(work::get, 5, 17);
  check_split(redis, bulk(body), verdict::good, calls, 1, 1);
}

TEST_CASE("Redis: another record, a short one, none and an error are failed answers") {
  const redis_peer redis(records);
  const call calls[] = {open_call(work::get, 5)};
  const std::string body = records.body(work::get, 5, 17);
  const std::string bytes =
      GENERATE_COPY(bulk(records.body(work::get, 6, 17)), bulk(body.substr(0, 599)),
                    bulk(body + "x"), std::string("$-1\r\n"), std::string("-ERR no\r\n"));
  check_split(redis, bytes, verdict::failed, calls, 0, 0);
}

TEST_CASE("Redis: an update is good when the transaction did both") {
  const redis_peer redis(records);
  const call calls[] = {open_call(work::update, 5)};
  const std::string queued = "+OK\r\n+QUEUED\r\n+QUEUED\r\n";
  check_split(redis, queued + "*2\r\n+OK\r\n$5\r\n1-100\r\n", verdict::good, calls, 0, 0);
  check_split(redis, queued + "*-1\r\n", verdict::failed, calls, 0, 0);
  check_split(redis, queued + "*2\r\n+OK\r\n-WRONGTYPE no stream\r\n", verdict::failed, calls, 0,
              0);
  check_split(redis, "+OK\r\n-OOM\r\n+QUEUED\r\n-EXECABORT\r\n", verdict::failed, calls, 0, 0);
}

TEST_CASE("Redis: what is no RESP breaks the connection") {
  const redis_peer redis(records);
  const call calls[] = {open_call(work::get, 5)};
  CHECK(redis.recognise("HTTP/1.1 400\r\n", 0, calls).what == verdict::broken);
  CHECK(redis.recognise("$1x\r\n", 0, calls).what == verdict::broken);
}

TEST_CASE(
    "Redis: a get asks for the id, an update sets the record and adds to the journal as one") {
  redis_peer redis(records);
  atrium::wire::buffer out;
  redis.ask(out, 0, open_call(work::get, 5));
  CHECK(out.view() == "*2\r\n$3\r\nGET\r\n$20\r\nc0000000000000000005\r\n");
  out.clear();
  redis.ask(out, 0, open_call(work::update, 5));
  const std::string_view asked = out.view();
  CHECK(asked.starts_with(
      "*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$20\r\nc0000000000000000005\r\n$600\r\n"));
  CHECK(asked.find("$4\r\nXADD\r\n$7\r\njournal\r\n$1\r\n*\r\n") != std::string_view::npos);
  CHECK(asked.ends_with("*1\r\n$4\r\nEXEC\r\n"));
}
