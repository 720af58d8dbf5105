package dev.futurewire.internal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.TlsOptions;
import dev.futurewire.support.Rounds;
import dev.futurewire.support.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A corrupt certificate or key file is either usable or rejected with a one-line message that names it. */
@Timeout(120)
@Tag("slow")
final class CorruptFilesTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** The approximate number of positions of a file that are corrupted, in each way. */
    private static final int PLACES = Rounds.of(40);

    @TempDir
    Path folder;

    /** A certificate and its private key in DER, and a key store of both. */
    private record Pair(byte[] certificate, byte[] key, Path store) {}

    private Pair pair(String algorithm) throws Exception {
        TestCertificates.Issued issued = TestCertificates.selfSigned(algorithm, "localhost");
        return new Pair(
                issued.certificate().getEncoded(),
                issued.key().getEncoded(),
                issued.keyStoreIn(folder, algorithm + ".p12", PASSWORD));
    }

    /** The message with which the options reject the files, or null. Any exception except IOException fails the test. */
    private static @Nullable String refusal(TlsOptions.Builder options) {
        try {
            options.build();
            return null;
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static void check(TlsOptions.Builder options, Path corrupt) {
        String refusal = refusal(options);
        if (refusal != null) {
            assertTrue(refusal.contains(corrupt.toString()), refusal);
            assertEquals(1, refusal.lines().count(), refusal);
            assertFalse(refusal.isBlank());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519", "Ed448"})
    void changedAndCutBytes(String algorithm) throws Exception {
        Pair pair = pair(algorithm);
        Path chain =
                Files.writeString(folder.resolve("chain.pem"), TestCertificates.pem("CERTIFICATE", pair.certificate()));
        Path key = Files.writeString(folder.resolve("key.pem"), TestCertificates.pem("PRIVATE KEY", pair.key()));
        assertEquals(null, refusal(TlsOptions.builder().certificate(chain, key)));
        corrupt(pair.certificate(), "CERTIFICATE", file -> {
            check(TlsOptions.builder().certificate(file, key), file);
            check(TlsOptions.builder().trust(file), file);
        });
        corrupt(pair.key(), "PRIVATE KEY", file -> check(TlsOptions.builder().certificate(chain, file), file));
    }

    private interface Use {
        void of(Path file);
    }

    private void corrupt(byte[] der, String label, Use use) throws IOException {
        Path file = folder.resolve("corrupt.pem");
        int step = Math.max(1, der.length / PLACES);
        for (int at = 0; at < der.length; at += step) {
            for (int mask : new int[] {0x01, 0x20, 0x80, 0xff}) {
                byte[] changed = der.clone();
                changed[at] ^= (byte) mask;
                use.of(Files.writeString(file, TestCertificates.pem(label, changed)));
            }
            use.of(Files.writeString(file, TestCertificates.pem(label, Arrays.copyOf(der, at))));
            String text = TestCertificates.pem(label, der);
            use.of(Files.writeString(file, text.substring(0, Math.min(text.length(), at + 20))));
        }
    }

    @Test
    void theLengthOfAnEdwardsKeyIsWrong() throws Exception {
        Pair pair = pair("Ed25519");
        byte[] certificate = pair.certificate().clone();
        int changed = 0;
        for (int i = 0; i + 2 < certificate.length; i++) {
            // BIT STRING of 33 bytes: the public key.
            if (certificate[i] == 0x03 && certificate[i + 1] == 0x21 && certificate[i + 2] == 0) {
                certificate[i + 1] = 0x01;
                changed++;
            }
        }
        assertEquals(1, changed);
        Path file = Files.writeString(folder.resolve("short.pem"), TestCertificates.pem("CERTIFICATE", certificate));
        Path key = Files.writeString(folder.resolve("key.pem"), TestCertificates.pem("PRIVATE KEY", pair.key()));
        String refusal = String.valueOf(refusal(TlsOptions.builder().certificate(file, key)));
        assertTrue(refusal.startsWith(file + ": malformed certificate"), refusal);
        String untrusted = String.valueOf(refusal(TlsOptions.builder().trust(file)));
        assertTrue(untrusted.startsWith(file + ": malformed certificate"), untrusted);
    }

    @Test
    void keyStoresWithAnythingWrong() throws Exception {
        Pair pair = pair("EC");
        byte[] store = Files.readAllBytes(pair.store());
        Path file = folder.resolve("corrupt.p12");
        int step = Math.max(1, store.length / PLACES);
        for (int at = 0; at < store.length; at += step) {
            byte[] changed = store.clone();
            changed[at] ^= 0x20;
            Files.write(file, changed);
            check(TlsOptions.builder().keyStore(file, PASSWORD), file);
            Files.write(file, Arrays.copyOf(store, at));
            check(TlsOptions.builder().keyStore(file, PASSWORD), file);
        }
    }

    @Test
    void filesThatAreNoPem() throws Exception {
        Pair pair = pair("EC");
        Path good = Files.writeString(
                folder.resolve("good.pem"),
                TestCertificates.pem("CERTIFICATE", pair.certificate())
                        + TestCertificates.pem("PRIVATE KEY", pair.key()));
        byte[] noise = new byte[5000];
        new java.util.Random(1).nextBytes(noise);
        for (Path file : new Path[] {
            Files.createDirectory(folder.resolve("folder.pem")),
            Files.writeString(folder.resolve("empty.pem"), ""),
            Files.write(folder.resolve("noise.pem"), noise),
            Files.write(folder.resolve("der.pem"), pair.certificate()),
            folder.resolve("missing.pem"),
            pair.store(),
            Files.writeString(folder.resolve("cut.pem"), Files.readString(good).substring(0, 200)),
        }) {
            for (TlsOptions.Builder options : new TlsOptions.Builder[] {
                TlsOptions.builder().certificate(file, good),
                TlsOptions.builder().certificate(good, file),
                TlsOptions.builder().trust(file)
            }) {
                String refusal = String.valueOf(refusal(options));
                assertTrue(refusal.startsWith(file + ": "), refusal);
                assertEquals(1, refusal.lines().count(), refusal);
            }
        }
        for (Path file : new Path[] {folder.resolve("empty.pem"), folder.resolve("folder.pem"), good}) {
            String refusal = String.valueOf(refusal(TlsOptions.builder().keyStore(file, PASSWORD)));
            assertTrue(refusal.startsWith(file + ": "), refusal);
        }
    }
}
