package dev.futurewire.server.metrics;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.futurewire.observe.LogLimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Handles {@code GET} and {@code HEAD} requests for {@code /metrics}, {@code /healthz} and {@code /readyz}. */
final class MetricsHandler implements HttpHandler {
    private static final System.Logger LOGGER = System.getLogger(MetricsHandler.class.getName());

    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    /** The size of the pieces in which a response is written: the JDK keeps a buffer of that size per thread. */
    private static final int PIECE = 8 * 1024;

    private final Supplier<byte[]> metrics;
    private final Readiness readiness;

    /**
     * Creates the handler.
     *
     * @param metrics supplies the text of a scrape
     * @param readiness the readiness of the server
     */
    MetricsHandler(Supplier<byte[]> metrics, Readiness readiness) {
        this.metrics = metrics;
        this.readiness = readiness;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(int status, String type, byte[] body) {
        static Answer text(int status, String text) {
            return new Answer(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean known = METHODS.contains(exchange.getRequestMethod());
            Headers headers = exchange.getResponseHeaders();
            if (!known) {
                // The request may have a body even if no header says so.
                headers.set("Connection", "close");
            }
            Answer answer = answer(String.valueOf(exchange.getRequestURI().getPath()), known);
            if (answer.status() == HttpURLConnection.HTTP_BAD_METHOD) {
                headers.set("Allow", "GET, HEAD");
            }
            send(exchange, answer);
        }
    }

    private Answer answer(String path, boolean known) {
        Supplier<Answer> route = route(path);
        if (route == null) {
            return Answer.text(HttpURLConnection.HTTP_NOT_FOUND, "GET /metrics\n");
        }
        if (!known) {
            return Answer.text(HttpURLConnection.HTTP_BAD_METHOD, "GET or HEAD\n");
        }
        try {
            return route.get();
        } catch (RuntimeException failure) {
            LogLimiter.shared().log(LOGGER, Level.WARNING, "scrapes that failed", () -> "a scrape failed", failure);
            return Answer.text(HttpURLConnection.HTTP_INTERNAL_ERROR, "failed\n");
        }
    }

    private @Nullable Supplier<Answer> route(String path) {
        return switch (path) {
            case "/metrics" -> () -> new Answer(HttpURLConnection.HTTP_OK, METRICS, metrics.get());
            case "/healthz" -> () -> Answer.text(HttpURLConnection.HTTP_OK, "ok\n");
            case "/readyz" -> this::ready;
            default -> null;
        };
    }

    private Answer ready() {
        String obstacle = readiness.obstacle();
        return obstacle == null
                ? Answer.text(HttpURLConnection.HTTP_OK, "ready\n")
                : Answer.text(HttpURLConnection.HTTP_UNAVAILABLE, "not ready: " + obstacle + "\n");
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body();
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        OutputStream out = exchange.getResponseBody();
        for (int from = 0; from < body.length; from += PIECE) {
            out.write(body, from, Math.min(PIECE, body.length - from));
        }
        // Closing the exchange waits for the rest of the request body, so flush first.
        out.flush();
    }
}
