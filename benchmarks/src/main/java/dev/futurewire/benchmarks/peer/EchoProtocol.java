package dev.futurewire.benchmarks.peer;

/** What every echo server here agrees on, so that the same work is compared. */
final class Echo {
    /** The line that comes back and ends its connection. */
    static final String FAREWELL = "BYE";

    /** The longest line a server takes, without its newline: Futurewire's default. */
    static final int MAX_LINE = 64 * 1024;

    /** How long a server that has a deadline waits for a line. */
    static final int TIMEOUT_SECONDS = 10;

    /** Room for bursts of new connections: the default of some servers (50) would make the client wait for retries. */
    static final int BACKLOG = 1024;

    private Echo() {}

    /** Whether the bytes are the farewell; a carriage return before the newline does not count. */
    static boolean isFarewell(byte[] bytes, int from, int to) {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        return end - from == 3 && bytes[from] == 'B' && bytes[from + 1] == 'Y' && bytes[from + 2] == 'E';
    }
}
