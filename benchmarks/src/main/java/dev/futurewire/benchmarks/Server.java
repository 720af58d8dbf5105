package dev.futurewire.benchmarks;

import java.io.IOException;

/** A server that accepts connections and has been found to answer right. */
final class Server implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private static final String LISTENING = "listening ";
    private static final String UNAVAILABLE = "unavailable ";

    private final Child child;
    private final int port;

    Server(Child child, boolean tls) throws IOException, Unavailable {
        this.child = child;
        try {
            this.port = await();
            SelfCheck.of(port, tls);
        } catch (IOException | Unavailable e) {
            child.close();
            throw e;
        }
    }

    private int await() throws IOException, Unavailable {
        String line = child.hear(PATIENCE_SECONDS);
        if (line.startsWith(UNAVAILABLE)) {
            throw new Unavailable(line.substring(UNAVAILABLE.length()));
        }
        if (!line.startsWith(LISTENING)) {
            throw new IOException("the server said \"" + line + "\"");
        }
        return Integer.parseInt(line.substring(LISTENING.length()));
    }

    long pid() {
        return child.pid();
    }

    int port() {
        return port;
    }

    /** What the server complained about last. */
    String lastError() throws IOException {
        return child.lastError();
    }

    @Override
    public void close() throws IOException {
        child.close();
    }
}
