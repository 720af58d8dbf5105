package dev.futurewire.server.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that send a byte of a line per second until they are disconnected. */
final class SlowSenders implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Selector selector = Selector.open();
    private final ArrayDeque<One> next = new ArrayDeque<>();
    private final List<One> cut = new ArrayList<>();
    private final List<SocketChannel> sockets = new ArrayList<>();

    private static final class One {
        final SocketChannel socket;
        long first;
        long due;
        long cutAt;

        One(SocketChannel socket) {
            this.socket = socket;
        }
    }

    /**
     * When the clients were disconnected. *
     * @param count the number of disconnected clients
     * @param first the shortest time from the first byte of a client to its disconnection
     * @param last the longest time from the first byte of a client to its disconnection
     */
    record Cuts(int count, Duration first, Duration last) {}

    /** Connects the clients. */
    SlowSenders(InetSocketAddress server, int clients) throws IOException {
        for (int i = 0; i < clients; i++) {
            SocketChannel socket = SocketChannel.open(server);
            sockets.add(socket);
            socket.configureBlocking(false);
            One one = new One(socket);
            socket.register(selector, SelectionKey.OP_READ, one);
            next.add(one);
        }
    }

    /** Sends until all clients are disconnected or the time is over. */
    Cuts dribble(Duration longest) throws IOException {
        long now = System.nanoTime();
        long end = now + longest.toNanos();
        int i = 0;
        for (One one : next) {
            // Spread over the second.
            one.due = now + PAUSE_NANOS * i++ / next.size();
        }
        int clients = next.size();
        while (cut.size() < clients && System.nanoTime() - end < 0) {
            selector.select(this::readable, 1);
            send();
        }
        long first = Long.MAX_VALUE;
        long last = 0;
        for (One one : cut) {
            first = Math.min(first, one.cutAt - one.first);
            last = Math.max(last, one.cutAt - one.first);
        }
        return new Cuts(cut.size(), Duration.ofNanos(first), Duration.ofNanos(last));
    }

    private void send() {
        long now = System.nanoTime();
        for (One one = next.peekFirst(); one != null && one.due - now <= 0; one = next.peekFirst()) {
            next.removeFirst();
            if (one.cutAt != 0) {
                continue;
            }
            if (one.first == 0) {
                one.first = now;
            }
            try {
                one.socket.write(ByteBuffer.wrap(new byte[] {'x'}));
                one.due += PAUSE_NANOS;
                next.addLast(one);
            } catch (IOException gone) {
                // The read will fail as well.
            }
        }
    }

    private void readable(SelectionKey key) {
        One one = (One) key.attachment();
        try {
            if (one.socket.read(ByteBuffer.allocate(64)) >= 0) {
                return;
            }
        } catch (IOException reset) {
            // Disconnected as well.
        }
        one.cutAt = System.nanoTime();
        cut.add(one);
        close(one.socket);
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // Closed in any case.
        }
    }

    @Override
    public void close() throws IOException {
        sockets.forEach(SlowSenders::close);
        selector.close();
    }
}
