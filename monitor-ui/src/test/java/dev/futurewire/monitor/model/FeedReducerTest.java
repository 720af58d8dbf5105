package dev.futurewire.monitor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.WarningRow;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class FeedReducerTest {
    private final AtomicLong clock = new AtomicLong(FeedFixtures.NOW);
    private final FeedReducer reducer = new FeedReducer(clock::get);

    private ServerView view() {
        return reducer.view();
    }

    @Test
    void beginsConnecting() {
        assertThat(view().status().phase()).isEqualTo(FeedPhase.CONNECTING);
        assertThat(view().entries()).isEmpty();
    }

    @Test
    void ratesFollowTheCountersWithinASecondOrTwoAndComeToRest() {
        reducer.connected("echo", true);
        long bytes = 0;
        long sequence = 1;
        for (int i = 0; i < 40; i++) {
            reducer.tick(FeedFixtures.tick(
                    sequence++, FeedFixtures.NOW + i * 100, List.of(FeedFixtures.row(1, bytes, 2 * bytes))));
            bytes += 10_000;
        }
        assertThat(view().entry(1).inPerSecond()).isCloseTo(100_000, within(2_000.0));
        assertThat(view().entry(1).outPerSecond()).isCloseTo(200_000, within(4_000.0));
        assertThat(view().rates().in()).isCloseTo(100_000, within(2_000.0));
        for (int i = 40; i < 200; i++) {
            reducer.tick(FeedFixtures.tick(
                    sequence++, FeedFixtures.NOW + i * 100, List.of(FeedFixtures.row(1, bytes, 2 * bytes))));
        }
        assertThat(view().entry(1).inPerSecond()).isZero();
        assertThat(view().rates().in()).isZero();
    }

    @Test
    void keepsClosedConnectionsForAMinute() {
        reducer.connected("echo", true);
        reducer.tick(FeedFixtures.tick(
                1, FeedFixtures.NOW, List.of(FeedFixtures.row(1), FeedFixtures.row(2), FeedFixtures.row(3))));
        reducer.tick(FeedFixtures.tick(
                2,
                FeedFixtures.NOW + 100,
                List.of(FeedFixtures.row(1), FeedFixtures.row(3)),
                List.of(FeedFixtures.closed(2, "timeout", FeedFixtures.NOW + 50)),
                List.of()));

        assertThat(view().entries()).extracting(ConnectionEntry::id).containsExactly(1L, 2L, 3L);
        assertThat(view().live()).isEqualTo(2);
        assertThat(view().entry(2).closed()).isTrue();
        assertThat(ConnectionField.NOTES.text(view().entry(2), FeedFixtures.NOW))
                .isEqualTo("timeout");

        reducer.tick(
                FeedFixtures.tick(3, FeedFixtures.NOW + 59_000, List.of(FeedFixtures.row(1), FeedFixtures.row(3))));
        assertThat(view().entry(2)).isNotNull();
        reducer.tick(
                FeedFixtures.tick(4, FeedFixtures.NOW + 60_100, List.of(FeedFixtures.row(1), FeedFixtures.row(3))));
        assertThat(view().entry(2)).isNull();
        assertThat(view().entries()).hasSize(2);
    }

    @Test
    void aConnectionReportedAsLiveAndClosedIsClosed() {
        reducer.connected("echo", true);
        reducer.tick(FeedFixtures.tick(
                1,
                FeedFixtures.NOW,
                List.of(FeedFixtures.row(1)),
                List.of(FeedFixtures.closed(1, "timeout", FeedFixtures.NOW)),
                List.of()));
        assertThat(view().entries()).hasSize(1);
        assertThat(view().entry(1).closed()).isTrue();
    }

    @Test
    void limitsTheNumberOfClosedConnections() {
        reducer.connected("echo", true);
        for (int i = 0; i < 50; i++) {
            int from = i * 1_000;
            reducer.tick(FeedFixtures.tick(
                    i,
                    FeedFixtures.NOW + i * 100,
                    List.of(),
                    LongStream.range(from, from + 1_000)
                            .mapToObj(id -> FeedFixtures.closed(id, "end of stream", FeedFixtures.NOW + id / 10))
                            .toList(),
                    List.of()));
        }
        assertThat(view().entries()).hasSize(RecentlyClosed.MAX_ENTRIES);
        assertThat(view().entry(49_999)).isNotNull();
    }

    @Test
    void marksConnectionsWithWarnings() {
        reducer.connected("echo", true);
        var row = FeedFixtures.row(5);
        var warned = new ConnectionRow(
                row.id(),
                row.peer(),
                row.local(),
                row.state(),
                null,
                row.openedAtMillis(),
                row.lastActivityMillis(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                65_536,
                row.awaiting(),
                1);
        reducer.tick(FeedFixtures.tick(
                1,
                FeedFixtures.NOW,
                List.of(warned),
                List.of(),
                List.of(new WarningRow(FeedFixtures.NOW, "HANDLER_BLOCKED", 5, "blocked", null, List.of("a", "b")))));
        assertThat(view().entry(5).warned()).isEqualTo("HANDLER_BLOCKED");
        assertThat(view().warnings()).hasSize(1);
    }

    @Test
    void isStaleFromTheFirstLossAndKeepsWhatItKnew() {
        reducer.connected("echo", true);
        reducer.tick(FeedFixtures.tick(1, FeedFixtures.NOW, List.of(FeedFixtures.row(1))));
        clock.addAndGet(1_000);
        reducer.lost("Connection reset", 250);
        clock.addAndGet(5_000);
        reducer.lost("Connection refused", 2_000);

        FeedStatus status = view().status();
        assertThat(status.phase()).isEqualTo(FeedPhase.LOST);
        assertThat(status.message()).isEqualTo("Connection refused");
        assertThat(status.sinceMillis()).isEqualTo(FeedFixtures.NOW + 1_000);
        assertThat(status.retryAtMillis()).isEqualTo(FeedFixtures.NOW + 8_000);
        assertThat(view().entries()).hasSize(1);
        // The clock of a stale view stands still, since ages are not known to grow.
        assertThat(view().clock(clock.get())).isEqualTo(FeedFixtures.NOW);

        reducer.connected("echo", true);
        assertThat(view().status().phase()).isEqualTo(FeedPhase.LIVE);
        assertThat(view().events()).extracting("kind").contains("reattached");
    }

    @Test
    void aRefusalIsNotForgottenOverTheEndOfTheConnection() {
        reducer.refused("bad-token", "the token is not this server's");
        reducer.lost("the server has ended the connection", -1);
        assertThat(view().status().phase()).isEqualTo(FeedPhase.REFUSED);
        assertThat(view().status().code()).isEqualTo("bad-token");
    }

    @Test
    void aRefusedRequestIsANoticeAndNoMore() {
        reducer.connected("echo", false);
        reducer.refused("control-not-allowed", "no");
        assertThat(view().status().phase()).isEqualTo(FeedPhase.LIVE);
        assertThat(view().notice().code()).isEqualTo("control-not-allowed");
    }

    @Test
    void neverConnectedIsNotStale() {
        reducer.lost("Connection refused", 500);
        assertThat(view().status().phase()).isEqualTo(FeedPhase.CONNECTING);
        reducer.lost("no more", -1);
        assertThat(view().status().phase()).isEqualTo(FeedPhase.ENDED);
    }
}
