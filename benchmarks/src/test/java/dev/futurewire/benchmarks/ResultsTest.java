package dev.futurewire.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final Peer ONE = Peers.of("netty-nio");
    private static final Peer OTHER = Peers.of("netty-epoll");

    private final Results<Double> results = new Results<>(List.of(ONE, OTHER));

    @Test
    void ratiosAreWithinARound() {
        results.add(ONE, 1, 10.0);
        results.add(OTHER, 1, 5.0);
        results.add(ONE, 2, 40.0);
        results.add(OTHER, 2, 10.0);

        assertThat(results.ratio("netty-nio", "netty-epoll", Double::doubleValue))
                .contains(new Spread(2, 3, 4));
    }

    @Test
    void aRoundThatOneOfTheTwoMissedHasNoRatio() {
        results.add(ONE, 1, 10.0);
        results.failed(OTHER, "it ended");
        results.add(ONE, 2, 40.0);
        results.add(OTHER, 2, 10.0);

        assertThat(results.ratio("netty-nio", "netty-epoll", Double::doubleValue))
                .contains(new Spread(4, 4, 4));
        assertThat(results.failed()).isTrue();
    }

    @Test
    void aSkippedPeerIsNotAFailure() {
        results.skipped(ONE, "no such module");

        assertThat(results.failed()).isFalse();
        assertThat(results.has("netty-nio")).isFalse();
        assertThat(results.ratio("netty-nio", "netty-epoll", Double::doubleValue))
                .isEmpty();
    }
}
