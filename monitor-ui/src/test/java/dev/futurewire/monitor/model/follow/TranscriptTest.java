package dev.futurewire.monitor.model.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class TranscriptTest {
    private final Transcript transcript = new Transcript();

    private static TrafficSegment segment(long number, boolean inbound, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new TrafficSegment(number, 0, inbound, bytes, bytes.length, 0, 1);
    }

    @Test
    void showsOneDirection() {
        transcript.add(List.of(segment(0, true, "a\n"), segment(1, false, "b\n"), segment(2, true, "c\n")));
        transcript.show(Rendering.TEXT, Direction.IN);
        assertThat(transcript.size()).isEqualTo(2);
        assertThat(transcript.text(1)).isEqualTo("c");
        transcript.show(Rendering.ESCAPED, Direction.OUT);
        assertThat(transcript.text(0)).isEqualTo("b\\n");
    }

    @Test
    void hexTakesALineForEightBytes() {
        transcript.add(List.of(segment(0, true, "0123456789abcdefXY\n")));
        transcript.show(Rendering.HEX, Direction.BOTH);
        assertThat(transcript.size()).isEqualTo(3);
        assertThat(transcript.text(0)).isEqualTo("0000  30 31 32 33 34 35 36 37  01234567");
        assertThat(transcript.text(2)).startsWith("0010  58 59 0a ").endsWith(" XY.");
    }

    @Test
    void searchWrapsAround() {
        transcript.add(
                List.of(segment(0, true, "needle\n"), segment(1, true, "hay\n"), segment(2, true, "NEEDLE 2\n")));
        assertThat(transcript.find("needle", 0, true)).isZero();
        assertThat(transcript.find("needle", 1, true)).isEqualTo(2);
        assertThat(transcript.find("needle", 3, true)).isZero();
        assertThat(transcript.find("needle", 1, false)).isZero();
        assertThat(transcript.find("straw", 0, true)).isEqualTo(-1);
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
        hostile.add(new TrafficSegment(1, 0, true, new byte[] {(byte) 0xff, (byte) 0xc3, '(', '\n'}, 4, 0, 1));
        hostile.add(segment(2, true, "x".repeat(1024 * 1024)));
        hostile.add(segment(3, true, "\ud83d\ude00".repeat(4_000)));
        transcript.add(hostile);
        assertThat(transcript.text(0)).isEqualTo("\\u001b[31mred\\u0007\\u0000\\u202etxt.exe\\u202c\\u2028<b>\\ufeff");
        assertThat(transcript.text(1)).isEqualTo("\\xff\\xc3(");
        assertThat(transcript.text(2))
                .hasSizeLessThan(Rendering.MAX_LENGTH + 10)
                .endsWith("…");
        assertThat(transcript.text(3))
                .hasSizeLessThan(Rendering.MAX_LENGTH + 10)
                .endsWith("…");
    }

    @Property(tries = 300)
    void everyRowIsShortAndPrintable(@ForAll byte[] bytes, @ForAll Rendering rendering) {
        TrafficSegment segment = new TrafficSegment(0, 0, true, bytes, bytes.length, 0, 1);
        for (int row = 0; row < rendering.rows(segment); row++) {
            String text = rendering.text(segment, row);
            assertThat(text.length()).isLessThanOrEqualTo(Rendering.MAX_LENGTH + 10);
            assertThat(text.codePoints()).noneMatch(c -> Character.getType(c) == Character.CONTROL);
        }
    }
}
