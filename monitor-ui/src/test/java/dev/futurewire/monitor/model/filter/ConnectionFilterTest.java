package dev.futurewire.monitor.model.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.FeedFixtures;
import dev.futurewire.monitor.model.filter.BadTermException.Problem;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionFilterTest {
    private static final ConnectionEntry OPEN =
            new ConnectionEntry(FeedFixtures.row(7, 2_000_000, 500), 900_000, 200_000, "HANDLER_BLOCKED SLOW_CONSUMER");
    private static final ConnectionEntry CLOSED =
            new ConnectionEntry(FeedFixtures.closed(8, "frame too long", FeedFixtures.NOW - 1_000), 0, 0, "");

    private static boolean shows(String filter, ConnectionEntry entry) throws BadTermException {
        return ConnectionFilter.parse(filter).matches(entry, FeedFixtures.NOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "10.0.0.7",
                "READLINE",
                "echoservice",
                "open readline",
                "peer:10.0.*:400",
                "peer:10.*.7",
                "state:open",
                "awaiting:EchoService",
                "awaiting:readLine",
                "warn:blocked",
                "rate>1M",
                "rate>=1.1M",
                "in>1M",
                "in>1.9MB",
                "in=2000000",
                "out<1k",
                "idle>4s",
                "idle>4",
                "age>30s",
                "age<2m",
                "waiting>1500ms",
                "left<10s",
                "left>7s",
                "-closed",
                "!state:closed",
                "-left<2s",
                "#7",
                "id=7",
                "\"readLine  Echo\"",
                "-peer:192.168",
                "-\"no such words\"",
            })
    void showsTheOpenOne(String filter) throws BadTermException {
        assertThat(shows(filter, OPEN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.8",
                "open writing",
                "peer:192.168",
                "state:half",
                "warn:early",
                "rate>2M",
                "in<1M",
                "idle>30s",
                "left<2s",
                "-open",
                "-awaiting:readLine",
                "#70",
                "reason:timeout",
            })
    void doesNotShowTheOpenOne(String filter) throws BadTermException {
        assertThat(shows(filter, OPEN)).isFalse();
    }

    @Test
    void alternativesAndRegularExpressions() throws BadTermException {
        assertThat(shows("state:closed OR peer:/^10\\.0\\.0\\.\\d+:/", OPEN)).isTrue();
        assertThat(shows("state:closed OR peer:/^11\\./", OPEN)).isFalse();
        assertThat(shows("/read(line|until)/", OPEN)).isTrue();
        for (String bad : new String[] {"OR", "a OR", "OR b", "a OR OR b"}) {
            assertThat(catchThrowableOfType(BadTermException.class, () -> ConnectionFilter.parse(bad))
                            .problem())
                    .isEqualTo(Problem.LONE_OR);
        }
        assertThat(catchThrowableOfType(BadTermException.class, () -> ConnectionFilter.parse("peer:/(/"))
                        .problem())
                .isEqualTo(Problem.BAD_PATTERN);
    }

    @Test
    void knowsClosedOnes() throws BadTermException {
        assertThat(shows("reason:long", CLOSED)).isTrue();
        assertThat(shows("\"frame too\"", CLOSED)).isTrue();
        assertThat(shows("state:closed -state:open", CLOSED)).isTrue();
        // A connection that does not wait has no time left to compare.
        assertThat(shows("left<2s", CLOSED)).isFalse();
        assertThat(shows("left>2s", CLOSED)).isFalse();
        assertThat(shows("warn:", CLOSED)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "colour:red, UNKNOWN_KEY, colour:red",
        "open speed>3, UNKNOWN_QUANTITY, speed>3",
        "rate>fast, BAD_SIZE, rate>fast",
        "rate>, BAD_SIZE, rate>",
        "idle>1M0, BAD_TIME, idle>1M0",
        "peer:, EMPTY, peer:",
        "-, EMPTY, -",
        "'\"open', OPEN_QUOTE, '\"open'",
    })
    void saysWhichTermIsBad(String filter, Problem problem, String term) {
        BadTermException bad = catchThrowableOfType(BadTermException.class, () -> ConnectionFilter.parse(filter));
        assertThat(bad.problem()).isEqualTo(problem);
        assertThat(bad.term()).isEqualTo(term);
    }

    @Property(tries = 500)
    void anyTextIsAFilterOrABadTerm(@ForAll String text) {
        try {
            ConnectionFilter.parse(text).matches(OPEN, FeedFixtures.NOW);
        } catch (BadTermException bad) {
            assertThat(bad.term()).isNotEmpty();
        }
    }

    @Property(tries = 200)
    void aMinusTurnsATermRound(@ForAll @LongRange(min = 0, max = 4_000_000) long limit) throws BadTermException {
        assertThat(shows("-in>" + limit, OPEN)).isEqualTo(!shows("in>" + limit, OPEN));
    }
}
