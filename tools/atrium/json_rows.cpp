// Rows of JSON Lines, by simdjson.
#include <simdjson.h>

#include <fstream>

#include "protocol/wire/packer.hpp"
#include "tools/atrium/failure.hpp"
#include "tools/atrium/import_forms.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

void pack(wire::packer& to, simdjson::dom::element value) {
  using simdjson::dom::element_type;
  switch (value.type()) {
    case element_type::OBJECT: {
      const simdjson::dom::object map = value;
      to.pack_map(static_cast<std::uint32_t>(map.size()));
      for (const auto& pair : map) {
        wire::pack_text(to, pair.key);
        pack(to, pair.value);
      }
      return;
    }
    case element_type::ARRAY: {
      const simdjson::dom::array list = value;
      to.pack_array(static_cast<std::uint32_t>(list.size()));
      for (const simdjson::dom::element each : list) pack(to, each);
      return;
    }
    case element_type::STRING:
      return wire::pack_text(to, std::string_view(value));
    case element_type::INT64:
      return wire::pack_integer(to, std::int64_t(value));
    case element_type::UINT64:
      to.pack_uint64(std::uint64_t(value));
      return;
    case element_type::DOUBLE:
      return wire::pack_floating(to, double(value));
    case element_type::BOOL:
      bool(value) ? to.pack_true() : to.pack_false();
      return;
    case element_type::NULL_VALUE:
      to.pack_nil();
      return;
  }
}

class json_rows final : public row_reader {
 public:
  json_rows(const std::filesystem::path& file, renamed_fields renamed)
      : from_(file, std::ios::binary), renamed_(std::move(renamed)) {
    if (!from_) throw usage("cannot read " + file.string());
  }

  std::optional<file_row> next() override {
    while (std::getline(from_, line_)) {
      bytes_ += line_.size() + 1;
      if (line_.find_first_not_of(" \t\r") != std::string::npos) return row_of(line_);
    }
    return {};
  }

  std::uint64_t bytes_read() const override { return bytes_; }

 private:
  file_row row_of(const std::string& line) {
    simdjson::dom::object object;
    const auto failed = parser_.parse(line).get(object);
    if (failed)
      return {{},
              refusal(errc::bad_request,
                      std::string("is no JSON object: ") + simdjson::error_message(failed))};
    parameters map;
    for (const auto& pair : object) {
      const auto other = renamed_.find(pair.key);
      if (other != renamed_.end() && other->second.empty()) continue;
      wire::buffer value;
      wire::packer to(value);
      pack(to, pair.value);
      map.encoded(other == renamed_.end() ? pair.key : std::string_view(other->second),
                  value.view());
    }
    return {map.map(), {}};
  }

  std::ifstream from_;
  const renamed_fields renamed_;
  simdjson::dom::parser parser_;
  std::string line_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

std::unique_ptr<row_reader> open_json_lines(const std::filesystem::path& file,
                                            const renamed_fields& renamed) {
  return std::make_unique<json_rows>(file, renamed);
}

std::unique_ptr<row_reader> open_rows(const std::filesystem::path& file, row_form form,
                                      const renamed_fields& renamed) {
  return form == row_form::csv ? open_csv(file, renamed) : open_json_lines(file, renamed);
}

}  // namespace atrium::cli
