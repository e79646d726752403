// The commands. Each adds itself to the app; its callback notes in the context what to do.
#pragma once

#include "tools/atrium/command.hpp"
#include "tools/atrium/context.hpp"

namespace atrium::cli {

void add_init(command to, context& with);
void add_call(command to, context& with);
void add_status(command to, context& with);
void add_tenants(command to, context& with);
void add_sites(command to, context& with);
void add_realms(command to, context& with);
void add_clients(command to, context& with);
void add_groups(command to, context& with);
void add_staff(command to, context& with);
void add_mail(command to, context& with);
void add_changes(command to, context& with);
void add_import(command to, context& with);
void add_export(command to, context& with);
void add_reindex(command to, context& with);
void add_verify(command to, context& with);
void add_bench(command to);
void add_reference(command to, context& with);
void add_completion(command to, context& with);

}  // namespace atrium::cli
