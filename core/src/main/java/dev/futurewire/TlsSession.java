package dev.futurewire;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that a TLS handshake negotiated.
 *
 * @param protocol the protocol version, for example {@code "TLSv1.3"}
 * @param cipherSuite the cipher suite, for example {@code "TLS_AES_256_GCM_SHA384"}
 * @param applicationProtocol the application protocol chosen by ALPN, or null if none was negotiated
 * @param serverName the host name that the client requested (SNI), or null if it requested none. On a server this is
 *     untrusted input; {@link dev.futurewire.observe.Printable} makes it safe to display
 * @param peerCertificates the peer's certificate chain, its own certificate first; empty if it presented none. It has
 *     been verified, on a client unless {@link TlsOptions.Builder#insecureTrustAnyPeer()} is set, on a server as {@link
 *     TlsOptions#clientAuth()} requires
 */
public record TlsSession(
        String protocol,
        String cipherSuite,
        @Nullable String applicationProtocol,
        @Nullable String serverName,
        List<X509Certificate> peerCertificates) {
    /**
     * Creates an instance with a copy of the list.
     *
     * @param protocol the protocol version, for example {@code "TLSv1.3"}
     * @param cipherSuite the cipher suite, for example {@code "TLS_AES_256_GCM_SHA384"}
     * @param applicationProtocol the application protocol chosen by ALPN, or null if none was negotiated
     * @param serverName the host name that the client requested (SNI), or null if it requested none. On a server this is
     *     untrusted input; {@link dev.futurewire.observe.Printable} makes it safe to display
     * @param peerCertificates the peer's certificate chain, its own certificate first; empty if it presented none. It has
     *     been verified, on a client unless {@link TlsOptions.Builder#insecureTrustAnyPeer()} is set, on a server as {@link
     *     TlsOptions#clientAuth()} requires
     */
    public TlsSession {
        peerCertificates = List.copyOf(peerCertificates);
    }
}
