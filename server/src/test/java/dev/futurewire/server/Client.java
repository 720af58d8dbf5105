package dev.futurewire.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/** A plain blocking client on {@code java.net}, independent of what it tests. Text is Latin-1: one char, one byte. */
public final class Client implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final SocketAddress address;

    /** Connects. */
    public Client(SocketAddress server) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(server, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        address = socket.getLocalSocketAddress();
    }

    /** Connects to a port of this machine. */
    public Client(int port) throws IOException {
        this(new InetSocketAddress("127.0.0.1", port));
    }

    /** This end's address, by which the server knows it; also after the end. */
    public SocketAddress address() {
        return address;
    }

    /** Sends all of it. */
    public Client send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Ends the output. */
    public Client end() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Waits for so many chars. */
    public String receive(int length) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Waits for at least one char; empty when the server has ended the connection. */
    public String receiveSome() throws IOException {
        byte[] bytes = new byte[8192];
        int length = socket.getInputStream().read(bytes);
        return new String(bytes, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
    }

    /** Waits for the server to end the connection; what came until then. */
    public String receiveAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        socket.getInputStream().transferTo(all);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends a line and waits for it. */
    public boolean echoes(String line) throws IOException {
        return send(line).receive(line.length()).equals(line);
    }

    /** Resets the connection. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
