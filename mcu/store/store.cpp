// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/store.hpp"

namespace lethe::store {

Store::Store(const Options& options)
    : now(options.now), database(options.path), accounts(database), passwords(options.argon2) {}

}  // namespace lethe::store
