// Which values are allowed, for one knob and for several together.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "config/knob.hpp"
#include "config/problem.hpp"
#include "config/settings.hpp"

namespace atrium::config {

// Why a value of the right type is not allowed, without the name of the knob; nothing when it is.
std::optional<std::string> refusal_of(const knob& row, const knob_value& value);

// Where each knob was set. A refused knob is judged no further: its value is not what the operator
// meant.
struct knob_origin {
  origin where;
  bool refused = false;
};
using knob_origins = std::array<knob_origin, knobs.size()>;

// What single values do not show: the orderings of the table, both TLS files or neither, somewhere
// to listen, and no plaintext for other machines unless it is asked for.
problems check_together(const settings& all, const knob_origins& origins);

}  // namespace atrium::config
