package dev.futurewire.internal.frame;

import dev.futurewire.internal.input.ReadRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Feeds a buffer chunk by chunk, whenever a scan needs more input. */
final class ChunkedInput {
    private final InputBuffer buffer = new InputBuffer();
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private final boolean inPlace;
    private boolean ended;
    private int mostHeld;

    /**
     * Input in chunks.
     *
     * @param inPlace whether bytes are put into the buffer's own array, as a transport does it, or appended
     */
    ChunkedInput(String input, List<Integer> sizes, boolean inPlace) {
        this.inPlace = inPlace;
        int at = 0;
        for (int i = 0; at < input.length(); i++) {
            int size = sizes.isEmpty() ? input.length() : sizes.get(i % sizes.size());
            int end = Math.min(input.length(), at + size);
            chunks.add(input.substring(at, end).getBytes(StandardCharsets.ISO_8859_1));
            at = end;
        }
    }

    InputBuffer buffer() {
        return buffer;
    }

    /** The most bytes that were held after a scan had needed more. */
    int mostHeld() {
        return mostHeld;
    }

    /** Scans, feeding the buffer until the scan has a result. */
    ScanOutcome scan(Scan scan) {
        ScanResult frame = scan.in(buffer);
        while (frame == ScanResult.MORE) {
            mostHeld = Math.max(mostHeld, buffer.available());
            feed();
            frame = scan.in(buffer);
        }
        if (frame == ScanResult.READY || frame == ScanResult.INCOMPLETE) {
            return new ScanOutcome(frame, new String(buffer.takeBytes(), StandardCharsets.ISO_8859_1));
        }
        return ScanOutcome.nothing(frame);
    }

    /** Scans for a request, feeding the buffer until the scan has a result, and calls its decoder. */
    ScanResult scan(ReadRequest<?> request, int limit) {
        ScanResult result = decoded(request, limit);
        while (result == ScanResult.MORE) {
            feed();
            result = decoded(request, limit);
        }
        return result;
    }

    private ScanResult decoded(ReadRequest<?> request, int limit) {
        ScanResult result = request.scan(buffer, limit);
        return result == ScanResult.DECODE ? request.decode(buffer, limit) : result;
    }

    private void feed() {
        byte[] chunk = chunks.poll();
        if (chunk == null) {
            if (ended) {
                throw new AssertionError("the buffer needs more input after the end of the stream");
            }
            ended = true;
            buffer.end();
        } else if (inPlace) {
            putInPlace(chunk);
        } else {
            buffer.append(chunk, 0, chunk.length);
        }
    }

    private void putInPlace(byte[] chunk) {
        buffer.ensureRoom(chunk.length);
        if (chunk.length % 3 == 0) {
            buffer.exchange(new byte[buffer.available() + chunk.length + 5]);
        }
        buffer.receiving();
        System.arraycopy(chunk, 0, buffer.array(), buffer.writeIndex(), chunk.length);
        buffer.received(chunk.length);
        if (chunk.length % 2 == 0) {
            buffer.compact();
        }
    }
}
