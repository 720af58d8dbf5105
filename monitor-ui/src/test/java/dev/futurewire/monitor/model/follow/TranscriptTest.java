package dev.futurewire.monitor.model.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.futurewire.monitor.decode.MessageDecoder;
import dev.futurewire.monitor.decode.MessageDecoders;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class TranscriptTest {
    private final Transcript transcript = new Transcript();

    private static TrafficSegment segment(long number, boolean inbound, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return segment(number, inbound, bytes);
    }

    private static TrafficSegment segment(long number, boolean inbound, byte[] bytes) {
        return new TrafficSegment(TrafficSegment.Kind.MESSAGE, 0, inbound, bytes, bytes.length, 0, number, 1);
    }

    @Test
    void showsOneDirection() {
        transcript.add(List.of(segment(0, true, "a\n"), segment(1, false, "b\n"), segment(2, true, "c\n")));
        transcript.show(MessageDecoders.LINES, Rendering.TEXT, Direction.IN, 0);
        assertThat(transcript.size()).isEqualTo(2);
        assertThat(transcript.text(1)).isEqualTo("c");
        transcript.show(MessageDecoders.LINES, Rendering.ESCAPED, Direction.OUT, 0);
        assertThat(transcript.text(0)).isEqualTo("b\\n");
    }

    @Test
    void hexTakesALineForEightBytes() {
        transcript.add(List.of(segment(0, true, "0123456789abcdefXY\n")));
        transcript.show(MessageDecoders.LINES, Rendering.HEX, Direction.BOTH, 0);
        assertThat(transcript.size()).isEqualTo(3);
        assertThat(transcript.text(0)).isEqualTo("0000  30 31 32 33 34 35 36 37  01234567");
        assertThat(transcript.text(2)).startsWith("0010  58 59 0a ").endsWith(" XY.");
    }

    @Test
    void searchCountsMatchesAndIgnoresCase() {
        transcript.add(
                List.of(segment(0, true, "needle\n"), segment(1, true, "hay\n"), segment(2, true, "NEEDLE 2\n")));
        transcript.search("needle");
        assertThat(transcript.hits()).isEqualTo(2);
        assertThat(transcript.hit(1)).isEqualTo(2);
        assertThat(transcript.hitFrom(1, true)).isEqualTo(1);
        assertThat(transcript.hitFrom(1, false)).isZero();
        assertThat(transcript.hitFrom(3, true)).isEqualTo(-1);
        transcript.add(List.of(segment(3, true, "one more needle\n")));
        assertThat(transcript.hits()).isEqualTo(3);
        assertThat(transcript.match(3)).isEqualTo(new Transcript.Match("one more needle", 9, 15));
        transcript.search("straw");
        assertThat(transcript.hits()).isZero();
    }

    @Test
    void theEndOfALongLineIsFoundAndShown() {
        transcript.add(List.of(segment(0, true, "x".repeat(5_400) + " the end\n")));
        transcript.search("the end");
        assertThat(transcript.hits()).isEqualTo(1);
        Transcript.Match match = transcript.match(0);
        assertThat(match.text().substring(match.from(), match.to())).isEqualTo("the end");
        assertThat(transcript.text(0)).contains("5,409 bytes, cut");
        assertThat(transcript.whole(0)).hasSize(5_408);
    }

    @Test
    void wrappedRowsShowAllOfALine() {
        transcript.add(List.of(segment(0, true, "0123456789".repeat(5) + "\n")));
        transcript.show(MessageDecoders.LINES, Rendering.TEXT, Direction.BOTH, 20);
        assertThat(transcript.size()).isEqualTo(3);
        transcript.search("9012345678901");
        assertThat(transcript.hit(0)).isZero();
    }

    @Test
    void anIncompleteMessageIsReplacedByTheCompleteOne() {
        transcript.search("ab");
        transcript.add(List.of(), List.of(segment(0, true, "a")));
        assertThat(transcript.size()).isEqualTo(1);
        transcript.add(List.of(), List.of(segment(0, true, "ab")));
        assertThat(transcript.hits()).isEqualTo(1);
        transcript.add(List.of(segment(0, true, "abc\n")), List.of());
        assertThat(transcript.size()).isEqualTo(1);
        assertThat(transcript.text(0)).isEqualTo("abc");
        assertThat(transcript.hits()).isEqualTo(1);
    }

    @Test
    void discardsTheOldestRowsAndCountsThem() {
        for (int i = 0; i < 3 * Transcript.MAX_ROWS; i++) {
            transcript.add(List.of(segment(i, true, i + "\n")));
        }
        assertThat(transcript.size()).isLessThanOrEqualTo(Transcript.MAX_ROWS + Transcript.MAX_ROWS / 4);
        assertThat(transcript.text(0)).isEqualTo(Long.toString(transcript.dropped()));
        assertThat(transcript.text(transcript.size() - 1)).isEqualTo(Integer.toString(3 * Transcript.MAX_ROWS - 1));
    }

    @Test
    void hostileTrafficIsOneLineOfVisibleCharacters() {
        List<TrafficSegment> hostile = new ArrayList<>();
        hostile.add(segment(0, true, "\u001b[31mred\u0007\u0000\u202etxt.exe\u202c\u2028<b>\ufeff\n"));
        hostile.add(segment(1, true, new byte[] {(byte) 0xff, (byte) 0xc3, '(', '\n'}));
        hostile.add(segment(2, true, "x".repeat(1024 * 1024)));
        hostile.add(segment(3, true, "\ud83d\ude00".repeat(4_000)));
        transcript.add(hostile);
        assertThat(transcript.text(0)).isEqualTo("\\u001b[31mred\\u0007\\u0000\\u202etxt.exe\\u202c\\u2028<b>\\ufeff");
        assertThat(transcript.text(1)).isEqualTo("\\xff\\xc3(");
        assertThat(transcript.text(2))
                .hasSizeLessThan(SegmentText.MAX_LENGTH + 60)
                .endsWith("cut in this view)");
        assertThat(transcript.text(3))
                .hasSizeLessThan(SegmentText.MAX_LENGTH + 60)
                .endsWith("cut in this view)");
    }

    @Property(tries = 300)
    void everyRowIsShortAndPrintable(@ForAll byte[] bytes, @ForAll Rendering rendering) {
        TrafficSegment segment = segment(0, true, bytes);
        for (MessageDecoder decoder : MessageDecoders.all()) {
            SegmentText text = new SegmentText(decoder, rendering, 0);
            for (int row = 0; row < text.rows(segment); row++) {
                String shown = text.shown(segment, row);
                assertThat(shown.length()).isLessThanOrEqualTo(SegmentText.MAX_LENGTH + 60);
                assertThat(shown.codePoints()).noneMatch(c -> Character.getType(c) == Character.CONTROL);
            }
        }
    }
}
