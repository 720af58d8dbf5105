package dev.futurewire.server.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.futurewire.TlsOptions;
import dev.futurewire.server.TestKeys;
import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The credentials that a server sends to the broker, from each source; over TLS, only to the authentic broker. */
@Timeout(120)
@Tag("slow")
class BusCredentialsTest {
    private static Path keys;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeKeys(@TempDir Path shared) throws Exception {
        keys = TestKeys.pair(shared, "broker");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("credentials"), content);
    }

    private static ServiceOptions.Builder options(String url) {
        return ServiceOptions.builder().bus(url);
    }

    /** The CONNECT message that a broker receives. */
    private static JsonNode connect(FakeBroker broker, ServiceOptions options) throws InterruptedException {
        NatsBus bus = NatsBus.connect(String.valueOf(options.bus()), options);
        try {
            return broker.connect();
        } finally {
            bus.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "alice:hunter2@,                alice, hunter2, ",
        "al%69ce:h%40un%3Ater2%2F@,      alice, h@un:ter2/, ",
        "alice:p+w@,                    alice, p+w, ",
        "alice:@,                       alice, '', ",
        "alice:h@unter2@,               alice, h@unter2, ",
        "hunter2@,                      , , hunter2",
        "'',                            , , ",
    })
    void fromTheUrl(String before, String user, String password, String token) throws Exception {
        try (FakeBroker broker = new FakeBroker(null, connect -> true)) {
            JsonNode connect = connect(
                    broker,
                    options("nats://" + before + "127.0.0.1:" + broker.port()).build());
            assertEquals(user, connect.path("user").textValue());
            assertEquals(password, connect.path("pass").textValue());
            assertEquals(token, connect.path("auth_token").textValue());
        }
    }

    @Test
    void fromAFileOfLines() throws Exception {
        try (FakeBroker broker = new FakeBroker(null, connect -> true)) {
            String url = "nats://127.0.0.1:" + broker.port();
            JsonNode connect = connect(
                    broker,
                    options(url)
                            .busCredentials(BusCredentials.read(
                                    file("# of the chat\r\n\r\n user = alice \r\npassword=hun=ter2#\r\n")))
                            .build());
            assertEquals("alice", connect.path("user").textValue());
            assertEquals("hun=ter2#", connect.path("pass").textValue());
            connect = connect(
                    broker,
                    options(url)
                            .busCredentials(BusCredentials.read(file("token=hunter2")))
                            .build());
            assertEquals("hunter2", connect.path("auth_token").textValue());
        }
    }

    @Test
    void fromACredentialsFileOfNats() throws Exception {
        NKey account = NKey.createAccount(null);
        NKey user = NKey.createUser(null);
        String jwt =
                JwtUtils.issueUserJWT(account, new String(account.getPublicKey()), new String(user.getPublicKey()));
        Path file = file(String.format(JwtUtils.NATS_USER_JWT_FORMAT, jwt, new String(user.getSeed())));
        try (FakeBroker broker = new FakeBroker(null, connect -> true)) {
            ServiceOptions.Builder options = options("nats://127.0.0.1:" + broker.port());
            JsonNode connect = connect(
                    broker, options.busCredentials(BusCredentials.read(file)).build());
            assertEquals(jwt, connect.path("jwt").textValue());
            assertFalse(connect.path("sig").asText().isEmpty());
            // A key alone, for a broker that knows it.
            String seed = "-----BEGIN USER NKEY SEED-----\n" + new String(user.getSeed())
                    + "\n------END USER NKEY SEED------\n";
            connect = connect(
                    broker,
                    options.busCredentials(BusCredentials.read(file(seed))).build());
            assertEquals(new String(user.getPublicKey()), connect.path("nkey").textValue());
            assertFalse(connect.path("sig").asText().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing\n",
                "hunter2",
                "alice:hunter2",
                "user=alice",
                "password=hunter2",
                "token=hunter2\nuser=alice\npassword=hunter2",
                "token=hunter2\ntoken=hunter2",
                "passwort=hunter2",
                "-----BEGIN NATS USER JWT-----\nhunter2\n------END NATS USER JWT------\n",
                "-----BEGIN USER NKEY SEED-----\nhunter2\n------END USER NKEY SEED------\n",
                "-----BEGIN USER NKEY SEED-----",
            })
    void anUnrecognizedFileIsReportedWithoutItsContent(String content) throws Exception {
        Path file = file(content);
        IOException failure = assertThrows(IOException.class, () -> BusCredentials.read(file));
        for (Throwable each = failure; each != null; each = each.getCause()) {
            assertFalse(String.valueOf(each.getMessage()).contains("hunter2"), each::toString);
        }
        assertTrue(failure.getMessage().startsWith(file.toString()), failure::getMessage);
    }

    @Test
    void aFileThatIsMissingOrBinary() throws Exception {
        Path missing = folder.resolve("missing");
        assertEquals(
                "there is no file " + missing,
                assertThrows(IOException.class, () -> BusCredentials.read(missing))
                        .getMessage());
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, 0, 1});
        assertEquals(
                binary + " is not text",
                assertThrows(IOException.class, () -> BusCredentials.read(binary))
                        .getMessage());
    }

    @Test
    void theTextOfCredentialsHasNoSecret() {
        for (BusCredentials each :
                List.of(BusCredentials.userPassword("alice", "hunter2"), BusCredentials.token("hunter2"))) {
            assertFalse(each.toString().contains("hunter2") || each.toString().contains("alice"), each::toString);
        }
        assertNull(BusCredentials.of(null, null, null));
    }

    @Test
    void aRejectionIsOneLineWithoutTheSecret() throws Exception {
        try (FakeBroker broker = new FakeBroker(null, connect -> false)) {
            // At once: the client of NATS waits for its whole time after a refusal.
            List<CompletableFuture<IllegalArgumentException>> refusals = Stream.of(
                            "alice:hunter2@", "hunter2@", "alice:h%75nter2@")
                    .map(before -> options("nats://" + before + "127.0.0.1:" + broker.port())
                            .build())
                    .map(options -> CompletableFuture.supplyAsync(
                            () -> assertThrows(
                                    IllegalArgumentException.class, () -> new BroadcastService().handler(options)),
                            task -> new Thread(task, "refused").start()))
                    .toList();
            for (CompletableFuture<IllegalArgumentException> refusal : refusals) {
                IllegalArgumentException refused = refusal.get(60, TimeUnit.SECONDS);
                for (Throwable each = refused; each != null; each = each.getCause()) {
                    assertFalse(each.toString().contains("hunter2"), each::toString);
                }
                assertTrue(
                        refused.getMessage()
                                .startsWith("cannot connect to the bus nats://127.0.0.1:" + broker.port() + ": "),
                        refused::getMessage);
            }
        }
    }

    @Test
    void duplicateCredentialsAreRejected() {
        ServiceOptions options = options("nats://alice:hunter2@127.0.0.1:1")
                .busCredentials(BusCredentials.token("hunter2"))
                .build();
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new BroadcastService().handler(options));
        assertFalse(refused.getMessage().contains("hunter2"), refused::getMessage);
    }

    @Test
    void overTlsOnlyATrustedBrokerReceivesCredentials() throws Exception {
        Path keys = TestKeys.pair(folder, "broker");
        try (FakeBroker broker = new FakeBroker(
                TlsOptions.builder().certificate(keys, keys).build().sslContext(), connect -> true)) {
            ServiceOptions trusting = options("tls://alice:hunter2@127.0.0.1:" + broker.port())
                    .busTlsCa(keys)
                    .build();
            assertEquals("hunter2", connect(broker, trusting).path("pass").textValue());
            ServiceOptions ofAnotherHost = options("tls://alice:hunter2@127.0.0.2:" + broker.port())
                    .busTlsCa(keys)
                    .build();
            assertReceivesNoCredentials(broker, ofAnotherHost);
            assertReceivesNoCredentials(
                    broker,
                    options("tls://alice:hunter2@127.0.0.1:" + broker.port()).build());
        }
    }

    private static void assertReceivesNoCredentials(FakeBroker broker, ServiceOptions options) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> connect(broker, options));
        assertTrue(refused.getMessage().startsWith("cannot connect to the bus tls://127.0.0."), refused::getMessage);
        assertTrue(broker.hasNoMoreConnects(), "the broker has received the password");
    }

    @Test
    void aFileOfAuthoritiesNeedsTls() {
        ServiceOptions options = options("nats://127.0.0.1:1").busTlsCa(keys).build();
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new BroadcastService().handler(options));
        assertTrue(refused.getMessage().contains("needs tls://"), refused::getMessage);
    }
}
