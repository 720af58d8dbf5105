package dev.futurewire.monitor.model.follow;

import java.io.ByteArrayOutputStream;
import java.util.function.BiConsumer;

/** Cuts one direction's bytes at line ends, and lines that are too long into parts. */
final class Cutter {
    /** The longest piece: 4 KiB. A line of a megabyte becomes 256 of them. */
    static final int LONGEST = 4 * 1024;

    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private long millis;

    /** Hands out what is complete, each with the time of its last byte. */
    void cut(byte[] bytes, long now, BiConsumer<byte[], Long> complete) {
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' || begun.size() + i + 1 - from >= LONGEST) {
                begun.write(bytes, from, i + 1 - from);
                complete.accept(begun.toByteArray(), now);
                begun.reset();
                from = i + 1;
            }
        }
        begun.write(bytes, from, bytes.length - from);
        millis = now;
    }

    /** Hands out what has begun and not ended, if it is as old as that. */
    void flush(long before, BiConsumer<byte[], Long> incomplete) {
        if (begun.size() > 0 && millis <= before) {
            incomplete.accept(begun.toByteArray(), millis);
            begun.reset();
        }
    }
}
