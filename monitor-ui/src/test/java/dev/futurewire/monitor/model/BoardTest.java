package dev.futurewire.monitor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.futurewire.server.feed.WarningRow;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BoardTest {
    private final AtomicLong clock = new AtomicLong(Rows.NOW);
    private final Board board = new Board(clock::get);

    private Picture picture() {
        return board.picture();
    }

    @Test
    void beginsConnecting() {
        assertThat(picture().status().phase()).isEqualTo(Phase.CONNECTING);
        assertThat(picture().entries()).isEmpty();
    }

    @Test
    void ratesFollowTheCountersWithinASecondOrTwoAndComeToRest() {
        board.connected("echo", true);
        long bytes = 0;
        long sequence = 1;
        for (int i = 0; i < 40; i++) {
            board.tick(Rows.tick(sequence++, Rows.NOW + i * 100, List.of(Rows.row(1, bytes, 2 * bytes))));
            bytes += 10_000;
        }
        assertThat(picture().entry(1).inPerSecond()).isCloseTo(100_000, within(2_000.0));
        assertThat(picture().entry(1).outPerSecond()).isCloseTo(200_000, within(4_000.0));
        assertThat(picture().pace().in()).isCloseTo(100_000, within(2_000.0));
        for (int i = 40; i < 200; i++) {
            board.tick(Rows.tick(sequence++, Rows.NOW + i * 100, List.of(Rows.row(1, bytes, 2 * bytes))));
        }
        assertThat(picture().entry(1).inPerSecond()).isZero();
        assertThat(picture().pace().in()).isZero();
    }

    @Test
    void keepsWhatEndedForAMinute() {
        board.connected("echo", true);
        board.tick(Rows.tick(1, Rows.NOW, List.of(Rows.row(1), Rows.row(2), Rows.row(3))));
        board.tick(Rows.tick(
                2,
                Rows.NOW + 100,
                List.of(Rows.row(1), Rows.row(3)),
                List.of(Rows.closed(2, "timeout", Rows.NOW + 50)),
                List.of()));

        assertThat(picture().entries()).extracting(Entry::id).containsExactly(1L, 2L, 3L);
        assertThat(picture().live()).isEqualTo(2);
        assertThat(picture().entry(2).closed()).isTrue();
        assertThat(Field.NOTES.text(picture().entry(2), Rows.NOW)).isEqualTo("timeout");

        board.tick(Rows.tick(3, Rows.NOW + 59_000, List.of(Rows.row(1), Rows.row(3))));
        assertThat(picture().entry(2)).isNotNull();
        board.tick(Rows.tick(4, Rows.NOW + 60_100, List.of(Rows.row(1), Rows.row(3))));
        assertThat(picture().entry(2)).isNull();
        assertThat(picture().entries()).hasSize(2);
    }

    @Test
    void whatIsToldAsLiveAndAsClosedAtOnceIsClosed() {
        board.connected("echo", true);
        board.tick(
                Rows.tick(1, Rows.NOW, List.of(Rows.row(1)), List.of(Rows.closed(1, "timeout", Rows.NOW)), List.of()));
        assertThat(picture().entries()).hasSize(1);
        assertThat(picture().entry(1).closed()).isTrue();
    }

    @Test
    void doesNotKeepEndlessNumbersOfTheDead() {
        board.connected("echo", true);
        for (int i = 0; i < 50; i++) {
            int from = i * 1_000;
            board.tick(Rows.tick(
                    i,
                    Rows.NOW + i * 100,
                    List.of(),
                    java.util.stream.LongStream.range(from, from + 1_000)
                            .mapToObj(id -> Rows.closed(id, "end of stream", Rows.NOW + id / 10))
                            .toList(),
                    List.of()));
        }
        assertThat(picture().entries()).hasSize(Retained.MOST);
        assertThat(picture().entry(49_999)).isNotNull();
    }

    @Test
    void marksWhoWasWarned() {
        board.connected("echo", true);
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
        board.tick(Rows.tick(
                1,
                Rows.NOW,
                List.of(warned),
                List.of(),
                List.of(new WarningRow(Rows.NOW, "HANDLER_BLOCKED", 5, "blocked", null, List.of("a", "b")))));
        assertThat(picture().entry(5).warned()).isEqualTo("HANDLER_BLOCKED");
        assertThat(picture().warnings()).hasSize(1);
    }

    @Test
    void isStaleFromTheFirstLossAndKeepsWhatItKnew() {
        board.connected("echo", true);
        board.tick(Rows.tick(1, Rows.NOW, List.of(Rows.row(1))));
        clock.addAndGet(1_000);
        board.lost("Connection reset", 250);
        clock.addAndGet(5_000);
        board.lost("Connection refused", 2_000);

        Status status = picture().status();
        assertThat(status.phase()).isEqualTo(Phase.LOST);
        assertThat(status.message()).isEqualTo("Connection refused");
        assertThat(status.sinceMillis()).isEqualTo(Rows.NOW + 1_000);
        assertThat(status.retryAtMillis()).isEqualTo(Rows.NOW + 8_000);
        assertThat(picture().entries()).hasSize(1);
        // The clock of what is stale stands still: an age that grows would be a lie.
        assertThat(picture().clock(clock.get())).isEqualTo(Rows.NOW);

        board.connected("echo", true);
        assertThat(picture().status().phase()).isEqualTo(Phase.LIVE);
        assertThat(picture().events()).extracting("kind").contains("reattached");
    }

    @Test
    void aRefusalIsNotForgottenOverTheEndOfTheConnection() {
        board.refused("bad-token", "the token is not this server's");
        board.lost("the server has ended the connection", -1);
        assertThat(picture().status().phase()).isEqualTo(Phase.REFUSED);
        assertThat(picture().status().code()).isEqualTo("bad-token");
    }

    @Test
    void aRefusedRequestIsANoticeAndNoMore() {
        board.connected("echo", false);
        board.refused("control-not-allowed", "no");
        assertThat(picture().status().phase()).isEqualTo(Phase.LIVE);
        assertThat(picture().notice().code()).isEqualTo("control-not-allowed");
    }

    @Test
    void neverConnectedIsNotStale() {
        board.lost("Connection refused", 500);
        assertThat(picture().status().phase()).isEqualTo(Phase.CONNECTING);
        board.lost("no more", -1);
        assertThat(picture().status().phase()).isEqualTo(Phase.ENDED);
    }
}
