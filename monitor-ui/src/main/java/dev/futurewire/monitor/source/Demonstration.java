package dev.futurewire.monitor.source;

import dev.futurewire.server.feed.FeedSource;
import dev.futurewire.server.service.ServiceOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A server that misbehaves in every way, with clients that make it: every state can be seen within a minute. */
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
        Demonstration demonstration =
                new Demonstration(EmbeddedServer.start(0, new DemoService(), ServiceOptions.defaults()));
        for (Temperament character : Temperament.values()) {
            for (int i = 0; i < character.howMany(); i++) {
                demonstration.client(character, i);
            }
        }
        return demonstration;
    }

    private void client(Temperament character, int which) {
        Thread thread = new Thread(() -> play(character, which), "futurewire-demo-" + character);
        thread.setDaemon(true);
        clients.add(thread);
        thread.start();
    }

    /** One conversation after the other, until the demonstration ends. */
    private void play(Temperament character, int which) {
        try {
            TimeUnit.MILLISECONDS.sleep(which * 900L);
            while (!ended) {
                converse(character);
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse(Temperament character) throws InterruptedException {
        try (Socket socket = new Socket()) {
            sockets.add(socket);
            if (character == Temperament.FLOODING) {
                socket.setReceiveBufferSize(RECEIVE_BUFFER);
            }
            socket.connect(server.address());
            character.play(socket);
        } catch (IOException over) {
            // The server ends many of them; that is what there is to see.
        } finally {
            sockets.removeIf(Socket::isClosed);
        }
    }

    /** Where its server listens. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Its feed. */
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
                // As wanted.
            }
        }
        server.close();
    }
}
