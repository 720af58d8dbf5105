package dev.futurewire.benchmarks.peer;

/** The protocol of all echo servers, so that the same work is compared. */
final class EchoProtocol {
    /** The line that is echoed and ends its connection. */
    static final String FAREWELL = "BYE";

    /** Maximum length of a line without its newline: Futurewire's default. */
    static final int MAX_LINE = 64 * 1024;

    /** Deadline for a line, of servers that have one. */
    static final int TIMEOUT_SECONDS = 10;

    /** Backlog for bursts of new connections: with the default of some servers (50), the client would wait for retries. */
    static final int BACKLOG = 1024;

    private EchoProtocol() {}

    /** Returns whether bytes are the farewell, ignoring a carriage return before the newline. */
    static boolean isFarewell(byte[] bytes, int from, int to) {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        return end - from == 3 && bytes[from] == 'B' && bytes[from + 1] == 'Y' && bytes[from + 2] == 'E';
    }
}
