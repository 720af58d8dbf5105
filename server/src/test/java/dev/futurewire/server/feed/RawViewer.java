package dev.futurewire.server.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A viewer that speaks the protocol line by line, and asks for nothing by itself. */
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

    /** Sends a request, as it is. */
    RawViewer send(String request) throws IOException {
        socket.getOutputStream().write((request + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** The next message of a type; others are passed over. */
    JsonNode await(String type) throws IOException {
        return await(message -> message.path("type").asText().equals(type));
    }

    /** The next message that is wanted; others are passed over. */
    JsonNode await(Predicate<JsonNode> wanted) throws IOException {
        long begun = System.nanoTime();
        while (true) {
            if (System.nanoTime() - begun > PATIENCE_MILLIS * 1_000_000L) {
                throw new IOException("the feed goes on, but what is wanted does not come");
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

    /** Answers once all requests before this have been looked at. */
    RawViewer sync() throws IOException {
        send("{\"type\":\"ping\"}").await("pong");
        return this;
    }

    /** How the feed and its log name it. */
    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
