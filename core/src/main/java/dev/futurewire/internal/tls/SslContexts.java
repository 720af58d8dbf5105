package dev.futurewire.internal.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Creates {@link SSLContext}s from key and certificate files. */
public final class SslContexts {
    private SslContexts() {}

    /**
     * Reads all private keys and their certificates.
     *
     * @param keys the files
     * @return the identities, in the same order
     * @throws IOException if a file cannot be used; the message names it
     */
    public static List<Identity> identities(List<KeySource> keys) throws IOException {
        List<Identity> identities = new ArrayList<>();
        for (KeySource source : keys) {
            source.read(identities);
        }
        return identities;
    }

    /**
     * Reads the trusted certificates and creates a context.
     *
     * @param identities this end's keys and certificates
     * @param anchors PEM files with trusted certificates; empty for the JDK's
     * @param trustAny whether any certificate is accepted
     * @param cachedSessions the number of sessions that can be resumed; 0 for practically none
     * @param sessionLifetime how long a session can be resumed
     * @return a new context
     * @throws IOException if a file cannot be used; the message names it
     */
    public static SSLContext create(
            List<Identity> identities,
            List<Path> anchors,
            boolean trustAny,
            int cachedSessions,
            Duration sessionLifetime)
            throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] managers = {new IdentityKeyManager(identities)};
            context.init(managers, trustAny ? new TrustManager[] {new InsecureTrustManager()} : trust(anchors), null);
            limit(context.getServerSessionContext(), cachedSessions, sessionLifetime);
            limit(context.getClientSessionContext(), cachedSessions, sessionLifetime);
            return context;
        } catch (GeneralSecurityException | RuntimeException unusable) {
            throw new IOException("TLS cannot be set up: " + KeySource.reason(unusable), unusable);
        }
    }

    private static void limit(@Nullable SSLSessionContext sessions, int cached, Duration lifetime) {
        if (sessions != null) {
            // The JDK takes 0 for no limit. One session that expires after a second is as good as none.
            sessions.setSessionCacheSize(Math.max(1, cached));
            sessions.setSessionTimeout(cached == 0 ? 1 : (int) Math.max(1, Math.min(86_400, lifetime.toSeconds())));
        }
    }

    private static TrustManager @Nullable [] trust(List<Path> anchors) throws IOException, GeneralSecurityException {
        if (anchors.isEmpty()) {
            return null;
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Path file : anchors) {
            for (X509Certificate each : KeySource.reading(file, () -> Pem.certificates(file))) {
                store.setCertificateEntry("anchor-" + number++, each);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
