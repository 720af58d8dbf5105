package dev.futurewire.benchmarks.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;

/** A self-signed P-256 key for this process, valid for a day, generated with the JDK's keytool. */
final class TlsKeys {
    private TlsKeys() {}

    static char[] password() {
        return "changeit".toCharArray();
    }

    /** Generates a PKCS#12 file, which is deleted when the process exits. */
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
                throw new IOException("keytool failed");
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
