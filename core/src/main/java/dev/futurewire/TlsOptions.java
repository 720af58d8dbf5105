package dev.futurewire;

import dev.futurewire.internal.tls.Identity;
import dev.futurewire.internal.tls.KeySource;
import dev.futurewire.internal.tls.SslContexts;
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
 * Keys, trust and limits of TLS, for clients and servers. Thread-safe, and immutable except for {@link #reload()},
 * which reads the same files again. The defaults suit a client: it trusts the JDK's trust anchors, verifies host names
 * and has no certificate of its own.
 *
 * <pre>{@code
 * TlsOptions tls = TlsOptions.builder().certificate(Path.of("chain.pem"), Path.of("key.pem")).build();
 * AsyncServer.listen(address, ServerOptions.builder().tls(tls).build(), handler);
 * }</pre>
 */
public final class TlsOptions {
    /** Default of {@link #handshakeTimeout()}: ten seconds, as in Netty. */
    public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    /** Default of {@link #cachedSessions()}: 20,480, as in the JDK. */
    public static final int DEFAULT_CACHED_SESSIONS = 20_480;

    /** Default of {@link #sessionLifetime()}: two hours. RFC 5246 recommends at most a day. */
    public static final Duration DEFAULT_SESSION_LIFETIME = Duration.ofHours(2);

    /** Default of {@link #protocols()}: TLS 1.3 and TLS 1.2. */
    public static final List<String> DEFAULT_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Whether a server requests certificates from its clients. */
    public enum ClientAuth {
        /** The server does not request a certificate. */
        NONE,
        /** The server requests a certificate. A client may present none; one that it presents must be trusted. */
        WANT,
        /** The server requests a certificate. The handshake fails for a client that does not present a trusted one. */
        NEED
    }

    /** Not modified after construction. */
    private final Settings settings;

    private volatile SSLContext context;
    private volatile List<X509Certificate> certificates = List.of();

    private TlsOptions(Settings settings) throws IOException {
        this.settings = settings;
        SSLContext given = settings.context;
        context = given != null ? given : readFiles();
        TlsEngines.check(this);
    }

    private SSLContext readFiles() throws IOException {
        List<Identity> identities = SslContexts.identities(settings.keys);
        SSLContext created = SslContexts.create(
                identities, settings.trust, settings.trustAnyPeer, settings.cachedSessions, settings.sessionLifetime);
        certificates =
                identities.stream().map(identity -> identity.chain().get(0)).toList();
        return created;
    }

    /** {@return a new builder that starts with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads all files again. Handshakes that begin afterwards use the new contents. Sessions established before cannot
     * be resumed any more; open connections are not affected. With {@link Builder#sslContext} this method has no
     * effect.
     *
     * @throws IOException if a file cannot be read or used. Nothing has changed then. The message is one line that
     *     names the file
     */
    public void reload() throws IOException {
        if (settings.context == null) {
            context = readFiles();
        }
    }

    /** {@return the context of new handshakes} Each {@link #reload()} that succeeds replaces it. */
    public SSLContext sslContext() {
        return context;
    }

    /**
     * {@return the certificates of this end, one for each private key, without the rest of their chains} They are those
     * that {@link Builder#build()} or the last successful {@link #reload()} read, and may have expired. The list is
     * empty if there is no private key, and with {@link Builder#sslContext}.
     */
    public List<X509Certificate> certificates() {
        return certificates;
    }

    /** {@return whether a server requests certificates from its clients; by default {@link ClientAuth#NONE}} */
    public ClientAuth clientAuth() {
        return settings.clientAuth;
    }

    /**
     * {@return the server name that a client requests (SNI) and verifies, or null for the host name it connects to; by
     * default null}
     */
    public @Nullable String serverName() {
        return settings.serverName;
    }

    /**
     * {@return whether a client requires that the server's certificate is valid for the server's name; by default true}
     */
    public boolean verifyHostname() {
        return settings.verifyHostname;
    }

    /** {@return the enabled protocol versions, as the JDK names them; by default {@link #DEFAULT_PROTOCOLS}} */
    public List<String> protocols() {
        return settings.protocols;
    }

    /**
     * {@return the enabled cipher suites in order of preference, or an empty list for those that the JDK enables and
     * that have forward secrecy and authenticated encryption; by default empty}
     */
    public List<String> cipherSuites() {
        return settings.cipherSuites;
    }

    /**
     * {@return the application protocols (ALPN) in order of preference, or an empty list for no ALPN; by default empty}
     */
    public List<String> applicationProtocols() {
        return settings.applicationProtocols;
    }

    /** {@return how long a handshake may take, or {@link ChannelOptions#UNLIMITED}} */
    public Duration handshakeTimeout() {
        return settings.handshakeTimeout;
    }

    /**
     * {@return whether reads fail with {@link TlsTruncatedException} if the connection ends without a {@code
     * close_notify} alert; by default true}
     */
    public boolean requireCloseNotify() {
        return settings.requireCloseNotify;
    }

    /** {@return how many sessions are cached for resumption; 0 for none} */
    public int cachedSessions() {
        return settings.cachedSessions;
    }

    /** {@return how long a session can be resumed; at most one day} */
    public Duration sessionLifetime() {
        return settings.sessionLifetime;
    }

    /** The values, with their defaults. The fields refer to immutable objects only, so a shallow copy is enough. */
    private static final class Settings implements Cloneable {
        List<KeySource> keys = List.of();
        List<Path> trust = List.of();
        boolean trustAnyPeer;

        @Nullable
        SSLContext context;

        ClientAuth clientAuth = ClientAuth.NONE;

        @Nullable
        String serverName;

        boolean verifyHostname = true;
        List<String> protocols = DEFAULT_PROTOCOLS;
        List<String> cipherSuites = List.of();
        List<String> applicationProtocols = List.of();
        Duration handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
        boolean requireCloseNotify = true;
        int cachedSessions = DEFAULT_CACHED_SESSIONS;
        Duration sessionLifetime = DEFAULT_SESSION_LIFETIME;

        @Override
        protected Settings clone() {
            try {
                return (Settings) super.clone();
            } catch (CloneNotSupportedException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    /**
     * Builds {@link TlsOptions}. Not thread-safe. Methods throw {@link NullPointerException} for a null argument and
     * {@link IllegalArgumentException} for a value out of range; the builder is unchanged then. Files are read, and
     * names are checked, in {@link #build()}.
     */
    public static final class Builder {
        private final Settings settings = new Settings();

        private Builder() {}

        /**
         * Adds a private key and its certificate chain in PEM. A server with several certificates presents the one for
         * the server name that the client requests, or else the first. A client presents the one that an issuer
         * accepted by the server has signed.
         *
         * @param chain a file with the certificates, that of the key first
         * @param key a file with the private key, not encrypted: RSA, EC or EdDSA in PKCS#8, RSA in PKCS#1, or EC in
         *     SEC 1. May be the same file as {@code chain}
         * @return this
         */
        public Builder certificate(Path chain, Path key) {
            KeySource source =
                    KeySource.pem(Objects.requireNonNull(chain, "chain"), Objects.requireNonNull(key, "key"));
            settings.keys = append(settings.keys, source);
            return this;
        }

        /**
         * Adds all private keys of a PKCS#12 or JKS file, with their certificate chains.
         *
         * @param file the key store
         * @param password the password of the store and of its keys; the array is copied
         * @return this
         */
        public Builder keyStore(Path file, char[] password) {
            KeySource source = KeySource.keyStore(Objects.requireNonNull(file, "file"), password.clone());
            settings.keys = append(settings.keys, source);
            return this;
        }

        /**
         * Adds trust anchors. They replace those of the JDK.
         *
         * @param anchors a file with certificates in PEM
         * @return this
         */
        public Builder trust(Path anchors) {
            settings.trust = append(settings.trust, Objects.requireNonNull(anchors, "anchors"));
            return this;
        }

        private static <T> List<T> append(List<T> list, T last) {
            List<T> longer = new ArrayList<>(list);
            longer.add(last);
            return List.copyOf(longer);
        }

        /**
         * Accepts every certificate of the peer and disables {@link TlsOptions#verifyHostname()}. An attacker in the
         * middle can then read and modify the traffic. For tests only.
         *
         * @return this
         */
        public Builder insecureTrustAnyPeer() {
            settings.trustAnyPeer = true;
            settings.verifyHostname = false;
            return this;
        }

        /**
         * Uses an existing context. It determines keys, trust and session caching; the corresponding options have no
         * effect.
         *
         * @param value an initialized context
         * @return this
         */
        public Builder sslContext(SSLContext value) {
            settings.context = Objects.requireNonNull(value, "sslContext");
            return this;
        }

        /**
         * Sets {@link TlsOptions#clientAuth()}. The certificates of clients are verified against {@link #trust}.
         *
         * @param value whether to request certificates
         * @return this
         */
        public Builder clientAuth(ClientAuth value) {
            settings.clientAuth = Objects.requireNonNull(value, "clientAuth");
            return this;
        }

        /**
         * Sets {@link TlsOptions#serverName()}.
         *
         * @param host the name to request and to verify
         * @return this
         */
        public Builder serverName(String host) {
            settings.serverName = Objects.requireNonNull(host, "serverName");
            return this;
        }

        /**
         * Sets {@link TlsOptions#verifyHostname()}.
         *
         * @param value false to accept a trusted certificate that was issued for another name
         * @return this
         */
        public Builder verifyHostname(boolean value) {
            settings.verifyHostname = value;
            return this;
        }

        /**
         * Sets {@link TlsOptions#protocols()}.
         *
         * @param values one or more of {@link #DEFAULT_PROTOCOLS}
         * @return this
         * @throws IllegalArgumentException for none, and for any other: older versions are insecure
         */
        public Builder protocols(String... values) {
            List<String> wanted = List.of(values);
            if (wanted.isEmpty() || !DEFAULT_PROTOCOLS.containsAll(wanted)) {
                throw new IllegalArgumentException("protocols must be of " + DEFAULT_PROTOCOLS + ", not " + wanted);
            }
            settings.protocols = wanted;
            return this;
        }

        /**
         * Sets {@link TlsOptions#cipherSuites()}.
         *
         * @param values names as the JDK spells them, the preferred first
         * @return this
         */
        public Builder cipherSuites(String... values) {
            settings.cipherSuites = List.of(values);
            return this;
        }

        /**
         * Sets {@link TlsOptions#applicationProtocols()}.
         *
         * @param values ALPN protocol names, the preferred first
         * @return this
         */
        public Builder applicationProtocols(String... values) {
            settings.applicationProtocols = List.of(values);
            return this;
        }

        /**
         * Sets {@link TlsOptions#handshakeTimeout()}.
         *
         * @param value more than zero, or {@link ChannelOptions#UNLIMITED}
         * @return this
         */
        public Builder handshakeTimeout(Duration value) {
            settings.handshakeTimeout = OptionChecks.positive(value, "handshakeTimeout");
            return this;
        }

        /**
         * Sets {@link TlsOptions#requireCloseNotify()}.
         *
         * @param value false to treat a FIN without {@code close_notify} as the end of the stream. An attacker who can
         *     send a FIN can then truncate the stream
         * @return this
         */
        public Builder requireCloseNotify(boolean value) {
            settings.requireCloseNotify = value;
            return this;
        }

        /**
         * Sets {@link TlsOptions#cachedSessions()}.
         *
         * @param value 0 for a full handshake on every connection
         * @return this
         */
        public Builder cachedSessions(int value) {
            settings.cachedSessions = OptionChecks.atLeast(0, value, "cachedSessions");
            return this;
        }

        /**
         * Sets {@link TlsOptions#sessionLifetime()}.
         *
         * @param value one second to one day
         * @return this
         */
        public Builder sessionLifetime(Duration value) {
            if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("sessionLifetime must be from 1 s to 24 h, not " + value);
            }
            settings.sessionLifetime = value;
            return this;
        }

        /**
         * Reads the files and builds the options. Later calls on this builder do not change them.
         *
         * @return options with the current values
         * @throws IOException if a file cannot be read or used, or a key does not match its certificate. The message is
         *     one line that names the file
         * @throws IllegalArgumentException if the JDK rejects a cipher suite, a protocol, an application protocol, the
         *     server name, the context, or their combination. The message is one line that names the value
         */
        public TlsOptions build() throws IOException {
            return new TlsOptions(settings.clone());
        }
    }
}
