package dev.futurewire.server.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** The part of a NATS broker that a client needs to connect: INFO, CONNECT, PING. */
final class FakeBroker implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("0.0.0.0"));
    private final @Nullable SSLContext tls;
    private final Predicate<JsonNode> admits;
    private final BlockingQueue<JsonNode> connects = new LinkedBlockingQueue<>();

    FakeBroker(@Nullable SSLContext tls, Predicate<JsonNode> admits) throws IOException {
        this.tls = tls;
        this.admits = admits;
        Thread thread = new Thread(this::run, "fake-broker");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Returns the next CONNECT message. */
    JsonNode connect() throws InterruptedException {
        JsonNode connect = connects.poll(20, TimeUnit.SECONDS);
        if (connect == null) {
            throw new AssertionError("no client has connected");
        }
        return connect;
    }

    /** Returns whether all CONNECT messages have been taken. */
    boolean hasNoMoreConnects() {
        return connects.isEmpty();
    }

    private void run() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread thread = new Thread(() -> serve(socket), "fake-broker-client");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket plain) {
        try (plain) {
            say(
                    plain.getOutputStream(),
                    "INFO {\"server_id\":\"fake\",\"version\":\"2.9.10\",\"proto\":1,\"max_payload\":1048576,\"host\":\"0.0.0.0\","
                            + "\"port\":4222,\"headers\":true,\"nonce\":\"abcdefghijk\",\"auth_required\":true,\"tls_required\":"
                            + (tls != null) + "}");
            Socket socket = plain;
            if (tls != null) {
                SSLSocket secure = (SSLSocket) tls.getSocketFactory()
                        .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
                secure.setUseClientMode(false);
                secure.startHandshake();
                socket = secure;
            }
            talk(socket);
        } catch (IOException gone) {
            // The client has disconnected, or does not trust this broker.
        }
    }

    private void talk(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("CONNECT ")) {
                JsonNode connect = JSON.readTree(line.substring("CONNECT ".length()));
                connects.add(connect);
                if (!admits.test(connect)) {
                    say(socket.getOutputStream(), "-ERR 'Authorization Violation'");
                    return;
                }
            } else if (line.equals("PING")) {
                say(socket.getOutputStream(), "PONG");
            }
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
