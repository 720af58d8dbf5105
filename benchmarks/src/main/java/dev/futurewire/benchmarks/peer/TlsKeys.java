package dev.futurewire.benchmarks.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;

/** A key for this process, of the same kind in each: P-256, signed by itself, for a day. Made by the JDK's keytool. */
final class TlsKeys {
    private TlsKeys() {}

    static char[] password() {
        return "changeit".toCharArray();
    }

    /** A PKCS#12 file; it goes with the process. */
    static Path file() throws IOException {
        Path folder = Files.createTempDirectory("futurewire-benchmark");
        Path file = folder.resolve("keys.p12");
        folder.toFile().deleteOnExit();
        file.toFile().deleteOnExit();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-validity",
                        "1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(password()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool made no key");
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        return file;
    }

    static KeyManagerFactory keyManagers() throws IOException {
        Path file = file();
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password());
            return keys;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
