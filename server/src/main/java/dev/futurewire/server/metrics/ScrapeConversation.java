package dev.futurewire.server.metrics;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.futurewire.AsyncChannel;
import dev.futurewire.Futures;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** One scraper's connection: requests of HTTP/1 without a body, answered in turn until one side wants to end. */
final class ScrapeConversation {
    private static final String PATH = "/metrics";

    /** More header lines than any scraper sends. */
    private static final int MOST_HEADERS = 100;

    private final AsyncChannel channel;
    private final Supplier<String> metrics;
    private String request = "";
    private int headers;
    private boolean last;

    private ScrapeConversation(AsyncChannel channel, Supplier<String> metrics) {
        this.channel = channel;
        this.metrics = metrics;
    }

    /** Answers a scraper's requests. */
    static CompletableFuture<Void> with(AsyncChannel channel, Supplier<String> metrics) {
        ScrapeConversation conversation = new ScrapeConversation(channel, metrics);
        return Futures.repeatWhile(conversation::answerOne);
    }

    private CompletableFuture<Boolean> answerOne() {
        return channel.readLine().thenCompose(line -> {
            if (line == null) {
                return completedFuture(false);
            }
            request = line;
            headers = 0;
            last = !line.endsWith(" HTTP/1.1");
            return Futures.repeatWhile(this::readHeader).thenCompose(done -> answer());
        });
    }

    /** Reads one header line; false after the empty one, and once there are too many. */
    private CompletableFuture<Boolean> readHeader() {
        return channel.readLine().thenApply(line -> {
            if (line == null || ++headers > MOST_HEADERS) {
                last = true;
                return false;
            }
            last |= line.toLowerCase(Locale.ROOT).matches("connection:\\s*close\\s*");
            return !line.isEmpty();
        });
    }

    private CompletableFuture<Boolean> answer() {
        String[] words = request.split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.") || headers > MOST_HEADERS) {
            return refuse("400 Bad Request", true);
        }
        if (!words[1].replaceFirst("\\?.*", "").equals(PATH)) {
            return refuse("404 Not Found", last);
        }
        if (!words[0].equals("GET")) {
            // What follows may be a body.
            return refuse("405 Method Not Allowed", true);
        }
        return reply("200 OK", "text/plain; version=0.0.4; charset=utf-8", metrics.get(), last);
    }

    private CompletableFuture<Boolean> refuse(String status, boolean ending) {
        return reply(status, "text/plain; charset=utf-8", "GET " + PATH + "\n", ending);
    }

    private CompletableFuture<Boolean> reply(String status, String type, String text, boolean ending) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        channel.write("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n"
                + (ending ? "Connection: close\r\n" : "") + "\r\n");
        return channel.write(body).thenApply(accepted -> !ending);
    }
}
