// All commands together, as CLI11 parses them.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "tools/atrium/context.hpp"

namespace atrium::cli {

// The whole command line. `with` must outlive it.
std::unique_ptr<CLI::App> make_app(context& with);

}  // namespace atrium::cli
