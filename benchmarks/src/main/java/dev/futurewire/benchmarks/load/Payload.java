package dev.futurewire.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * The lines to send, generated once: random letters and digits, so that a lost, duplicated or swapped line is detected.
 * Connections send different sections of them, so that a line of another connection is detected as well.
 */
final class Payload {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int SECTIONS = 16;

    private final ByteBuffer lines;
    private final int lineBytes;
    private final int depth;

    /**
     * Generates the lines.
     *
     * @param depth number of lines of a batch
     * @param content length of a line without its newline
     */
    Payload(int depth, int content) {
        this.depth = depth;
        this.lineBytes = content + 1;
        this.lines = ByteBuffer.allocateDirect(lineBytes * (depth + SECTIONS));
        SplittableRandom random = new SplittableRandom(7);
        while (lines.hasRemaining()) {
            for (int i = 0; i < content; i++) {
                lines.put((byte) LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            lines.put((byte) '\n');
        }
    }

    /** Returns the batch that a connection sends repeatedly. */
    ByteBuffer batch(int connection) {
        return lines.slice((connection % SECTIONS) * lineBytes, depth * lineBytes);
    }
}
