package dev.futurewire.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.monitor.model.Picture;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.source.EmbeddedServer;
import dev.futurewire.server.service.EchoService;
import dev.futurewire.server.service.ServiceOptions;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The numbers are right whatever viewers do, and whoever has gone meanwhile. */
final class ExactTotalsTest {
    private static final int CLIENTS = 40;
    private static final int LINES = 200;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @Test
    void bytesAndLinesAddUpWhileViewersComeAndGo() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(0, new EchoService(), ServiceOptions.defaults());
                Session session = watch(server)) {
            await(session, picture -> picture.totals() != null);
            List<Socket> staying = new ArrayList<>();
            long bytes = 0;
            for (int client = 0; client < CLIENTS; client++) {
                Socket socket = new Socket(
                        server.address().getAddress(), server.address().getPort());
                byte[] lines = ("x".repeat(client * 3) + "\n").repeat(LINES).getBytes(StandardCharsets.US_ASCII);
                socket.getOutputStream().write(lines);
                assertThat(socket.getInputStream().readNBytes(lines.length)).isEqualTo(lines);
                bytes += lines.length;
                if (client % 2 == 0) {
                    socket.close();
                } else {
                    staying.add(socket);
                }
                // Somebody else looks for a moment, follows somebody, and is gone.
                Session visitor = watch(server);
                visitor.follow(client);
                visitor.close();
            }
            long sent = bytes;
            long lines = 2L * CLIENTS * LINES;
            Picture last = await(
                    session,
                    picture -> picture.live() == CLIENTS / 2
                            && picture.entries().size() == CLIENTS
                            && picture.totals().linesShown() + picture.totals().linesDropped() == lines);
            assertThat(last.totals().bytesIn()).isEqualTo(sent);
            assertThat(last.totals().bytesOut()).isEqualTo(sent);
            assertThat(last.entries().stream()
                            .mapToLong(entry -> entry.row().bytesIn())
                            .sum())
                    .as("rows, ended ones too")
                    .isEqualTo(sent);
            assertThat(last.linesSeen())
                    .as("lines that came here")
                    .isEqualTo(last.totals().linesShown());
            for (Socket socket : staying) {
                socket.close();
            }
        }
    }

    private static Session watch(EmbeddedServer server) {
        return new Session(Session.Origin.EMBEDDED, "watching", server::feed, System::currentTimeMillis);
    }

    private static Picture await(Session session, Predicate<Picture> condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        Picture picture = session.picture();
        while (!condition.test(picture)) {
            assertThat(System.nanoTime()).as("last: %s", picture.totals()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
            picture = session.picture();
        }
        return picture;
    }
}
