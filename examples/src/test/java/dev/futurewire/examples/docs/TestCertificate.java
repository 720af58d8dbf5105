package dev.futurewire.examples.docs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A certificate for {@code localhost} and its key, in PEM, made by the JDK's keytool. */
public final class TestCertificate {
    /** The folder with {@code chain.pem} and {@code key.pem}. */
    public static final Path FOLDER = create();

    /** The certificate. */
    public static final Path CHAIN = FOLDER.resolve("chain.pem");

    /** Its key. */
    public static final Path KEY = FOLDER.resolve("key.pem");

    private TestCertificate() {}

    private static Path create() {
        try {
            Path folder =
                    Files.createTempDirectory(Path.of("target"), "certificate").toAbsolutePath();
            Path store = folder.resolve("store.p12");
            char[] password = "changeit".toCharArray();
            String keytool =
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            Process made = new ProcessBuilder(List.of(
                            keytool,
                            "-genkeypair",
                            "-alias",
                            "a",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "SAN=DNS:localhost,IP:127.0.0.1",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            new String(password),
                            "-keystore",
                            store.toString()))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(made.getInputStream().readAllBytes(), US_ASCII);
            if (made.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, password);
            }
            write(
                    folder.resolve("chain.pem"),
                    "CERTIFICATE",
                    keys.getCertificate("a").getEncoded());
            write(
                    folder.resolve("key.pem"),
                    "PRIVATE KEY",
                    keys.getKey("a", password).getEncoded());
            return folder;
        } catch (IOException | GeneralSecurityException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }
}
