package dev.futurewire.monitor.model.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.feed.Traffic;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class FollowBufferTest {
    private static final long NOW = 1_000_000;

    private final FollowBuffer buffer = new FollowBuffer(1);

    private static Traffic traffic(boolean inbound, String text) {
        return traffic(inbound, text.getBytes(UTF_8), 0);
    }

    private static Traffic traffic(boolean inbound, byte[] bytes, long skipped) {
        return new Traffic(1, NOW, inbound, bytes, bytes.length, skipped);
    }

    private List<String> texts(long seen, long now) {
        return buffer.since(seen, now).stream()
                .map(segment -> (segment.inbound() ? "> " : "< ") + new String(segment.bytes(), UTF_8))
                .toList();
    }

    @Test
    void cutsAtLineEndsInEachDirection() {
        buffer.add(traffic(true, "one\ntw"));
        buffer.add(traffic(false, "ONE\n"));
        buffer.add(traffic(true, "o\r\nthree"));
        assertThat(texts(0, NOW)).containsExactly("> one\n", "< ONE\n", "> two\r\n");
        // An incomplete line is included after a while.
        assertThat(texts(3, NOW + 1_000)).containsExactly("> three");
    }

    @Test
    void returnsOnlyNewSegments() {
        buffer.add(traffic(true, "a\nb\n"));
        assertThat(buffer.since(2, NOW)).isEmpty();
        assertThat(texts(1, NOW)).containsExactly("> b\n");
    }

    @Test
    void reportsSkippedBytesAsAGap() {
        buffer.add(traffic(true, "beg"));
        buffer.add(traffic(true, "on\n".getBytes(UTF_8), 18_432));
        List<TrafficSegment> segments = buffer.since(0, NOW);
        assertThat(segments).hasSize(3);
        assertThat(segments.get(1).gap()).isTrue();
        assertThat(segments.get(1).skipped()).isEqualTo(18_432);
        assertThat(buffer.skipped()).isEqualTo(18_432);
    }

    @Test
    void aLineOfAMegabyteIsManySegmentsAndNothingIsLost() {
        byte[] line = new byte[1024 * 1024 + 1];
        Arrays.fill(line, (byte) 'x');
        line[line.length - 1] = '\n';
        buffer.add(traffic(true, line, 0));
        List<TrafficSegment> segments = buffer.since(0, NOW);
        assertThat(segments).hasSize(257);
        assertThat(segments.stream()
                        .mapToLong(segment -> segment.bytes().length)
                        .sum())
                .isEqualTo(line.length);
    }

    @Test
    void keepsNoMoreThanItsBudget() {
        byte[] bytes = new byte[64 * 1024];
        for (int i = 0; i < 200; i++) {
            buffer.add(traffic(i % 2 == 0, bytes, 0));
        }
        long kept = buffer.since(0, NOW).stream()
                .mapToLong(segment -> segment.bytes().length)
                .sum();
        assertThat(kept).isBetween(FollowBuffer.MAX_BYTES - 8_192L, (long) FollowBuffer.MAX_BYTES);
    }

    @Property(tries = 200)
    void noBytesAreLostOrAddedHoweverTheyAreSplit(@ForAll byte[] bytes, @ForAll long seed) throws Exception {
        FollowBuffer fresh = new FollowBuffer(1);
        Random random = new Random(seed);
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(20));
            fresh.add(traffic(true, Arrays.copyOfRange(bytes, from, to), 0));
            from = to;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (TrafficSegment segment : fresh.since(0, NOW + 1_000)) {
            all.write(segment.bytes());
        }
        assertThat(all.toByteArray()).isEqualTo(bytes);
    }
}
