package dev.futurewire.support;

import dev.futurewire.TlsOptions;
import dev.futurewire.internal.tls.TlsEngines;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** A TLS client that returns its records to the test instead of sending them. */
public final class RawTlsClient implements AutoCloseable {
    private final Socket socket;
    private final SSLEngine engine;
    private final ByteBuffer arrived = ByteBuffer.allocate(256 * 1024).limit(0);
    private final StringBuilder text = new StringBuilder();

    /** A client on a connected socket; the handshake has not begun. */
    public RawTlsClient(Socket socket, TlsOptions options) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Await.PATIENCE.toMillis());
        engine = TlsEngines.client(options, (InetSocketAddress) socket.getRemoteSocketAddress());
        engine.beginHandshake();
    }

    /** Connects to a server on this machine. */
    public static RawTlsClient connect(int port, TlsOptions options) throws IOException {
        return new RawTlsClient(new Socket("127.0.0.1", port), options);
    }

    /** The JDK's engine. */
    public SSLEngine engine() {
        return engine;
    }

    /** Returns its next handshake records; empty if it waits for the server. */
    public byte[] flight() throws IOException {
        return sealed("");
    }

    /** Returns text as records, with any other records that the engine has to send. */
    public byte[] sealed(String plaintext) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(plaintext.getBytes(StandardCharsets.UTF_8));
        ByteBuffer records = ByteBuffer.allocate(256 * 1024);
        while (true) {
            runTasks();
            boolean own = engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
            if (!own && !source.hasRemaining()) {
                break;
            }
            SSLEngineResult result = engine.wrap(source, records);
            if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                break;
            }
        }
        byte[] bytes = new byte[records.flip().remaining()];
        records.get(bytes);
        return bytes;
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Sends bytes as they are. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Ends the output below TLS: FIN. */
    public void fin() throws IOException {
        socket.shutdownOutput();
    }

    /** Decrypts received records, waiting for more if needed; false at the end of the stream. */
    public boolean receive() throws IOException {
        if (open()) {
            return true;
        }
        byte[] chunk = new byte[16 * 1024];
        int count = socket.getInputStream().read(chunk);
        if (count < 0) {
            return false;
        }
        arrived.compact().put(chunk, 0, count).flip();
        open();
        return true;
    }

    private boolean open() throws IOException {
        int before = arrived.remaining();
        ByteBuffer plaintext = ByteBuffer.allocate(256 * 1024);
        while (arrived.hasRemaining()) {
            runTasks();
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                break;
            }
            SSLEngineResult result = engine.unwrap(arrived, plaintext);
            if (result.bytesConsumed() == 0 && engine.getHandshakeStatus() != HandshakeStatus.NEED_TASK) {
                break;
            }
        }
        runTasks();
        text.append(StandardCharsets.UTF_8.decode(plaintext.flip()));
        return arrived.remaining() != before;
    }

    /** Completes the handshake. */
    public void handshake() throws IOException {
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            send(flight());
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP && !receive()) {
                throw new IOException("the server ended the connection");
            }
        }
    }

    /** Waits until this text has been received. */
    public void expect(String expected) throws IOException {
        while (text.length() < expected.length()) {
            if (!receive()) {
                throw new IOException("the stream ended after " + text);
            }
        }
        if (!text.toString().equals(expected)) {
            throw new AssertionError("expected " + expected + ", received " + text);
        }
    }

    /** Waits until the stream ends or breaks. */
    public void expectEnd() {
        try {
            byte[] chunk = new byte[16 * 1024];
            while (socket.getInputStream().read(chunk) >= 0) {
                // An alert, perhaps.
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the server does not close the connection", e);
        } catch (IOException reset) {
            // A broken stream is an end, too.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
