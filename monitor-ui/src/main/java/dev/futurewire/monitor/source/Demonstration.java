package dev.futurewire.monitor.source;

import dev.futurewire.feed.FeedSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A server with faulty handlers and clients that provoke the faults; shows every state within a minute. */
public final class Demonstration implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 4 * 1024;
    private static final long PAUSE_MILLIS = 2_500;

    private final EmbeddedServer server;
    private final List<Thread> clients = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    private Demonstration(EmbeddedServer server) {
        this.server = server;
    }

    /** Starts the server and its clients. */
    public static Demonstration start() throws IOException {
        Demonstration demonstration = new Demonstration(EmbeddedServer.start(0, "demo", new DemoHandler()));
        for (DemoClient behavior : DemoClient.values()) {
            for (int i = 0; i < behavior.count(); i++) {
                demonstration.client(behavior, i);
            }
        }
        return demonstration;
    }

    private void client(DemoClient behavior, int index) {
        Thread thread = new Thread(() -> play(behavior, index), "futurewire-demo-" + behavior);
        thread.setDaemon(true);
        clients.add(thread);
        thread.start();
    }

    /** Runs one conversation after another until the demonstration is closed. */
    private void play(DemoClient behavior, int index) {
        try {
            TimeUnit.MILLISECONDS.sleep(index * 900L);
            while (!ended) {
                converse(behavior);
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse(DemoClient behavior) throws InterruptedException {
        try (Socket socket = new Socket()) {
            sockets.add(socket);
            if (behavior == DemoClient.FLOODING) {
                socket.setReceiveBufferSize(RECEIVE_BUFFER);
            }
            socket.connect(server.address());
            behavior.play(socket);
        } catch (IOException closed) {
            // Expected: the server closes many of these connections.
        } finally {
            sockets.removeIf(Socket::isClosed);
        }
    }

    /** Returns the server's address. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Opens the server's feed. */
    public FeedSource feed() {
        return server.feed();
    }

    @Override
    public void close() {
        ended = true;
        clients.forEach(Thread::interrupt);
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException alreadyGone) {
                // Already closed.
            }
        }
        server.close();
    }
}
