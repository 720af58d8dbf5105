package dev.futurewire.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A viewer that sends and receives messages of the protocol as they are, and requests nothing by itself. */
final class RawViewer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket = new Socket();
    private final BufferedReader in;

    /** Connects and shows the token. */
    RawViewer(WatchedServer watched) throws IOException {
        socket.connect(watched.feed.address());
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        send("{\"type\":\"hello\",\"proto\":1,\"token\":\"" + FeedToken.read(watched.token.file()) + "\"}");
        await("welcome");
    }

    /** Sends a request. */
    RawViewer send(String request) throws IOException {
        socket.getOutputStream().write((request + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Returns the next message of a type; skips others. */
    JsonNode await(String type) throws IOException {
        return await(message -> message.path("type").asText().equals(type));
    }

    /** Returns the next matching message; skips others. */
    JsonNode await(Predicate<JsonNode> wanted) throws IOException {
        long begun = System.nanoTime();
        while (true) {
            if (System.nanoTime() - begun > PATIENCE_MILLIS * 1_000_000L) {
                throw new IOException("the feed sends other messages, but not the expected one");
            }
            String line = in.readLine();
            if (line == null) {
                throw new IOException("the feed has ended");
            }
            JsonNode message = JSON.readTree(line);
            if (wanted.test(message)) {
                return message;
            }
        }
    }

    /** Returns once all earlier requests have been handled. */
    RawViewer sync() throws IOException {
        send("{\"type\":\"ping\"}").await("pong");
        return this;
    }

    /** Returns the name of this viewer in the log of the feed. */
    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
