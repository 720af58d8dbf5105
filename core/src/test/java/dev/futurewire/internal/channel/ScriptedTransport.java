package dev.futurewire.internal.channel;

import dev.futurewire.internal.transport.Transport;
import dev.futurewire.internal.transport.TransportListener;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A transport that writes a few bytes at a time, within the call, and whose input a test provides. */
final class ScriptedTransport implements Transport {
    private static final InetSocketAddress ADDRESS = InetSocketAddress.createUnresolved("scripted", 1);
    private static final int MOST = 3;

    private final StringBuilder sent = new StringBuilder();
    private @Nullable TransportListener listener;
    private @Nullable ByteBuffer target;
    private String arrived = "";

    @Override
    public void listener(TransportListener value) {
        listener = value;
    }

    @Override
    public synchronized void read(ByteBuffer value) {
        target = value;
        if (!arrived.isEmpty()) {
            deliver();
        }
    }

    /** Simulates input from the network. */
    synchronized void arrive(String text) {
        arrived += text;
        if (target != null) {
            deliver();
        }
    }

    private void deliver() {
        byte[] bytes = arrived.getBytes(StandardCharsets.US_ASCII);
        arrived = "";
        target.put(bytes);
        target = null;
        listener.readCompleted(bytes.length);
    }

    @Override
    public void write(ByteBuffer source) {
        int count = Math.min(MOST, source.remaining());
        for (int i = 0; i < count; i++) {
            sent.append((char) source.get());
        }
        listener.writeCompleted(count);
    }

    /** Everything written so far. */
    String sent() {
        return sent.toString();
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {}

    @Override
    public SocketAddress localAddress() {
        return ADDRESS;
    }

    @Override
    public SocketAddress remoteAddress() {
        return ADDRESS;
    }
}
