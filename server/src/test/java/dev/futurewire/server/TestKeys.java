package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Self-signed keys for localhost, valid for one day, created by the JDK's keytool. A key is created once for all tests of the
 * process: calls with the same name and algorithm yield the same key.
 */
public final class TestKeys {
    private static final Map<String, Pair> PAIRS = new HashMap<>();

    private TestKeys() {}

    /** The password of the key stores. */
    public static final String PASSWORD = "changeit";

    /** The contents of the files of a key. */
    private record Pair(byte[] store, String pem) {}

    /** Writes an EC key and its certificate to a PEM file, {@code name.pem}, and to a PKCS#12 key store, {@code name.p12}. */
    public static Path pair(Path folder, String name) throws Exception {
        return pair(folder, name, "EC");
    }

    /** Writes a key of an algorithm (EC, RSA, Ed25519) and its certificate likewise. */
    public static Path pair(Path folder, String name, String algorithm) throws Exception {
        Pair pair;
        synchronized (PAIRS) {
            String known = algorithm + " " + name;
            pair = PAIRS.get(known);
            if (pair == null) {
                pair = create(folder.resolve(name + ".p12"), algorithm);
                PAIRS.put(known, pair);
            }
        }
        Files.write(folder.resolve(name + ".p12"), pair.store());
        return Files.writeString(folder.resolve(name + ".pem"), pair.pem());
    }

    private static Pair create(Path store, String algorithm) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "key",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(keytool.waitFor(30, TimeUnit.SECONDS) && keytool.exitValue() == 0, "keytool failed");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return new Pair(
                Files.readAllBytes(store),
                pem("CERTIFICATE", keys.getCertificate("key").getEncoded())
                        + pem(
                                "PRIVATE KEY",
                                keys.getKey("key", PASSWORD.toCharArray()).getEncoded()));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }
}
