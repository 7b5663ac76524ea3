#include "core/http/tls_session.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <string>

namespace meterbench::http {

namespace {

std::string reasonOf(unsigned long code) {
    if (ERR_SYSTEM_ERROR(code)) {
        return std::strerror(ERR_GET_REASON(code));
    }
    if (ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE) {
        return "it has no such PEM block";
    }
    const char* const reason = ERR_reason_error_string(code);
    return reason == nullptr ? "OpenSSL does not say why" : reason;
}

base::Error failed(const std::string& what, const std::string& file) {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (file.empty()) {
        return {base::Code::InvalidInput, what + " is missing: TLS wants its file"};
    }
    return {base::Code::InvalidInput, what + " \"" + file + "\" cannot be used: " + reasonOf(code)};
}

/// PEM, then key, then whether they belong together.
base::Status loadFiles(SSL_CTX* context, const ServerTls& files) {
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(context, files.certificateFile.c_str()) != 1) {
        return failed("the certificate", files.certificateFile);
    }
    if (SSL_CTX_use_PrivateKey_file(context, files.keyFile.c_str(), SSL_FILETYPE_PEM) != 1) {
        return failed("the key", files.keyFile);
    }
    if (SSL_CTX_check_private_key(context) != 1) {
        return failed("the certificate and its key", files.keyFile);
    }
    if (files.clientCaFile.empty()) {
        return {};
    }
    if (SSL_CTX_load_verify_locations(context, files.clientCaFile.c_str(), nullptr) != 1) {
        return failed("the clients' authority", files.clientCaFile);
    }
    SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(files.clientCaFile.c_str()));
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    return {};
}

} // namespace

base::Result<std::unique_ptr<TlsContext>> TlsContext::make(const ServerTls& files) {
    SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
    if (context == nullptr) {
        return base::Error{base::Code::Internal, "there is no TLS here"};
    }
    std::unique_ptr<TlsContext> made(new TlsContext(context));
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_mode(
        context,
        SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
            SSL_MODE_RELEASE_BUFFERS
    );
    static constexpr unsigned char name[] = "meterbench";
    SSL_CTX_set_session_id_context(context, name, sizeof name - 1);
    if (const base::Status loaded = loadFiles(context, files); !loaded) {
        return loaded.error();
    }
    return made;
}

TlsContext::~TlsContext() {
    SSL_CTX_free(m_context);
}

TlsSession::TlsSession(const TlsContext& context, int fd)
    : m_session(SSL_new(context.m_context)) {
    SSL_set_fd(m_session, fd);
    SSL_set_accept_state(m_session);
}

TlsSession::~TlsSession() {
    SSL_free(m_session);
}

ssize_t TlsSession::outcome(int done) {
    m_wantsRead = false;
    m_wantsWrite = false;
    if (done > 0) {
        return done;
    }
    const int saved = errno;
    switch (SSL_get_error(m_session, done)) {
    case SSL_ERROR_WANT_READ:
        m_wantsRead = true;
        errno = EAGAIN;
        return -1;
    case SSL_ERROR_WANT_WRITE:
        m_wantsWrite = true;
        errno = EAGAIN;
        return -1;
    case SSL_ERROR_ZERO_RETURN:
        return 0;
    default:
        m_isBroken = true;
        m_sawPlainHttp = ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
        errno = saved == EAGAIN ? EPROTO : saved;
        return -1;
    }
}

ssize_t TlsSession::read(char* to, std::size_t size) {
    ERR_clear_error();
    return outcome(SSL_read(m_session, to, static_cast<int>(std::min<std::size_t>(size, INT_MAX))));
}

ssize_t TlsSession::write(const char* from, std::size_t size) {
    ERR_clear_error();
    return outcome(
        SSL_write(m_session, from, static_cast<int>(std::min<std::size_t>(size, INT_MAX)))
    );
}

void TlsSession::shutDown() {
    if (!m_isBroken) {
        ERR_clear_error();
        static_cast<void>(SSL_shutdown(m_session));
    }
}

} // namespace meterbench::http
