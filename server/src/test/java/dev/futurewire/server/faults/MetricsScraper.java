package dev.futurewire.server.faults;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads a server's metrics over a single connection, since there may be no descriptor for another one. */
final class MetricsScraper implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final byte[] REQUEST =
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InputStream in;

    MetricsScraper(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Returns the value of a metric without labels. */
    double value(String name) throws IOException {
        Double value = values().get(name);
        if (value == null) {
            throw new AssertionError("no metric " + name);
        }
        return value;
    }

    /** Returns all values by name and labels. */
    Map<String, Double> values() throws IOException {
        socket.getOutputStream().write(REQUEST);
        if (!line().equals("HTTP/1.1 200 OK")) {
            throw new IOException("not OK");
        }
        int length = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring(header.indexOf(':') + 1).strip());
            }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        Map<String, Double> values = new HashMap<>();
        body.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return values;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the metrics connection ended");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
