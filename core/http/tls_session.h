// TLS for served connections (OpenSSL): a context made of PEM files, and one session a connection
// over a non-blocking socket. TLS 1.2 and later. Errors: InvalidInput, naming the file and what
// OpenSSL says of it. The loop's thread.
#pragma once

#include "core/base/result.h"
#include "core/http/server.h"

#include <sys/types.h>

#include <cstddef>
#include <memory>

struct ssl_ctx_st;
struct ssl_st;

namespace meterbench::http {

class TlsContext {
public:
    [[nodiscard]] static base::Result<std::unique_ptr<TlsContext>> make(const ServerTls& files);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

private:
    friend class TlsSession;

    explicit TlsContext(ssl_ctx_st* context)
        : m_context(context) {}

    ssl_ctx_st* m_context;
};

class TlsSession {
public:
    /// The context must outlive it; the socket stays its owner's.
    TlsSession(const TlsContext& context, int fd);
    ~TlsSession();
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    /// As recv and send: bytes, 0 at the end, -1 with EAGAIN in errno: later, -1 otherwise: broken.
    /// The handshake is part of the first ones.
    [[nodiscard]] ssize_t read(char* to, std::size_t size);
    [[nodiscard]] ssize_t write(const char* from, std::size_t size);

    /// The last call answered "later", and waits until the socket can be read, or written.
    [[nodiscard]] bool wantsRead() const { return m_wantsRead; }

    [[nodiscard]] bool wantsWrite() const { return m_wantsWrite; }

    /// It broke because the client does not speak TLS, but HTTP.
    [[nodiscard]] bool sawPlainHttp() const { return m_sawPlainHttp; }

    /// Says goodbye; the socket is closed behind it.
    void shutDown();

private:
    [[nodiscard]] ssize_t outcome(int done);

    ssl_st* m_session;
    bool m_wantsRead = false;
    bool m_wantsWrite = false;
    bool m_sawPlainHttp = false;
    bool m_isBroken = false;
};

} // namespace meterbench::http
