package dev.futurewire.benchmarks;

/** The workloads that servers are compared with; each is a row of the results. */
enum Workload {
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

    Workload(String label, String work, int connections, int depth, int bytes) {
        this.label = label;
        this.work = work;
        this.connections = connections;
        this.depth = depth;
        this.bytes = bytes;
    }

    /**
     * Size of a workload.
     *
     * @param connections number of connections
     * @param depth lines a connection sends before it awaits them
     * @param bytes length of a line without its newline
     */
    record Shape(int connections, int depth, int bytes) {}

    String label() {
        return label;
    }

    /** Returns whether it runs over TLS, by peers that speak TLS only. */
    boolean tls() {
        return work.startsWith("tls-");
    }

    /** Returns the load client's name of this workload. */
    String work() {
        return work;
    }

    Shape shape() {
        return new Shape(connections, depth, bytes);
    }

    /** Describes the workload, for the heading of its table. */
    String describe(Shape actual) {
        String lines = actual.bytes() + "-byte lines (and a newline)";
        return switch (this) {
            case CONNECT ->
                "connect, one line of " + actual.bytes() + " bytes, close; " + actual.connections() + " at a time";
            case HANDSHAKES ->
                "connect over TLS 1.3 with a full handshake, one line, close; " + actual.connections() + " at a time";
            case TLS16K -> actual.connections() + " connections over TLS 1.3 with one line in flight each: " + lines;
            case IDLE -> actual.connections() + " idle connections, each of which has sent a line";
            default -> actual.connections() + " connections with " + actual.depth() + " in flight each: " + lines;
        };
    }
}
