package dev.futurewire.internal.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Limits count content exactly, and bound the buffered bytes. */
final class LimitProperties {
    private static final int READ = 64 * 1024;

    @Provide
    Arbitrary<List<Integer>> sizes() {
        return FramingArbitraries.sizes();
    }

    @Property(tries = 1500)
    void appliesToTheExactByte(
            @ForAll @IntRange(min = 1, max = 600) int limit,
            @ForAll @IntRange(min = -1, max = 2) int over,
            @ForAll boolean crlf,
            @ForAll("sizes") List<Integer> sizes) {
        String content = "c".repeat(limit + over);
        ChunkedInput input = new ChunkedInput(content + (crlf ? "\r\n" : "\n") + "ok\n", sizes, true);
        Scan line = new Scan.Line(limit);
        ScanOutcome expected =
                over <= 0 ? new ScanOutcome(ScanResult.READY, content) : ScanOutcome.nothing(ScanResult.TOO_LONG);
        assertEquals(expected, input.scan(line));
        assertEquals(
                limit == 1 ? ScanOutcome.nothing(ScanResult.TOO_LONG) : new ScanOutcome(ScanResult.READY, "ok"),
                input.scan(line));
    }

    @Property(tries = 1500)
    void isReportedAsSoonAsTheFrameIsTooLong(
            @ForAll @IntRange(min = 1, max = 600) int limit, @ForAll("sizes") List<Integer> sizes) {
        InputBuffer buffer = new InputBuffer();
        int sent = 0;
        for (int i = 0; ; i++) {
            byte[] chunk = new byte[sizes.get(i % sizes.size())];
            java.util.Arrays.fill(chunk, (byte) 'c');
            buffer.append(chunk, 0, chunk.length);
            sent += chunk.length;
            ScanResult frame = buffer.line(limit);
            assertEquals(sent > limit ? ScanResult.TOO_LONG : ScanResult.MORE, frame, sent + " bytes");
            if (frame == ScanResult.TOO_LONG) {
                return;
            }
        }
    }

    @Property(tries = 1000)
    void neverHoldsMoreThanLimitAndOneRead(
            @ForAll @IntRange(min = 1, max = 300) int limit, @ForAll("sizes") List<Integer> sizes) {
        ChunkedInput input = new ChunkedInput("c".repeat(3_000) + "\r\n" + "c".repeat(limit) + "\r\n", sizes, true);
        Scan line = new Scan.Line(limit);
        assertEquals(ScanResult.TOO_LONG, input.scan(line).frame());
        assertEquals("c".repeat(limit), input.scan(line).content());
        // Content, and the CR of an incomplete terminator.
        assertTrue(input.mostHeld() <= limit + 1, () -> "held " + input.mostHeld());
    }

    @Property(tries = 300)
    void announcedBytesAreNotAllocated(@ForAll @IntRange(min = 1, max = 5_000) int sent) {
        InputBuffer buffer = new InputBuffer();
        for (int i = 0; i < sent; i++) {
            buffer.append(new byte[] {'x'}, 0, 1);
            assertEquals(ScanResult.MORE, buffer.exactly(Integer.MAX_VALUE));
        }
        assertTrue(buffer.array().length <= Math.max(2 * sent, InputBuffer.SMALLEST), () -> "" + buffer.array().length);
    }

    @Example
    void aLineOfTenGibibytesIsSkippedInConstantMemory() {
        InputBuffer buffer = new InputBuffer();
        long virtual = 10L << 30;
        ScanResult first = ScanResult.MORE;
        for (long sent = 0; sent < virtual; sent += READ) {
            buffer.ensureRoom(READ);
            buffer.receiving();
            buffer.received(READ);
            ScanResult frame = buffer.line(READ);
            first = first == ScanResult.MORE ? frame : first;
            assertTrue(buffer.available() <= READ + READ);
        }
        assertEquals(ScanResult.TOO_LONG, first);
        assertTrue(buffer.array().length <= 4 * READ, () -> "" + buffer.array().length);
        buffer.append("tail\nok\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 8);
        assertEquals(ScanResult.READY, buffer.line(READ));
        assertEquals("ok", new String(buffer.takeBytes(), java.nio.charset.StandardCharsets.US_ASCII));
    }
}
