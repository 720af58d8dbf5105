package dev.futurewire.benchmarks;

/** The kinds of work that servers are compared at: a row of the table each. */
enum Row {
    PIPELINED("pipelined", "echo", 64, 64, 64),
    PINGPONG1("pingpong1", "echo", 1, 1, 64),
    PINGPONG64("pingpong64", "echo", 64, 1, 64),
    PINGPONG1000("pingpong1000", "echo", 1000, 1, 64),
    LINES16K("lines16k", "echo", 64, 1, 16 * 1024),
    CONNECT("connect", "connect", 16, 1, 64),
    IDLE("idle", "idle", 10_000, 1, 64),
    TLS16K("tls16k", "tls-echo", 16, 1, 16 * 1024),
    HANDSHAKES("handshakes", "tls-connect", 16, 1, 64);

    private final String label;
    private final String work;
    private final int connections;
    private final int depth;
    private final int bytes;

    Row(String label, String work, int connections, int depth, int bytes) {
        this.label = label;
        this.work = work;
        this.connections = connections;
        this.depth = depth;
        this.bytes = bytes;
    }

    /**
     * How much of it there is.
     *
     * @param depth how many lines a connection sends before it waits for them
     * @param bytes the length of a line without its newline
     */
    record Shape(int connections, int depth, int bytes) {}

    String label() {
        return label;
    }

    /** Whether it is done over TLS, by peers that speak nothing else. */
    boolean tls() {
        return work.startsWith("tls-");
    }

    /** What the load client calls this kind of work. */
    String work() {
        return work;
    }

    Shape shape() {
        return new Shape(connections, depth, bytes);
    }

    /** In words, for the heading of its table. */
    String describe(Shape actual) {
        String lines = actual.bytes() + "-byte lines (and a newline)";
        return switch (this) {
            case CONNECT ->
                "connect, one line of " + actual.bytes() + " bytes, close; " + actual.connections() + " at a time";
            case HANDSHAKES ->
                "connect over TLS 1.3 with a full handshake, one line, close; " + actual.connections() + " at a time";
            case TLS16K ->
                actual.connections() + " connections over TLS 1.3 with one of their " + lines + " on the way";
            case IDLE -> actual.connections() + " connections that have each sent a line and now wait";
            default ->
                actual.connections() + " connections with " + actual.depth() + " of their " + lines + " on the way";
        };
    }
}
