// The commands. Each adds itself to the app; its callback notes in the context what to do.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>

#include "tools/atrium/context.hpp"

namespace atrium::cli {

void add_init(CLI::App& to, context& with);
void add_call(CLI::App& to, context& with);
void add_status(CLI::App& to, context& with);
void add_tenants(CLI::App& to, context& with);
void add_sites(CLI::App& to, context& with);
void add_realms(CLI::App& to, context& with);
void add_clients(CLI::App& to, context& with);
void add_changes(CLI::App& to, context& with);
void add_import(CLI::App& to, context& with);
void add_export(CLI::App& to, context& with);
void add_reindex(CLI::App& to, context& with);
void add_verify(CLI::App& to, context& with);
void add_bench(CLI::App& to);
void add_reference(CLI::App& to, context& with);
void add_completion(CLI::App& to, context& with);

// The whole command line. `with` must outlive it.
std::unique_ptr<CLI::App> make_app(context& with);

}  // namespace atrium::cli
