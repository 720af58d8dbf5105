package dev.futurewire.monitor.model.follow;

import java.io.ByteArrayOutputStream;
import java.util.function.BiConsumer;

/** Splits the bytes of one direction at line ends, and long lines into several segments. */
final class LineSplitter {
    /** Maximum length of a segment: 4 KiB. */
    static final int MAX_SEGMENT = 4 * 1024;

    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private long millis;

    /** Adds bytes, and passes every completed segment to a consumer with the time of its last byte. */
    void split(byte[] bytes, long now, BiConsumer<byte[], Long> complete) {
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' || partial.size() + i + 1 - from >= MAX_SEGMENT) {
                partial.write(bytes, from, i + 1 - from);
                complete.accept(partial.toByteArray(), now);
                partial.reset();
                from = i + 1;
            }
        }
        partial.write(bytes, from, bytes.length - from);
        millis = now;
    }

    /** Passes an incomplete line to a consumer if its last byte is not later than {@code before}. */
    void flush(long before, BiConsumer<byte[], Long> incomplete) {
        if (partial.size() > 0 && millis <= before) {
            incomplete.accept(partial.toByteArray(), millis);
            partial.reset();
        }
    }
}
