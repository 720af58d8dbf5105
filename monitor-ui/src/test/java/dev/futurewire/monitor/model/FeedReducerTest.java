package dev.futurewire.monitor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.futurewire.server.feed.WarningRow;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class FeedReducerTest {
    private final AtomicLong clock = new AtomicLong(Rows.NOW);
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
            reducer.tick(Rows.tick(sequence++, Rows.NOW + i * 100, List.of(Rows.row(1, bytes, 2 * bytes))));
            bytes += 10_000;
        }
        assertThat(view().entry(1).inPerSecond()).isCloseTo(100_000, within(2_000.0));
        assertThat(view().entry(1).outPerSecond()).isCloseTo(200_000, within(4_000.0));
        assertThat(view().rates().in()).isCloseTo(100_000, within(2_000.0));
        for (int i = 40; i < 200; i++) {
            reducer.tick(Rows.tick(sequence++, Rows.NOW + i * 100, List.of(Rows.row(1, bytes, 2 * bytes))));
        }
        assertThat(view().entry(1).inPerSecond()).isZero();
        assertThat(view().rates().in()).isZero();
    }

    @Test
    void keepsWhatEndedForAMinute() {
        reducer.connected("echo", true);
        reducer.tick(Rows.tick(1, Rows.NOW, List.of(Rows.row(1), Rows.row(2), Rows.row(3))));
        reducer.tick(Rows.tick(
                2,
                Rows.NOW + 100,
                List.of(Rows.row(1), Rows.row(3)),
                List.of(Rows.closed(2, "timeout", Rows.NOW + 50)),
                List.of()));

        assertThat(view().entries()).extracting(ConnectionEntry::id).containsExactly(1L, 2L, 3L);
        assertThat(view().live()).isEqualTo(2);
        assertThat(view().entry(2).closed()).isTrue();
        assertThat(ConnectionField.NOTES.text(view().entry(2), Rows.NOW)).isEqualTo("timeout");

        reducer.tick(Rows.tick(3, Rows.NOW + 59_000, List.of(Rows.row(1), Rows.row(3))));
        assertThat(view().entry(2)).isNotNull();
        reducer.tick(Rows.tick(4, Rows.NOW + 60_100, List.of(Rows.row(1), Rows.row(3))));
        assertThat(view().entry(2)).isNull();
        assertThat(view().entries()).hasSize(2);
    }

    @Test
    void whatIsToldAsLiveAndAsClosedAtOnceIsClosed() {
        reducer.connected("echo", true);
        reducer.tick(
                Rows.tick(1, Rows.NOW, List.of(Rows.row(1)), List.of(Rows.closed(1, "timeout", Rows.NOW)), List.of()));
        assertThat(view().entries()).hasSize(1);
        assertThat(view().entry(1).closed()).isTrue();
    }

    @Test
    void doesNotKeepEndlessNumbersOfTheDead() {
        reducer.connected("echo", true);
        for (int i = 0; i < 50; i++) {
            int from = i * 1_000;
            reducer.tick(Rows.tick(
                    i,
                    Rows.NOW + i * 100,
                    List.of(),
                    java.util.stream.LongStream.range(from, from + 1_000)
                            .mapToObj(id -> Rows.closed(id, "end of stream", Rows.NOW + id / 10))
                            .toList(),
                    List.of()));
        }
        assertThat(view().entries()).hasSize(RecentlyClosed.MAX_ENTRIES);
        assertThat(view().entry(49_999)).isNotNull();
    }

    @Test
    void marksWhoWasWarned() {
        reducer.connected("echo", true);
        var row = Rows.row(5);
        var warned = new dev.futurewire.server.feed.ConnectionRow(
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
        reducer.tick(Rows.tick(
                1,
                Rows.NOW,
                List.of(warned),
                List.of(),
                List.of(new WarningRow(Rows.NOW, "HANDLER_BLOCKED", 5, "blocked", null, List.of("a", "b")))));
        assertThat(view().entry(5).warned()).isEqualTo("HANDLER_BLOCKED");
        assertThat(view().warnings()).hasSize(1);
    }

    @Test
    void isStaleFromTheFirstLossAndKeepsWhatItKnew() {
        reducer.connected("echo", true);
        reducer.tick(Rows.tick(1, Rows.NOW, List.of(Rows.row(1))));
        clock.addAndGet(1_000);
        reducer.lost("Connection reset", 250);
        clock.addAndGet(5_000);
        reducer.lost("Connection refused", 2_000);

        FeedStatus status = view().status();
        assertThat(status.phase()).isEqualTo(FeedPhase.LOST);
        assertThat(status.message()).isEqualTo("Connection refused");
        assertThat(status.sinceMillis()).isEqualTo(Rows.NOW + 1_000);
        assertThat(status.retryAtMillis()).isEqualTo(Rows.NOW + 8_000);
        assertThat(view().entries()).hasSize(1);
        // The clock of what is stale stands still: an age that grows would be a lie.
        assertThat(view().clock(clock.get())).isEqualTo(Rows.NOW);

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
