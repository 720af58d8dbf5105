package dev.futurewire.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * The lines that are sent, made once: letters and digits, no two alike, so that a lost, doubled or swapped line shows.
 * Connections send different stretches of them, so that a line of another connection shows too.
 */
final class Payload {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int STRETCHES = 16;

    private final ByteBuffer lines;
    private final int lineBytes;
    private final int depth;

    /**
     * @param depth how many lines one batch has
     * @param content the length of each line without its newline
     */
    Payload(int depth, int content) {
        this.depth = depth;
        this.lineBytes = content + 1;
        this.lines = ByteBuffer.allocateDirect(lineBytes * (depth + STRETCHES));
        SplittableRandom random = new SplittableRandom(7);
        while (lines.hasRemaining()) {
            for (int i = 0; i < content; i++) {
                lines.put((byte) LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            lines.put((byte) '\n');
        }
    }

    /** The batch that the connection with this number sends again and again. */
    ByteBuffer batch(int connection) {
        return lines.slice((connection % STRETCHES) * lineBytes, depth * lineBytes);
    }
}
