// `atrium import FILE`: customers from a file, by customers.import. What it has done it knows after
// a kill at any moment, and does no row twice: a batch in doubt is sent again under its key.
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <ostream>
#include <random>
#include <thread>

#include "protocol/wire/json.hpp"
#include "tools/atrium/commands.hpp"
#include "tools/atrium/failure.hpp"
#include "tools/atrium/import_progress.hpp"
#include "tools/atrium/import_rows.hpp"
#include "tools/atrium/meter.hpp"
#include "tools/client/answer.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

using methods::import_result;
using std::chrono::milliseconds;

constexpr std::int64_t rows_default = 250;
constexpr std::size_t batch_bytes_max = std::size_t{1} << 20;
constexpr std::size_t batches_ahead = 2;  // one is decided while the next one is on its way
constexpr milliseconds first_pause{200};
constexpr milliseconds longest_pause{5'000};

struct import_flags {
  std::string file, input, site;
  std::string format = "create";
  std::vector<std::string> renames;
  std::int64_t rows_per_batch = rows_default;
  double patience_s = 60;
  bool dry_run = false;
};

// Rows that are sent in one call; those that are none have their verdict here.
struct batch {
  std::int64_t first = 0;  // number of its first row, from 0
  std::vector<file_row> rows;
  std::uint64_t bytes_read = 0;  // of the file, behind it
  std::optional<std::uint32_t> msgid;

  bool anything_to_send() const {
    return std::any_of(rows.begin(), rows.end(), [](const file_row& row) { return !row.wrong; });
  }
};

renamed_fields renamed_by(const std::vector<std::string>& given) {
  renamed_fields renamed;
  for (const std::string& one : given) {
    const std::size_t sign = one.rfind('=');
    if (sign == std::string::npos || sign == 0) throw usage("--map: must be COLUMN=FIELD");
    renamed[one.substr(0, sign)] = one.substr(sign + 1);
  }
  return renamed;
}

row_form form_of(const import_flags& given) {
  const std::string form =
      given.input.empty() ? std::filesystem::path(given.file).extension().string() : given.input;
  if (form == "csv" || form == ".csv") return row_form::csv;
  if (form == "jsonl" || form == ".jsonl" || form == ".ndjson") return row_form::json_lines;
  throw usage(given.file + ": is it csv or jsonl? Say so with --input");
}

std::string new_run() {
  std::random_device random;
  std::string run;
  for (int i = 0; i < 4; ++i) run += std::to_string(random()) + (i < 3 ? "-" : "");
  return run;
}

import_result result_named(std::string_view name) {
  const auto names = enum_names(import_result{});
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? import_result::refused
                              : static_cast<import_result>(found - names.begin());
}

std::string error_map(const error& why) {
  return parameters{}
      .text("code", row_of(why.code).name)
      .text("message", why.message)
      .text_if("path", why.path)
      .map();
}

bool worth_retrying(const failure& why) {
  return why.code == exit_code::no_connection || why.code == exit_code::try_later;
}

class importing {
 public:
  importing(const context& with, const import_flags& given)
      : with_(with),
        given_(given),
        progress_file_(given.file + ".progress"),
        verdict_file_(given.file + (given.dry_run ? ".dry_run.jsonl" : ".verdicts.jsonl")),
        meter_(with.err, ::isatty(STDERR_FILENO) == 1, "rows") {
    const renamed_fields renamed = renamed_by(given.renames);
    const row_form form = form_of(given);
    std::string others = given.format + '\n' + given.site + '\n' + given.input + '\n';
    for (const std::string& one : given.renames) others += one + '\n';
    std::error_code unknown;
    file_bytes_ = std::filesystem::file_size(given.file, unknown);
    progress_.what = digest_of(given.file, others);
    progress_.run = new_run();
    progress_.rows_per_batch = given.rows_per_batch;
    rows_ = open_rows(given.file, form, renamed);
    if (!given.dry_run) take_up();
    verdicts_.open(verdict_file_,
                   std::ios::binary | (given.dry_run ? std::ios::trunc : std::ios::app));
    if (!verdicts_) throw usage("cannot write " + verdict_file_);
  }

  void run() {
    auto give_up_at = std::chrono::steady_clock::now() + patience();
    milliseconds pause = first_pause;
    while (!progress_.ended) {
      const std::int64_t before = progress_.rows;
      try {
        if (!through_ || !through_->connected()) connect();
        send_ahead();
        take_verdicts();
      } catch (const failure& why) {
        if (progress_.rows != before) give_up_at = std::chrono::steady_clock::now() + patience();
        if (!worth_retrying(why) || std::chrono::steady_clock::now() > give_up_at) throw;
        meter_.step_aside();
        if (pause == first_pause) report(with_.err, why, with_.json);
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, longest_pause);
        continue;
      }
      give_up_at = std::chrono::steady_clock::now() + patience();
      pause = first_pause;
    }
    meter_.step_aside();
    tell_end();
  }

 private:
  std::chrono::milliseconds patience() const {
    return std::chrono::milliseconds(static_cast<std::int64_t>(given_.patience_s * 1000));
  }

  // Where an import of the same that was broken off has come to.
  void take_up() {
    const auto before = read_progress(progress_file_);
    std::error_code failed;
    if (!before) {
      std::filesystem::remove(verdict_file_, failed);
      return write_progress(progress_file_, progress_);
    }
    if (before->what != progress_.what)
      throw usage(progress_file_ +
                  " is of another file or of other flags; remove it to begin anew");
    progress_ = *before;
    for (std::int64_t i = 0; i < progress_.rows && rows_->next(); ++i) {
    }
    next_row_ = progress_.rows;
    // What comes behind is of a batch whose end was not noted.
    std::filesystem::resize_file(verdict_file_,
                                 static_cast<std::uintmax_t>(progress_.verdict_bytes), failed);
    if (failed && progress_.verdict_bytes > 0)
      throw usage(verdict_file_ + ": " + failed.message() + "; remove " + progress_file_ +
                  " to begin anew");
    if (progress_.rows > 0 && !progress_.ended)
      with_.err << "atrium: goes on at row " << progress_.rows + 1 << '\n';
  }

  void connect() {
    through_.reset();
    for (batch& each : ahead_) each.msgid.reset();
    through_ = greeted(with_);
  }

  void send_ahead() {
    while (ahead_.size() < batches_ahead && !at_end_) ahead_.push_back(read_batch());
    while (!ahead_.empty() && ahead_.back().rows.empty()) ahead_.pop_back();
    for (batch& each : ahead_)
      if (!each.msgid && each.anything_to_send()) each.msgid = send(each);
  }

  batch read_batch() {
    batch made{.first = next_row_};
    std::size_t bytes = 0;
    while (static_cast<std::int64_t>(made.rows.size()) < progress_.rows_per_batch &&
           bytes < batch_bytes_max) {
      auto row = rows_->next();
      at_end_ = !row;
      if (at_end_) break;
      bytes += row->map.size();
      made.rows.push_back(std::move(*row));
    }
    made.bytes_read = rows_->bytes_read();
    next_row_ += static_cast<std::int64_t>(made.rows.size());
    return made;
  }

  std::uint32_t send(const batch& which) {
    std::vector<std::string> rows;
    for (const file_row& row : which.rows)
      if (!row.wrong) rows.push_back(row.map);
    parameters named;
    named.text("format", given_.format).encoded_list("rows", rows);
    if (given_.dry_run) named.flag("dry_run");
    parameters options;
    options.text("idem", progress_.run + ":" + std::to_string(which.first));
    options.text_if("site", given_.site);
    options.integer("deadline_ms", static_cast<std::int64_t>(with_.timeout_s * 1000));
    return through_->send("customers.import", named.map(), options.map());
  }

  // Of the oldest batch. It counts when each of its rows was decided; what another attempt may
  // change is tried again.
  void take_verdicts() {
    if (ahead_.empty()) return end();
    batch& oldest = ahead_.front();
    std::vector<std::string> verdicts;
    if (oldest.msgid) {
      const auto answer = through_->receive(*oldest.msgid);
      oldest.msgid.reset();
      if (!answer && !through_->connected()) throw no_connection(answer.failure());
      if (!answer) throw refused(answer.failure());
      for_each_element(member(*answer, "verdicts"),
                       [&](std::string_view one) { verdicts.emplace_back(one); });
      for (const std::string& one : verdicts)
        if (!member(one, "error.retryable").empty() &&
            wire::to_json(member(one, "error.retryable"), -1) == "true")
          throw refused(refusal(errc::overloaded, plain(member(one, "error.message"))));
    }
    note(oldest, verdicts);
    ahead_.pop_front();
  }

  void note(const batch& decided, const std::vector<std::string>& verdicts) {
    std::size_t sent = 0;
    std::int64_t number = decided.first;
    for (const file_row& row : decided.rows) {
      parameters line;
      line.integer("row", ++number);
      import_result result = import_result::refused;
      if (row.wrong) {
        line.text("result", "refused").encoded("error", error_map(*row.wrong));
      } else {
        if (sent == verdicts.size())
          throw refused(refusal(errc::internal, "the daemon answered too few verdicts"));
        for_each_pair(verdicts[sent++], [&](std::string_view name, std::string_view value) {
          if (name == "result") result = result_named(plain(value));
          if (name != "index") line.encoded(name, value);
        });
      }
      ++progress_.count_of(result);
      const std::string text = wire::to_json(line.map(), -1) + '\n';
      progress_.verdict_bytes += static_cast<std::int64_t>(text.size());
      verdicts_ << text;
    }
    verdicts_.flush();
    if (!verdicts_) throw refused(refusal(errc::internal, "cannot write " + verdict_file_));
    progress_.rows = number;
    if (!given_.dry_run) write_progress(progress_file_, progress_);
    const std::int64_t refusals = progress_.count_of(import_result::refused);
    meter_.at(progress_.rows,
              file_bytes_ == 0
                  ? 1
                  : static_cast<double>(decided.bytes_read) / static_cast<double>(file_bytes_),
              refusals == 0 ? "" : ", " + std::to_string(refusals) + " refused");
  }

  void end() {
    progress_.ended = true;
    if (!given_.dry_run) write_progress(progress_file_, progress_);
  }

  void tell_end() {
    const auto names = enum_names(import_result{});
    if (with_.json) {
      parameters map;
      map.integer("rows", progress_.rows);
      for (std::size_t i = 0; i < names.size(); ++i) map.integer(names[i], progress_.results[i]);
      with_.out << wire::to_json(map.map(), -1) << '\n';
    } else {
      with_.out << progress_.rows << " rows:";
      for (std::size_t i = 0; i < names.size(); ++i)
        with_.out << (i == 0 ? " " : ", ") << progress_.results[i] << ' ' << names[i];
      with_.out << "; see " << verdict_file_ << '\n';
    }
    const std::int64_t refusals = progress_.count_of(import_result::refused);
    if (refusals > 0)
      throw refused(refusal(errc::invalid_field, std::to_string(refusals) + " rows were refused"));
  }

  const context& with_;
  const import_flags& given_;
  const std::string progress_file_;
  const std::string verdict_file_;
  meter meter_;
  std::uintmax_t file_bytes_ = 0;
  std::unique_ptr<row_reader> rows_;
  import_progress progress_;
  std::ofstream verdicts_;
  std::optional<client> through_;
  std::deque<batch> ahead_;
  std::int64_t next_row_ = 0;
  bool at_end_ = false;
};

}  // namespace

void add_import(command to, context& with) {
  command added = to.add_command("import", "Brings customers from a CSV or JSON Lines file");
  const auto given = std::make_shared<import_flags>();
  added.add_option("FILE", given->file, "Rows as customers.import takes them").required();
  added.add_option("--input", given->input, "Form of the file; else its name tells")
      .one_of({"csv", "jsonl"});
  added
      .add_option("--format", given->format,
                  "create: nobody may be there yet; upsert: changes whom id or external_id names")
      .one_of({"create", "upsert"})
      .shows_default();
  added
      .add_option("--map", given->renames,
                  "What a column is called in a row; COLUMN= leaves it out")
      .type_name("COLUMN=FIELD")
      .one_value_each();
  added.add_option("--site", given->site, "The site of rows that name none").type_name("NAME");
  added.add_option("--batch", given->rows_per_batch, "Rows in a call")
      .between(std::int64_t{1}, std::int64_t{1000})
      .shows_default();
  added.add_option("--patience", given->patience_s, "How long to try again when nothing gets on")
      .type_name("SECONDS")
      .between(0.0, 86400.0)
      .shows_default();
  added.add_flag("--dry-run", given->dry_run, "Tell what would become of each row; do nothing");
  added.footer(
      "What became of each row is in FILE.verdicts.jsonl. FILE.progress says how far it has come:\n"
      "after a break the same command goes on there, within the day that the daemon remembers a\n"
      "call; remove it to begin anew.\n"
      "\n"
      "Example:\n"
      "  atrium import people.csv --map 'E-Mail=email' --map 'Remarks=' --site shop-de --dry-run\n"
      "  atrium import customers.jsonl --format upsert --key-file acme.key\n");
  added.callback(
      [&with, given] { with.chosen = [&with, given] { importing(with, *given).run(); }; });
}

}  // namespace atrium::cli
