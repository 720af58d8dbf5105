package dev.futurewire.internal.tls;

import dev.futurewire.TlsOptions;
import dev.futurewire.TlsSession;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Makes the JDK's engines as options ask, and reads from them what was negotiated. */
public final class TlsEngines {
    private TlsEngines() {}

    /**
     * The server's end.
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
     * The client's end.
     *
     * @param options trust, keys and limits
     * @param peer whose name is asked for and verified, unless the options name one
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
     * What was negotiated.
     *
     * @param engine after its handshake
     * @param server whether it is the server's
     * @return a record of it
     */
    public static TlsSession session(SSLEngine engine, boolean server) {
        SSLSession session = engine.getSession();
        String protocol = engine.getApplicationProtocol();
        return new TlsSession(
                session.getProtocol(),
                session.getCipherSuite(),
                protocol == null || protocol.isEmpty() ? null : protocol,
                server ? requested(session) : named(engine),
                mayShowCertificates(engine, server) ? certificates(session) : List.of());
    }

    /** A server that does not ask for certificates gets none: the session would say so with an exception, each time. */
    private static boolean mayShowCertificates(SSLEngine engine, boolean server) {
        return !server || engine.getNeedClientAuth() || engine.getWantClientAuth();
    }

    /** The host name that a client asks for. */
    static @Nullable String requested(@Nullable SSLSession session) {
        return session instanceof ExtendedSSLSession known ? first(known.getRequestedServerNames()) : null;
    }

    private static @Nullable String named(SSLEngine engine) {
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
            // It showed none, as clients usually do.
        }
        return chain;
    }
}
