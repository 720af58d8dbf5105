package dev.futurewire.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The option {@code --tls-keystore}. */
@Timeout(60)
@Tag("slow")
final class KeyStoreCommandTest {
    @TempDir
    Path folder;

    private Path password(String text) throws Exception {
        return Files.writeString(folder.resolve("password"), text);
    }

    private void serves(Path store, Path authority) throws Exception {
        try (ServerProcess server = ServerProcess.start(
                "--port",
                "0",
                "--tls-keystore",
                store.toString(),
                "--tls-keystore-password-file",
                password(TestKeys.PASSWORD + "\n").toString())) {
            String target = "localhost:" + server.port();
            assertEquals(
                    new CommandResult(0, "one\nBYE\n", ""),
                    CommandResult.withInput("one\nBYE\n", "connect", "--tls-ca", authority.toString(), target));
        }
    }

    @Test
    void servesWithPkcs12AndWithJks() throws Exception {
        Path pem = TestKeys.pair(folder, "first");
        Path store = folder.resolve("first.p12");
        serves(store, pem);
        char[] secret = TestKeys.PASSWORD.toCharArray();
        KeyStore keys = KeyStore.getInstance(store.toFile(), secret);
        KeyStore old = KeyStore.getInstance("JKS");
        old.load(null, null);
        old.setKeyEntry("key", keys.getKey("key", secret), secret, new Certificate[] {keys.getCertificate("key")});
        Path jks = folder.resolve("first.jks");
        try (var out = Files.newOutputStream(jks)) {
            old.store(out, secret);
        }
        serves(jks, pem);
    }

    @Test
    void aWrongPasswordIsReportedWithoutThePassword() throws Exception {
        TestKeys.pair(folder, "first");
        Path store = folder.resolve("first.p12");
        CommandResult run = CommandResult.of(
                "--port",
                "0",
                "--tls-keystore",
                store.toString(),
                "--tls-keystore-password-file",
                password("not-it").toString());
        assertTrue(run.err().startsWith("futurewire: cannot serve over TLS: " + store + ": "), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(!run.err().contains("not-it"), run.err());
        assertEquals(2, run.status());
        CommandResult none = CommandResult.of("--port", "0", "--tls-keystore", store.toString());
        assertTrue(none.err().startsWith("futurewire: cannot serve over TLS: " + store + ": "), none.err());
        assertEquals(2, none.status());
    }
}
