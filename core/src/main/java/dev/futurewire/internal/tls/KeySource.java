package dev.futurewire.internal.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A file, or pair of files, with identities. It is read again with each reload. */
@FunctionalInterface
public interface KeySource {
    /** The limit for a reason in a message, in characters: the JDK's parsers can produce very long ones. */
    int MAX_REASON = 300;

    /**
     * Reads the identities.
     *
     * @param into receives them
     * @throws IOException if reading fails; the message names the file and the problem
     */
    void read(List<? super Identity> into) throws IOException;

    /**
     * Returns a source for a chain and a key in PEM.
     *
     * @param chain the file with the certificates, the key's own first
     * @param key the file with the private key
     * @return the source
     */
    static KeySource pem(Path chain, Path key) {
        return into -> {
            List<X509Certificate> certificates = reading(chain, () -> Pem.certificates(chain));
            PrivateKey privateKey = reading(key, () -> Pem.key(key));
            into.add(Identity.of(privateKey, certificates, chain + ", " + key));
        };
    }

    /**
     * Returns a source for all private keys of a PKCS#12 or JKS file.
     *
     * @param file the key store
     * @param password of the store and of its keys
     * @return the source
     */
    static KeySource keyStore(Path file, char[] password) {
        return into -> {
            List<Identity> found = new ArrayList<>();
            reading(file, () -> {
                keys(file, password, found);
                return file;
            });
            if (found.isEmpty()) {
                throw new IOException(file + ": no private key in it");
            }
            into.addAll(found);
        };
    }

    private static void keys(Path file, char[] password, List<? super Identity> into) throws IOException {
        if (Files.isRegularFile(file) && Files.size(file) == 0) {
            throw new IOException(file + ": the file is empty");
        }
        if (Files.size(file) > Pem.LARGEST_FILE) {
            throw new IOException(file + ": larger than " + Pem.LARGEST_FILE + " bytes, which no key store is");
        }
        try (InputStream in = Files.newInputStream(file)) {
            // Also reads JKS.
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password) instanceof PrivateKey key) {
                    List<X509Certificate> chain = chain(store, alias);
                    if (chain.isEmpty()) {
                        throw new IOException(file + ": no certificate for one of its private keys");
                    }
                    into.add(Identity.of(key, chain, file.toString()));
                }
            }
        } catch (GeneralSecurityException malformed) {
            throw new IOException(file + ": " + reason(malformed), malformed);
        }
    }

    private static List<X509Certificate> chain(KeyStore store, String alias) throws GeneralSecurityException {
        List<X509Certificate> chain = new ArrayList<>();
        Certificate[] certificates = store.getCertificateChain(alias);
        if (certificates != null) {
            for (Certificate certificate : certificates) {
                if (certificate instanceof X509Certificate known) {
                    chain.add(known);
                }
            }
        }
        return chain;
    }

    /** Reads a file. */
    @FunctionalInterface
    interface Reading<T> {
        /**
         * Reads the file.
         *
         * @return its contents
         * @throws IOException if reading fails
         */
        T read() throws IOException;
    }

    /**
     * Reads a file and names it in failures. The JDK's parsers throw unchecked exceptions for some malformed files; they become
     * IOExceptions.
     *
     * @param <T> the type of the contents
     * @param file the file
     * @param reading reads it
     * @return its contents
     * @throws IOException with a message for users
     */
    static <T> T reading(Path file, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (NoSuchFileException missing) {
            throw new IOException(file + ": no such file", missing);
        } catch (AccessDeniedException denied) {
            throw new IOException(file + ": permission denied", denied);
        } catch (IOException other) {
            String message = reason(other);
            throw message.startsWith(file.toString()) ? other : new IOException(file + ": " + message, other);
        } catch (RuntimeException malformed) {
            throw new IOException(file + ": malformed: " + reason(malformed), malformed);
        }
    }

    /**
     * Returns the message of a failure, or its type if it has none.
     *
     * @param failure the failure
     * @return one line of at most {@link #MAX_REASON} characters, never empty
     */
    static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " ");
        if (failure.getMessage() == null || message.isEmpty()) {
            return failure.getClass().getSimpleName();
        }
        return message.length() <= MAX_REASON ? message : message.substring(0, MAX_REASON) + "...";
    }
}
