package dev.futurewire.server.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.futurewire.AsyncChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One viewer's conversation: hello, then requests from it and ticks to it. */
final class FeedSession {
    /** How long a viewer may take to show its token: three seconds. */
    static final long HELLO_SECONDS = 3;

    private static final int MOST_FOLLOWED = 16;

    private final AsyncChannel channel;
    private final FeedHub hub;
    private final Supplier<? extends @Nullable FeedToken> token;
    private final boolean allowControl;
    private final ScheduledExecutorService ticker;
    private final ViewerState state;
    private final FollowTap tap = new FollowTap();
    private final Set<Long> followed = new HashSet<>();
    private @Nullable ScheduledFuture<?> ticks;

    /** Used by the ticker's thread only. */
    private Map<Long, ConnectionRow> sent = new HashMap<>();

    private CompletableFuture<Void> lastWrite = CompletableFuture.completedFuture(null);

    FeedSession(
            AsyncChannel channel,
            FeedHub hub,
            Supplier<? extends @Nullable FeedToken> token,
            boolean allowControl,
            int highWaterMark,
            ScheduledExecutorService ticker) {
        this.channel = channel;
        this.hub = hub;
        this.token = token;
        this.allowControl = allowControl;
        this.ticker = ticker;
        state = new ViewerState(hub, highWaterMark);
    }

    CompletionStage<?> converse() {
        return channel.readLine()
                .orTimeout(HELLO_SECONDS, TimeUnit.SECONDS)
                .thenCompose(this::hello)
                .whenComplete((done, failure) -> end());
    }

    private CompletionStage<?> hello(@Nullable String line) {
        if (line == null) {
            return CompletableFuture.completedFuture(null);
        }
        // Nothing is parsed of one who does not begin as a viewer does: a browser, say.
        if (!line.startsWith("{")) {
            return refuse("bad-protocol", "this is a Futurewire feed");
        }
        JsonNode hello;
        try {
            hello = FeedJson.parse(line);
        } catch (JsonProcessingException malformed) {
            return refuse("bad-protocol", "the hello is not JSON");
        }
        FeedToken secret = token.get();
        if (secret == null || !secret.matches(hello.path("token").asText(""))) {
            return refuse("bad-token", "the token is not this server's");
        }
        if (hello.path("proto").asInt() != FeedJson.PROTOCOL) {
            return refuse("bad-protocol", "this server speaks protocol " + FeedJson.PROTOCOL);
        }
        channel.write(FeedJson.line(FeedJson.message("welcome")
                .put("proto", FeedJson.PROTOCOL)
                .put("server", hub.service())
                .put("address", Rows.text(hub.server().localAddress()))
                .put("control", allowControl)));
        return channel.forEachLine(this::request);
    }

    private CompletionStage<?> refuse(String code, String message) {
        return channel.write(error(code, message));
    }

    private static String error(String code, String message) {
        return FeedJson.line(FeedJson.message("error").put("code", code).put("message", message));
    }

    private CompletionStage<?> request(String line) {
        JsonNode request;
        try {
            request = FeedJson.parse(line);
        } catch (JsonProcessingException malformed) {
            return channel.write(error("bad-request", "not JSON"));
        }
        String type = request.path("type").asText();
        long id = request.path("connection").asLong();
        return switch (type) {
            case "watch" -> watch(request.path("hz").asInt(10));
            case "follow" -> follow(id);
            case "unfollow" -> unfollow(id);
            case "close", "send", "pause" ->
                allowControl
                        ? control(type, id, request)
                        : channel.write(
                                error("control-not-allowed", "the server was not started with --allow-control"));
            case "ping" -> channel.write(FeedJson.line(FeedJson.message("pong")));
            case "bye" -> channel.close();
            default -> channel.write(error("bad-request", "an unknown request"));
        };
    }

    private CompletionStage<?> watch(int hz) {
        if (ticks == null) {
            state.begin();
            hub.watched(true);
            long period = 1_000 / Math.max(1, Math.min(10, hz));
            try {
                ticks = ticker.scheduleAtFixedRate(this::tick, 0, period, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException ending) {
                return channel.close();
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<?> follow(long id) {
        if (state.connection(id) == null) {
            return channel.write(error("no-such-connection", "#" + id + " is not open"));
        }
        if (followed.size() >= MOST_FOLLOWED) {
            return channel.write(error("too-many", "at most " + MOST_FOLLOWED + " connections are followed"));
        }
        if (followed.add(id)) {
            hub.follow(id, tap);
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<?> unfollow(long id) {
        if (followed.remove(id)) {
            hub.unfollow(id, tap);
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<?> control(String type, long id, JsonNode request) {
        if (type.equals("pause")) {
            hub.server().pauseAccepting(request.path("paused").asBoolean());
            return CompletableFuture.completedFuture(null);
        }
        AsyncChannel connection = state.connection(id);
        if (connection == null) {
            return channel.write(error("no-such-connection", "#" + id + " is not open"));
        }
        if (type.equals("close")) {
            connection.close();
            return CompletableFuture.completedFuture(null);
        }
        String line = request.path("line").asText();
        if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
            return channel.write(error("bad-request", "a line has no line end inside"));
        }
        return connection.write(line + "\n").handle((done, failure) -> null);
    }

    /** On the ticker's thread. A viewer that has not taken the last tick misses this one; the next has all of it. */
    private void tick() {
        try {
            if (!lastWrite.isDone()) {
                return;
            }
            FeedSnapshot now = state.tick();
            Map<Long, ConnectionRow> rows = new HashMap<>();
            List<ConnectionRow> changed = new ArrayList<>();
            for (ConnectionRow row : now.rows()) {
                rows.put(row.id(), row);
                if (!row.equals(sent.remove(row.id()))) {
                    changed.add(row);
                }
            }
            List<Long> gone = new ArrayList<>(sent.keySet());
            sent = rows;
            StringBuilder text = new StringBuilder();
            FeedJson.tick(now, changed, gone).forEach(text::append);
            tap.fetch().forEach(piece -> text.append(FeedJson.traffic(piece)));
            // A viewer that has gone is no news.
            lastWrite = channel.write(text).exceptionally(closed -> null);
        } catch (RuntimeException | Error failure) {
            System.getLogger(FeedSession.class.getName())
                    .log(System.Logger.Level.WARNING, "a viewer's tick failed; it is cut off", failure);
            channel.abort();
        }
    }

    private void end() {
        ScheduledFuture<?> running = ticks;
        if (running != null) {
            running.cancel(false);
            hub.watched(false);
        }
        followed.forEach(id -> hub.unfollow(id, tap));
        tap.close();
    }
}
