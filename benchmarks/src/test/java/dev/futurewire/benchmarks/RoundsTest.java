package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rounds with real servers and dummy measurements. */
@Tag("slow")
class RoundsTest {
    private static final Peer ONE = Peers.of("futurewire-bytes");
    private static final Peer OTHER = Peers.of("nio2-raw");

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final List<String> measured = new ArrayList<>();

    private Rounds rounds(int count) throws IOException {
        PrintStream progress = new PrintStream(output, true, StandardCharsets.UTF_8);
        return new Rounds(Launchers.plain(), List.of(ONE, OTHER), count, progress);
    }

    @Test
    void theServersOfARoundAreMeasuredInTurnsAndTheirOrderIsRotated() throws IOException {
        List<Long> prepared = new ArrayList<>();
        Results<Double> results = rounds(2).run(2, server -> prepared.add(server.pid()), (peer, server) -> {
            assertThat(prepared).contains(server.pid());
            measured.add(peer.name());
            return (double) measured.size();
        });

        assertThat(measured)
                .containsExactly(
                        ONE.name(),
                        OTHER.name(),
                        ONE.name(),
                        OTHER.name(),
                        OTHER.name(),
                        ONE.name(),
                        OTHER.name(),
                        ONE.name());
        assertThat(prepared).hasSize(4).doesNotHaveDuplicates();
        assertThat(results.rounds(ONE.name()))
                .containsEntry(1, 1.0)
                .containsEntry(2, 3.0)
                .containsEntry(3, 6.0)
                .containsEntry(4, 8.0);
        assertThat(prepared).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
    }

    @Test
    void aFailedPeerHasNoFurtherTurnAndTheOthersContinue() throws IOException {
        Results<Double> results = rounds(1).run(2, server -> {}, (peer, server) -> {
            measured.add(peer.name());
            if (peer.equals(ONE)) {
                throw new IOException("of a test");
            }
            return 1.0;
        });

        assertThat(measured).containsExactly(ONE.name(), OTHER.name(), OTHER.name());
        assertThat(results.failed()).isTrue();
        assertThat(results.notes().get(ONE.name())).startsWith("FAILED: of a test; the server: ");
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("round 1/1, turn 1/2  futurewire-bytes: FAILED");
    }
}
