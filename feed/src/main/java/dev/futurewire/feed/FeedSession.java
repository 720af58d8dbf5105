package dev.futurewire.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.futurewire.AsyncChannel;
import dev.futurewire.feed.ViewerControl.Refusal;
import dev.futurewire.feed.json.JsonLine;
import dev.futurewire.feed.json.ViewerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One viewer's session: a hello, followed by requests of the viewer and ticks for it. */
final class FeedSession {
    /** The time limit for showing the token: three seconds. */
    static final long HELLO_SECONDS = 3;

    private static final int MAX_FOLLOWED = 16;

    /** The number of answers that may be queued for a slow viewer before its requests are no longer read: 64. */
    private static final int MAX_QUEUED_ANSWERS = 64;

    /** The rate at which traffic is sent to a viewer that follows connections without watching: ten times a second. */
    private static final int FOLLOW_HZ = 10;

    private final AsyncChannel channel;
    private final ViewerAdmission admission;
    private final FeedHubs hubs;
    private final Supplier<? extends @Nullable FeedToken> token;
    private final boolean allowControl;
    private final ScheduledExecutorService ticker;
    private final TickBuilder tickBuilder;
    private final ViewerControl control;
    private final TrafficBuffer traffic = new TrafficBuffer();
    private final Set<Long> followed = new HashSet<>();
    private final AtomicInteger answers = new AtomicInteger();
    private @Nullable ScheduledFuture<?> ticks;
    private volatile boolean watching;

    /** The rows that were sent last. Used on the ticker's thread only. */
    private Map<Long, ConnectionRow> sent = new HashMap<>();

    private CompletableFuture<Void> lastWrite = CompletableFuture.completedFuture(null);

    FeedSession(
            AsyncChannel channel,
            ViewerAdmission admission,
            FeedHubs hubs,
            Supplier<? extends @Nullable FeedToken> token,
            boolean allowControl,
            ScheduledExecutorService ticker) {
        this.channel = channel;
        this.admission = admission;
        this.hubs = hubs;
        this.token = token;
        this.allowControl = allowControl;
        this.ticker = ticker;
        tickBuilder = new TickBuilder(hubs);
        control =
                new ViewerControl(hubs, "the viewer at " + ConnectionRows.text(channel.remoteAddress()), allowControl);
    }

    CompletionStage<?> converse() {
        return channel.readLine()
                .orTimeout(HELLO_SECONDS, TimeUnit.SECONDS)
                // A connection that is silent or is closed before its hello is not worth a log message.
                .exceptionally(silent -> null)
                .thenCompose(this::hello)
                .whenComplete((done, failure) -> end());
    }

    private CompletionStage<?> hello(@Nullable String line) {
        if (line == null) {
            return CompletableFuture.completedFuture(null);
        }
        // Does not parse input that no viewer sends, such as that of a browser.
        if (!line.startsWith("{")) {
            return refuse("bad-protocol", "this is a Futurewire feed");
        }
        ViewerRequest hello;
        try {
            hello = ViewerRequest.read(line);
        } catch (JsonProcessingException malformed) {
            return refuse("bad-protocol", "the hello is not JSON");
        }
        FeedToken secret = token.get();
        if (secret == null || !secret.matches(hello.token())) {
            return refuse("bad-token", "the token is not this server's");
        }
        if (hello.proto() != FeedJson.PROTOCOL) {
            return refuse("bad-protocol", "this server speaks protocol " + FeedJson.PROTOCOL);
        }
        if (!admission.admitted(channel)) {
            return refuse("too-many", ViewerAdmission.MAX_VIEWERS + " viewers are connected already");
        }
        channel.write(JsonLine.of("welcome")
                .put("proto", FeedJson.PROTOCOL)
                .put("server", hubs.names())
                .put("address", hubs.addresses())
                .put("control", allowControl)
                .put("start", FeedHubs.START)
                .end());
        return channel.forEachLine(this::request);
    }

    private CompletionStage<?> refuse(String code, String message) {
        return channel.write(
                JsonLine.of("error").put("code", code).put("message", message).end());
    }

    /** Handles a request independently of earlier ones, which may not have completed yet. */
    private CompletionStage<?> request(String line) {
        ViewerRequest request;
        try {
            request = ViewerRequest.read(line);
        } catch (JsonProcessingException malformed) {
            return answer(JsonLine.of("error").put("code", "bad-request").put("message", "not JSON"));
        }
        long id = request.connection();
        return switch (request.type()) {
            case "watch" -> outcome(request, watch(request.hz()));
            case "follow" -> outcome(request, follow(id));
            case "unfollow" -> outcome(request, unfollow(id));
            case "close" -> outcome(request, control.close(id));
            case "pause" -> outcome(request, control.pause(request.paused(), request.keep()));
            case "send" -> {
                CompletableFuture<Optional<Refusal>> written = control.send(id, request.line());
                written.thenAccept(refusal -> outcome(request, refusal));
                yield CompletableFuture.completedFuture(null);
            }
            case "ping" -> answer(JsonLine.answer("pong", request));
            case "bye" -> channel.close();
            default -> outcome(request, Optional.of(new Refusal("bad-request", "unknown request")));
        };
    }

    /** Answers a refused request with an error, and a successful one with {@code done} if it has an {@code id}. */
    private CompletionStage<?> outcome(ViewerRequest request, Optional<Refusal> refusal) {
        if (refusal.isPresent()) {
            return answer(JsonLine.answer("error", request)
                    .put("code", refusal.get().code())
                    .put("message", refusal.get().message()));
        }
        return request.wantsAnswer()
                ? answer(JsonLine.answer("done", request))
                : CompletableFuture.completedFuture(null);
    }

    /** Writes an answer. The viewer's next request is read without waiting for that, unless many answers are queued. */
    private CompletionStage<?> answer(JsonLine message) {
        answers.incrementAndGet();
        CompletableFuture<?> written = channel.write(message.end()).handle((done, broken) -> answers.decrementAndGet());
        return answers.get() > MAX_QUEUED_ANSWERS ? written : CompletableFuture.completedFuture(null);
    }

    private Optional<Refusal> watch(int hz) {
        if (!watching) {
            tickBuilder.begin();
            hubs.watched(true);
            watching = true;
        }
        tickAt(hz);
        return Optional.empty();
    }

    private void tickAt(int hz) {
        stopTicks();
        long period = 1_000 / hz;
        try {
            ticks = ticker.scheduleAtFixedRate(this::tick, 0, period, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ending) {
            channel.close();
        }
    }

    private void stopTicks() {
        ScheduledFuture<?> running = ticks;
        if (running != null) {
            running.cancel(false);
            ticks = null;
        }
    }

    private Optional<Refusal> follow(long id) {
        if (hubs.connection(id) == null) {
            return Optional.of(FeedHubs.notOpen(id));
        }
        if (followed.size() >= MAX_FOLLOWED) {
            // Connections that have closed in the meantime do not count.
            List.copyOf(followed).stream()
                    .filter(each -> hubs.connection(each) == null)
                    .forEach(this::unfollow);
        }
        if (followed.size() >= MAX_FOLLOWED && !followed.contains(id)) {
            return Optional.of(new Refusal("too-many", "at most " + MAX_FOLLOWED + " connections can be followed"));
        }
        if (followed.add(id)) {
            hubs.follow(id, traffic);
            if (ticks == null) {
                tickAt(FOLLOW_HZ);
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> unfollow(long id) {
        if (followed.remove(id)) {
            hubs.unfollow(id, traffic);
            traffic.forget(id);
        }
        return Optional.empty();
    }

    /**
     * Sends a tick, on the ticker's thread. Skips it if the viewer has not received the previous one; the next tick then
     * includes its content.
     */
    private void tick() {
        try {
            if (!lastWrite.isDone()) {
                return;
            }
            StringBuilder text = new StringBuilder();
            if (watching) {
                appendTick(text);
            }
            traffic.fetch().forEach(piece -> text.append(JsonLine.traffic(piece)));
            if (text.length() > 0) {
                // Not a problem: the viewer has disconnected.
                lastWrite = channel.write(text).exceptionally(closed -> null);
            }
        } catch (RuntimeException | Error failure) {
            System.getLogger(FeedSession.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "a viewer's tick failed; closing the viewer's connection",
                            failure);
            channel.abort();
        }
    }

    private void appendTick(StringBuilder text) {
        FeedSnapshot now = tickBuilder.tick();
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
        FeedJson.tick(now, changed, gone).forEach(text::append);
    }

    private void end() {
        admission.left(channel);
        control.end();
        stopTicks();
        if (watching) {
            hubs.watched(false);
        }
        followed.forEach(id -> hubs.unfollow(id, traffic));
        traffic.close();
    }
}
