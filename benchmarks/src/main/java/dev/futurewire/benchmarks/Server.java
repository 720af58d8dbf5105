package dev.futurewire.benchmarks;

import java.io.IOException;

/** A server process that accepts connections and has passed {@link EchoCheck}. */
final class Server implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 60;
    private static final String LISTENING = "listening ";
    private static final String UNAVAILABLE = "unavailable ";

    private final PinnedProcess process;
    private final int port;

    Server(PinnedProcess process, boolean tls) throws IOException, PeerUnavailableException {
        this.process = process;
        try {
            this.port = await();
            EchoCheck.of(port, tls);
        } catch (IOException | PeerUnavailableException e) {
            process.close();
            throw e;
        }
    }

    private int await() throws IOException, PeerUnavailableException {
        String line = process.receive(TIMEOUT_SECONDS);
        if (line.startsWith(UNAVAILABLE)) {
            throw new PeerUnavailableException(line.substring(UNAVAILABLE.length()));
        }
        if (!line.startsWith(LISTENING)) {
            throw new IOException("unexpected output of the server: \"" + line + "\"");
        }
        return Integer.parseInt(line.substring(LISTENING.length()));
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    /** Returns the last line of the server's error output. */
    String lastError() throws IOException {
        return process.lastError();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
