package dev.futurewire.monitor.model.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.feed.Traffic;
import dev.futurewire.monitor.decode.MessageDecoder;
import dev.futurewire.monitor.decode.MessageDecoders;
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

    private final Conversation conversation = new Conversation(buffer, MessageDecoders.LINES);

    private static List<String> texts(List<TrafficSegment> segments) {
        return segments.stream()
                .map(segment -> (segment.inbound() ? "> " : "< ") + new String(segment.bytes(), UTF_8))
                .toList();
    }

    @Test
    void cutsAtLineEndsInEachDirection() {
        buffer.add(traffic(true, "one\ntw"));
        buffer.add(traffic(false, "ONE\n"));
        buffer.add(traffic(true, "o\r\nthree"));
        assertThat(texts(conversation.read())).containsExactly("> one\n", "< ONE\n", "> two\r\n");
        assertThat(conversation.incomplete(NOW)).isEmpty();
        // An incomplete line is included after a while, and stays part of the line that is completed later.
        assertThat(texts(conversation.incomplete(NOW + 1_000))).containsExactly("> three");
        buffer.add(traffic(true, " and four\n"));
        assertThat(texts(conversation.read())).containsExactly("> three and four\n");
    }

    @Test
    void anAnswerComesAfterThePromptThatWasNotALine() {
        buffer.add(traffic(false, "login: "));
        buffer.add(new Traffic(1, NOW + 2_000, true, "joe\n".getBytes(UTF_8), 4, 0));
        List<TrafficSegment> segments = conversation.read();
        assertThat(texts(segments)).containsExactly("< login: ", "> joe\n");
        assertThat(segments.get(0).kind()).isEqualTo(TrafficSegment.Kind.PARTIAL);
    }

    @Test
    void reportsSkippedBytesAsAGap() {
        buffer.add(traffic(true, "beg"));
        buffer.add(traffic(true, "on\n".getBytes(UTF_8), 18_432));
        List<TrafficSegment> segments = conversation.read();
        assertThat(segments).hasSize(3);
        assertThat(segments.get(1).gap()).isTrue();
        assertThat(segments.get(1).skipped()).isEqualTo(18_432);
        assertThat(segments.get(2).offset()).isEqualTo(18_435);
        assertThat(buffer.skipped()).isEqualTo(18_432);
    }

    @Test
    void anInterruptionIsAGapOfUnknownSize() {
        buffer.add(traffic(true, "a\n"));
        buffer.interrupted(NOW);
        assertThat(conversation.read()).extracting(TrafficSegment::skipped).containsExactly(0L, -1L, -1L);
    }

    @Test
    void aLineOfFiveMegabytesIsOneSegmentHoweverItArrives() {
        byte[] line = new byte[5_000_000];
        Arrays.fill(line, (byte) 'x');
        line[line.length - 1] = '\n';
        for (int from = 0; from < line.length; from += 1_000) {
            buffer.add(traffic(true, Arrays.copyOfRange(line, from, from + 1_000), 0));
            conversation.incomplete(NOW);
        }
        List<TrafficSegment> segments = conversation.read();
        assertThat(segments).hasSize(1);
        assertThat(segments.get(0).bytes()).isEqualTo(line);
    }

    @Test
    void keepsNoMoreThanItsBudgetAndCountsWhatItDiscards() {
        byte[] bytes = new byte[64 * 1024];
        for (int i = 0; i < 400; i++) {
            buffer.add(traffic(i % 2 == 0, bytes, 0));
        }
        long kept = buffer.pieces().stream()
                .mapToLong(piece -> piece.bytes().length)
                .sum();
        assertThat(kept).isEqualTo(FollowBuffer.MAX_BYTES);
        assertThat(kept + buffer.discarded()).isEqualTo(400L * bytes.length);
    }

    @Test
    void keepsNoMoreLinesThanAreShown() {
        for (int i = 0; i < 30_000; i++) {
            buffer.add(traffic(true, "line\n"));
        }
        assertThat(buffer.pieces()).hasSize(FollowBuffer.MAX_LINES);
    }

    @Property(tries = 200)
    void noBytesAreLostOrAddedHoweverTheyAreSplit(@ForAll byte[] bytes, @ForAll long seed) throws Exception {
        for (MessageDecoder decoder : MessageDecoders.all()) {
            FollowBuffer fresh = new FollowBuffer(1);
            Conversation talk = new Conversation(fresh, decoder);
            Random random = new Random(seed);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(20));
                fresh.add(traffic(true, Arrays.copyOfRange(bytes, from, to), 0));
                for (TrafficSegment segment : talk.read()) {
                    all.write(segment.bytes());
                }
                from = to;
            }
            for (TrafficSegment segment : talk.incomplete(NOW + 1_000)) {
                all.write(segment.bytes());
            }
            assertThat(all.toByteArray()).as(decoder.name()).isEqualTo(bytes);
        }
    }
}
