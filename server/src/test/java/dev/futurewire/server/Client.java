package dev.futurewire.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A plain blocking client on {@code java.net}, independent of the code under test. Text is in Latin-1: one byte per char. */
public final class Client implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;

    /** The socket to read and write: {@link #socket} itself, or TLS over it. */
    private final Socket stream;

    private final SocketAddress address;

    /** Connects. */
    public Client(SocketAddress server) throws IOException {
        this(server, null);
    }

    /** Connects, over TLS if a context is given; the handshake takes place with the first read or write. */
    public Client(SocketAddress server, @Nullable SSLContext tls) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(server, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        address = socket.getLocalSocketAddress();
        stream =
                tls == null ? socket : tls.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
    }

    /** Connects to a port of this machine. */
    public Client(int port) throws IOException {
        this(new InetSocketAddress("127.0.0.1", port));
    }

    /** Returns the local address, which is the remote address for the server; also available after closing. */
    public SocketAddress address() {
        return address;
    }

    /** Sends a text. */
    public Client send(String text) throws IOException {
        stream.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends a text without TLS. */
    public Client sendRaw(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Half-closes the connection. */
    public Client end() throws IOException {
        stream.shutdownOutput();
        return this;
    }

    /** Receives the given number of chars. */
    public String receive(int length) throws IOException {
        byte[] bytes = stream.getInputStream().readNBytes(length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Receives at least one char; returns an empty string at the end of the stream. */
    public String receiveSome() throws IOException {
        byte[] bytes = new byte[8192];
        int length = stream.getInputStream().read(bytes);
        return new String(bytes, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
    }

    /** Receives everything until the server closes the connection. */
    public String receiveAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        stream.getInputStream().transferTo(all);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends a line; returns whether it is sent back. */
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
        stream.close();
    }
}
