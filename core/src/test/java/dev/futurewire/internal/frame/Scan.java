package dev.futurewire.internal.frame;

import java.nio.charset.StandardCharsets;

/** A kind of scan; its text names it in failure messages. Delimiters are Latin-1 text. */
sealed interface Scan {
    /** Scans the buffer under test. */
    ScanResult in(InputBuffer buffer);

    /** A line of so many content bytes at most. */
    record Line(int limit) implements Scan {
        @Override
        public ScanResult in(InputBuffer buffer) {
            return buffer.line(limit);
        }
    }

    /** A record. */
    record Until(String delimiter, int limit) implements Scan {
        @Override
        public ScanResult in(InputBuffer buffer) {
            return buffer.until(delimiter.getBytes(StandardCharsets.ISO_8859_1), limit);
        }
    }

    /** So many bytes. */
    record Exactly(int length) implements Scan {
        @Override
        public ScanResult in(InputBuffer buffer) {
            return buffer.exactly(length);
        }
    }

    /** Everything. */
    record All(int limit) implements Scan {
        @Override
        public ScanResult in(InputBuffer buffer) {
            return buffer.all(limit);
        }
    }
}
