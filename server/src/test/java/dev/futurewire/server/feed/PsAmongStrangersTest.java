package dev.futurewire.server.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.TlsOptions;
import dev.futurewire.server.CommandResult;
import dev.futurewire.server.TestKeys;
import dev.futurewire.server.faults.Eventually;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections without the token cannot lock {@code ps} out, whatever they send and however many there are. */
@Timeout(120)
class PsAmongStrangersTest {
    private static final int VIEWERS = 5;
    private static final int STRANGERS = 500;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {80, 500})
    void reconnectingSilentConnectionsDoNotLockPsOut(int count) throws Exception {
        try (WatchedServer watched = new WatchedServer(folder);
                SilentConnections strangers = new SilentConnections(watched.feed.localAddress(), count)) {
            Eventually.until("all have connected", () -> strangers.connected() >= count);
            for (int i = 0; i < VIEWERS; i++) {
                CommandResult ps = CommandResult.of(
                        "ps",
                        "127.0.0.1:" + watched.feed.localAddress().getPort(),
                        "--token-file",
                        watched.feed.tokenFile().toString());
                assertEquals(0, ps.status(), ps.err());
            }
        }
    }

    /** Connections that never begin their handshake are replaced in the same way. */
    @Test
    void reconnectingSilentConnectionsDoNotLockPsOutOfAFeedOverTls() throws Exception {
        Path key = TestKeys.pair(folder, "first");
        TlsOptions tls = TlsOptions.builder().certificate(key, key).build();
        try (WatchedServer watched = new WatchedServer(folder, tls);
                SilentConnections strangers = new SilentConnections(watched.feed.localAddress(), STRANGERS)) {
            Eventually.until("all have connected", () -> strangers.connected() >= STRANGERS);
            CommandResult ps = CommandResult.of(
                    "ps",
                    "localhost:" + watched.feed.localAddress().getPort(),
                    "--tls-ca",
                    key.toString(),
                    "--token-file",
                    watched.feed.tokenFile().toString());
            assertEquals(0, ps.status(), ps.err());
        }
    }
}
