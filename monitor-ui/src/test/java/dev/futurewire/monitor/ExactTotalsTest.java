package dev.futurewire.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.monitor.model.ServerView;
import dev.futurewire.monitor.model.Session;
import dev.futurewire.monitor.source.EmbeddedServer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Counters stay exact while viewers and connections come and go. */
final class ExactTotalsTest {
    private static final int CLIENTS = 40;
    private static final int LINES = 200;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @Test
    void bytesAndLinesAddUpWhileViewersComeAndGo() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.echo(0);
                Session session = watch(server)) {
            await(session, view -> view.totals() != null);
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
                // Another viewer attaches, follows a connection, and leaves.
                Session visitor = watch(server);
                visitor.follow(client);
                visitor.close();
            }
            long sent = bytes;
            long lines = 2L * CLIENTS * LINES;
            ServerView last = await(
                    session,
                    view -> view.live() == CLIENTS / 2
                            && view.entries().size() == CLIENTS
                            && view.totals().linesShown() + view.totals().linesDropped() == lines);
            assertThat(last.totals().bytesIn()).isEqualTo(sent);
            assertThat(last.totals().bytesOut()).isEqualTo(sent);
            assertThat(last.entries().stream()
                            .mapToLong(entry -> entry.row().bytesIn())
                            .sum())
                    .as("rows, including closed ones")
                    .isEqualTo(sent);
            assertThat(last.linesSeen())
                    .as("lines received")
                    .isEqualTo(last.totals().linesShown());
            for (Socket socket : staying) {
                socket.close();
            }
        }
    }

    private static Session watch(EmbeddedServer server) {
        return new Session(Session.Origin.EMBEDDED, "watching", server::feed, System::currentTimeMillis);
    }

    private static ServerView await(Session session, Predicate<ServerView> condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        ServerView view = session.view();
        while (!condition.test(view)) {
            assertThat(System.nanoTime()).as("last: %s", view.totals()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
            view = session.view();
        }
        return view;
    }
}
