package dev.futurewire.internal.tls;

import dev.futurewire.TlsOptions;
import dev.futurewire.TlsSession;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Creates and configures the JDK's engines, and describes their sessions. */
public final class TlsEngines {
    /** The longest name of an application protocol in bytes; the length field has one byte. */
    private static final int MAX_PROTOCOL_NAME = 255;

    private TlsEngines() {}

    /**
     * Creates a server's engine.
     *
     * @param options keys and limits
     * @return an engine whose handshake has not begun
     */
    public static SSLEngine server(TlsOptions options) {
        SSLEngine engine = options.sslContext().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters(engine, options);
        parameters.setUseCipherSuitesOrder(true);
        switch (options.clientAuth()) {
            case NONE -> parameters.setNeedClientAuth(false);
            case WANT -> parameters.setWantClientAuth(true);
            case NEED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /**
     * Creates a client's engine.
     *
     * @param options trust, keys and limits
     * @param peer its name is requested and verified, unless the options have a name
     * @return an engine whose handshake has not begun
     */
    public static SSLEngine client(TlsOptions options, SocketAddress peer) {
        String host = options.serverName();
        int port = -1;
        if (peer instanceof InetSocketAddress address) {
            host = host != null ? host : address.getHostString();
            port = address.getPort();
        }
        SSLEngine engine = options.sslContext().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine, options);
        SNIServerName name = host == null || HostNames.isAddress(host) ? null : sni(host);
        if (name != null) {
            parameters.setServerNames(List.of(name));
        }
        if (options.verifyHostname()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /**
     * Checks that the JDK supports options, so that a handshake does not fail because of them.
     *
     * @param options the options
     * @throws IllegalArgumentException if the JDK rejects a value; the message is one line that names it
     */
    public static void check(TlsOptions options) {
        checkServerName(options.serverName());
        options.applicationProtocols().forEach(TlsEngines::checkProtocol);
        SSLParameters supported;
        try {
            supported = options.sslContext().getSupportedSSLParameters();
        } catch (IllegalStateException | UnsupportedOperationException unusable) {
            throw new IllegalArgumentException("sslContext cannot be used: " + unusable.getMessage(), unusable);
        }
        if (supported == null) {
            return;
        }
        requireKnown("cipher suite", options.cipherSuites(), supported.getCipherSuites());
        requireKnown("protocol", options.protocols(), supported.getProtocols());
        try {
            server(options);
            SSLEngine engine = client(options, InetSocketAddress.createUnresolved("localhost", 1));
            engine.beginHandshake();
            if (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
                int room = engine.getSession().getPacketBufferSize();
                engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(room));
            }
        } catch (SSLException | RuntimeException refused) {
            throw new IllegalArgumentException(
                    "the JDK refuses protocols " + options.protocols() + " with cipher suites "
                            + (options.cipherSuites().isEmpty() ? "of its own choice" : options.cipherSuites())
                            + " and application protocols " + options.applicationProtocols() + ": "
                            + refused.getMessage(),
                    refused);
        }
    }

    private static void checkServerName(@Nullable String name) {
        if (name == null || (!name.isEmpty() && HostNames.isAddress(name))) {
            return;
        }
        try {
            SNIHostName parsed = new SNIHostName(name);
            if (parsed.getAsciiName().isEmpty()) {
                throw new IllegalArgumentException("it is empty");
            }
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    "serverName is no host name: \"" + name + "\": " + refused.getMessage(), refused);
        }
    }

    /** RFC 7301, 3.1. The JDK encodes a character as one byte, and others as a question mark. */
    private static void checkProtocol(String name) {
        if (name.isEmpty() || name.length() > MAX_PROTOCOL_NAME) {
            throw new IllegalArgumentException("an application protocol's name has 1 to " + MAX_PROTOCOL_NAME
                    + " bytes, not " + name.length() + ": \"" + name + "\"");
        }
        if (!StandardCharsets.ISO_8859_1.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException(
                    "an application protocol's name has characters of one byte: \"" + name + "\"");
        }
    }

    private static void requireKnown(String what, List<String> wanted, String[] known) {
        List<String> names = List.of(known);
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("no " + what + " of this JDK: \"" + name + "\""
                        + (name.contains("_") || !name.contains("-")
                                ? ""
                                : "; its names are spelled like TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
            }
        }
    }

    private static @Nullable SNIServerName sni(String host) {
        try {
            return new SNIHostName(host);
        } catch (IllegalArgumentException notOne) {
            return null;
        }
    }

    private static SSLParameters parameters(SSLEngine engine, TlsOptions options) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(options.protocols().toArray(String[]::new));
        List<String> wanted = options.cipherSuites();
        parameters.setCipherSuites(
                wanted.isEmpty() ? CipherSuites.safe(engine.getEnabledCipherSuites()) : wanted.toArray(String[]::new));
        parameters.setApplicationProtocols(options.applicationProtocols().toArray(String[]::new));
        return parameters;
    }

    /**
     * Describes the session of an engine.
     *
     * @param engine an engine whose handshake has succeeded
     * @param server whether it is the server's
     * @return what was negotiated
     */
    public static TlsSession session(SSLEngine engine, boolean server) {
        SSLSession session = engine.getSession();
        String protocol = engine.getApplicationProtocol();
        return new TlsSession(
                session.getProtocol(),
                session.getCipherSuite(),
                protocol == null || protocol.isEmpty() ? null : protocol,
                server ? requestedHost(session) : configuredHost(engine),
                mayHaveCertificates(engine, server) ? certificates(session) : List.of());
    }

    /** A server that requests no certificates gets none; asking the session would throw an exception each time. */
    private static boolean mayHaveCertificates(SSLEngine engine, boolean server) {
        return !server || engine.getNeedClientAuth() || engine.getWantClientAuth();
    }

    /** Returns the host name that a client has requested. */
    static @Nullable String requestedHost(@Nullable SSLSession session) {
        return session instanceof ExtendedSSLSession known ? first(known.getRequestedServerNames()) : null;
    }

    private static @Nullable String configuredHost(SSLEngine engine) {
        List<SNIServerName> names = engine.getSSLParameters().getServerNames();
        return names == null ? null : first(names);
    }

    private static @Nullable String first(List<SNIServerName> names) {
        for (SNIServerName name : names) {
            if (name instanceof SNIHostName host) {
                return host.getAsciiName();
            }
        }
        return null;
    }

    private static List<X509Certificate> certificates(SSLSession session) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate known) {
                    chain.add(known);
                }
            }
        } catch (SSLPeerUnverifiedException none) {
            // The peer has presented none, which is usual for clients.
        }
        return chain;
    }
}
