package dev.futurewire;

import dev.futurewire.internal.tls.Contexts;
import dev.futurewire.internal.tls.Identity;
import dev.futurewire.internal.tls.KeySource;
import dev.futurewire.internal.tls.TlsEngines;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Keys, trust and limits of TLS, for both roles. Immutable but for {@link #reload()}, which reads the same files again. The
 * defaults are a client's: the JDK's trust anchors, host names verified, no certificate of its own.
 *
 * <pre>{@code
 * TlsOptions tls = TlsOptions.builder().certificate(Path.of("chain.pem"), Path.of("key.pem")).build();
 * AsyncServer.listen(address, ServerOptions.builder().tls(tls).build(), handler);
 * }</pre>
 */
public final class TlsOptions {
    /** Default of {@link #handshakeTimeout()}: ten seconds, as Netty's. */
    public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    /** Default of {@link #cachedSessions()}: the JDK's. */
    public static final int DEFAULT_CACHED_SESSIONS = 20_480;

    /** Default of {@link #sessionLifetime()}: two hours, which RFC 8446 and RFC 5246 leave a day for at most. */
    public static final Duration DEFAULT_SESSION_LIFETIME = Duration.ofHours(2);

    /** Default of {@link #protocols()}: TLS 1.3, else 1.2. */
    public static final List<String> DEFAULT_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Whether a server asks its clients for certificates. */
    public enum ClientAuth {
        /** It does not. */
        NONE,
        /** It asks, and a client may have none. One that is shown must be trusted. */
        WANT,
        /** It asks, and a client without a trusted one is turned away. */
        NEED
    }

    private final List<KeySource> keys;
    private final List<Path> trust;
    private final boolean trustAnyPeer;
    private final boolean ownContext;
    private final ClientAuth clientAuth;
    private final @Nullable String serverName;
    private final boolean verifyHostname;
    private final List<String> protocols;
    private final List<String> cipherSuites;
    private final List<String> applicationProtocols;
    private final Duration handshakeTimeout;
    private final boolean requireCloseNotify;
    private final int cachedSessions;
    private final Duration sessionLifetime;
    private volatile SSLContext context;
    private volatile List<X509Certificate> certificates = List.of();

    private TlsOptions(Builder builder) throws IOException {
        keys = List.copyOf(builder.keys);
        trust = List.copyOf(builder.trust);
        trustAnyPeer = builder.trustAnyPeer;
        clientAuth = builder.clientAuth;
        serverName = builder.serverName;
        verifyHostname = builder.verifyHostname;
        protocols = builder.protocols;
        cipherSuites = builder.cipherSuites;
        applicationProtocols = builder.applicationProtocols;
        handshakeTimeout = builder.handshakeTimeout;
        requireCloseNotify = builder.requireCloseNotify;
        cachedSessions = builder.cachedSessions;
        sessionLifetime = builder.sessionLifetime;
        SSLContext given = builder.context;
        ownContext = given == null;
        context = given != null ? given : read();
        TlsEngines.check(this);
    }

    private SSLContext read() throws IOException {
        List<Identity> identities = Contexts.identities(keys);
        SSLContext read = Contexts.create(identities, trust, trustAnyPeer, cachedSessions, sessionLifetime);
        certificates =
                identities.stream().map(identity -> identity.chain().get(0)).toList();
        return read;
    }

    /**
     * Starts from the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads all files again. Handshakes that begin afterwards use what they hold now; sessions from before are not resumed
     * any more, running connections go on.
     *
     * @throws IOException if a file cannot be used, whatever is wrong with it: nothing has changed then. The message is one
     *     line that names the file
     */
    public void reload() throws IOException {
        if (ownContext) {
            context = read();
        }
    }

    /**
     * The JDK's context that handshakes use now.
     *
     * @return another one after each {@link #reload()}
     */
    public SSLContext sslContext() {
        return context;
    }

    /**
     * The certificates of this end, one for each private key, without the rest of their chains. They may have expired.
     *
     * @return what the files held when {@link Builder#build()} or the last {@link #reload()} that succeeded read them; empty
     *     without a key, and with a context of the program's own
     */
    public List<X509Certificate> certificates() {
        return certificates;
    }

    /**
     * Whether a server asks its clients for certificates.
     *
     * @return {@link ClientAuth#NONE} by default
     */
    public ClientAuth clientAuth() {
        return clientAuth;
    }

    /**
     * The name that a client asks for and verifies.
     *
     * @return null for the host name that it connects to
     */
    public @Nullable String serverName() {
        return serverName;
    }

    /**
     * Whether a client demands that the server's certificate is for the host it connects to.
     *
     * @return true by default
     */
    public boolean verifyHostname() {
        return verifyHostname;
    }

    /**
     * The protocol versions, in the JDK's words.
     *
     * @return {@link #DEFAULT_PROTOCOLS} or a part of it
     */
    public List<String> protocols() {
        return protocols;
    }

    /**
     * The cipher suites, the preferred first.
     *
     * @return empty for the JDK's enabled ones with forward secrecy and authenticated encryption
     */
    public List<String> cipherSuites() {
        return cipherSuites;
    }

    /**
     * The application protocols for ALPN, the preferred first.
     *
     * @return empty for no ALPN
     */
    public List<String> applicationProtocols() {
        return applicationProtocols;
    }

    /**
     * How long a handshake may take.
     *
     * @return the time, or {@link ChannelOptions#UNLIMITED}
     */
    public Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /**
     * Whether the end of a connection without TLS' own end fails with {@link TlsTruncatedException}.
     *
     * @return true by default
     */
    public boolean requireCloseNotify() {
        return requireCloseNotify;
    }

    /**
     * How many sessions can be resumed.
     *
     * @return 0 for none
     */
    public int cachedSessions() {
        return cachedSessions;
    }

    /**
     * How long a session can be resumed.
     *
     * @return at most a day
     */
    public Duration sessionLifetime() {
        return sessionLifetime;
    }

    /** Builds {@link TlsOptions}. Not thread-safe. */
    public static final class Builder {
        private final List<KeySource> keys = new ArrayList<>();
        private final List<Path> trust = new ArrayList<>();
        private boolean trustAnyPeer;
        private @Nullable SSLContext context;
        private ClientAuth clientAuth = ClientAuth.NONE;
        private @Nullable String serverName;
        private boolean verifyHostname = true;
        private List<String> protocols = DEFAULT_PROTOCOLS;
        private List<String> cipherSuites = List.of();
        private List<String> applicationProtocols = List.of();
        private Duration handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
        private boolean requireCloseNotify = true;
        private int cachedSessions = DEFAULT_CACHED_SESSIONS;
        private Duration sessionLifetime = DEFAULT_SESSION_LIFETIME;

        private Builder() {}

        /**
         * Adds a certificate and its key in PEM. A server with several shows the one that is for the name its client asks
         * for, else the first; a client the one that the server's issuers have signed.
         *
         * @param chain certificates, the key's own first
         * @param key RSA, EC or EdDSA in PKCS#8, RSA in PKCS#1 or EC in SEC 1; not encrypted. May be the same file
         * @return this
         */
        public Builder certificate(Path chain, Path key) {
            keys.add(KeySource.pem(Objects.requireNonNull(chain, "chain"), Objects.requireNonNull(key, "key")));
            return this;
        }

        /**
         * Adds all private keys of a PKCS#12 or JKS file, with their certificates.
         *
         * @param file the key store
         * @param password of the store and its keys; copied
         * @return this
         */
        public Builder keyStore(Path file, char[] password) {
            keys.add(KeySource.keyStore(Objects.requireNonNull(file, "file"), password.clone()));
            return this;
        }

        /**
         * Trusts these certificates, and whatever they have signed, instead of the JDK's.
         *
         * @param anchors certificates in PEM
         * @return this
         */
        public Builder trust(Path anchors) {
            trust.add(Objects.requireNonNull(anchors, "anchors"));
            return this;
        }

        /**
         * Takes every certificate of everybody: what is sent can be read and changed on the way. For tests.
         *
         * @return this
         */
        public Builder insecureTrustAnyPeer() {
            trustAnyPeer = true;
            verifyHostname = false;
            return this;
        }

        /**
         * Brings a context of the program's own: keys, trust and sessions are its business then.
         *
         * @param value initialised
         * @return this
         */
        public Builder sslContext(SSLContext value) {
            context = Objects.requireNonNull(value, "sslContext");
            return this;
        }

        /**
         * Sets {@link TlsOptions#clientAuth()}. Clients' certificates are trusted as {@link #trust} says.
         *
         * @param value whether to ask
         * @return this
         */
        public Builder clientAuth(ClientAuth value) {
            clientAuth = Objects.requireNonNull(value, "clientAuth");
            return this;
        }

        /**
         * Sets {@link TlsOptions#serverName()}.
         *
         * @param host the name to ask for and to verify
         * @return this
         */
        public Builder serverName(String host) {
            serverName = Objects.requireNonNull(host, "serverName");
            return this;
        }

        /**
         * Sets {@link TlsOptions#verifyHostname()}.
         *
         * @param value false to take a trusted certificate that is for somebody else
         * @return this
         */
        public Builder verifyHostname(boolean value) {
            verifyHostname = value;
            return this;
        }

        /**
         * Sets {@link TlsOptions#protocols()}.
         *
         * @param values of {@link #DEFAULT_PROTOCOLS}, at least one
         * @return this
         * @throws IllegalArgumentException for anything else: older versions are broken
         */
        public Builder protocols(String... values) {
            List<String> wanted = List.of(values);
            if (wanted.isEmpty() || !DEFAULT_PROTOCOLS.containsAll(wanted)) {
                throw new IllegalArgumentException("protocols must be of " + DEFAULT_PROTOCOLS + ", not " + wanted);
            }
            protocols = wanted;
            return this;
        }

        /**
         * Sets {@link TlsOptions#cipherSuites()}.
         *
         * @param values names as the JDK has them
         * @return this
         */
        public Builder cipherSuites(String... values) {
            cipherSuites = List.of(values);
            return this;
        }

        /**
         * Sets {@link TlsOptions#applicationProtocols()}.
         *
         * @param values names as ALPN has them, the preferred first
         * @return this
         */
        public Builder applicationProtocols(String... values) {
            applicationProtocols = List.of(values);
            return this;
        }

        /**
         * Sets {@link TlsOptions#handshakeTimeout()}.
         *
         * @param value more than zero, or {@link ChannelOptions#UNLIMITED}
         * @return this
         */
        public Builder handshakeTimeout(Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException("handshakeTimeout must be more than zero, not " + value);
            }
            handshakeTimeout = value;
            return this;
        }

        /**
         * Sets {@link TlsOptions#requireCloseNotify()}.
         *
         * @param value false to take FIN alone for the end of the stream: whoever can send FIN can cut it off then
         * @return this
         */
        public Builder requireCloseNotify(boolean value) {
            requireCloseNotify = value;
            return this;
        }

        /**
         * Sets {@link TlsOptions#cachedSessions()}.
         *
         * @param value 0 for a full handshake each time
         * @return this
         */
        public Builder cachedSessions(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("cachedSessions must be at least 0, not " + value);
            }
            cachedSessions = value;
            return this;
        }

        /**
         * Sets {@link TlsOptions#sessionLifetime()}.
         *
         * @param value from a second to a day
         * @return this
         */
        public Builder sessionLifetime(Duration value) {
            if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("sessionLifetime must be from 1 s to 24 h, not " + value);
            }
            sessionLifetime = value;
            return this;
        }

        /**
         * Reads the files and builds the options.
         *
         * @return the options
         * @throws IOException if a file cannot be read or used, or a key does not belong to its certificate; the message
         *     is one line that names the file
         * @throws IllegalArgumentException if the JDK refuses a cipher suite, a protocol, an application protocol's name, the
         *     server's name, the context, or all together; the message is one line that names the value
         */
        public TlsOptions build() throws IOException {
            return new TlsOptions(this);
        }
    }
}
