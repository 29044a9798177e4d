#pragma once

struct ssl_ctx_st;

namespace troupe::tls {

class context;

/// Makes OpenSSL ask the `handshake_hooks` of each SSL of `native`. `rules` lives as long as `native`.
void install_callbacks(ssl_ctx_st* native, const context& rules);

} // namespace troupe::tls
