package dev.futurewire.feed;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/** Connections that send nothing, and reconnect immediately when they are closed. */
final class SilentConnections implements AutoCloseable {
    private final Selector selector = Selector.open();
    private final InetSocketAddress target;
    private final AtomicLong connected = new AtomicLong();
    private final Thread thread = new Thread(this::run, "silent-strangers");
    private volatile boolean over;

    SilentConnections(InetSocketAddress target, int count) throws IOException {
        this.target = target;
        for (int i = 0; i < count; i++) {
            connect();
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the number of connections established so far. */
    long connected() {
        return connected.get();
    }

    private void connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.register(selector, channel.connect(target) ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
    }

    private void run() {
        ByteBuffer anything = ByteBuffer.allocate(1024);
        try (selector) {
            while (!over) {
                selector.select(key -> {
                    try {
                        look(key, anything.clear());
                    } catch (IOException closed) {
                        again(key);
                    }
                });
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private void look(SelectionKey key, ByteBuffer anything) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        if (key.isConnectable() && channel.finishConnect()) {
            connected.incrementAndGet();
            key.interestOps(SelectionKey.OP_READ);
        } else if (key.isReadable() && channel.read(anything) < 0) {
            again(key);
        }
    }

    private void again(SelectionKey key) {
        try {
            key.channel().close();
            if (!over) {
                connect();
            }
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        over = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
