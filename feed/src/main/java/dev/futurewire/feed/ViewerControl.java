package dev.futurewire.feed;

import dev.futurewire.AsyncChannel;
import dev.futurewire.observe.Printable;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Performs the control actions of one viewer on the server and its connections. Logs one line for each action, even if it is
 * refused, with the viewer, the connection and its peer. The text of sent lines is not logged. Thread-safe.
 */
final class ViewerControl {
    /** The maximum number of lines of one viewer that wait for slow connections: 64. */
    static final int MAX_WAITING_SENDS = 64;

    private static final System.Logger LOGGER = System.getLogger(ViewerControl.class.getName());

    private final FeedHubs hubs;
    private final String viewer;
    private final boolean allowed;
    private final AtomicInteger sends = new AtomicInteger();

    /**
     * The reason why an action was refused.
     *
     * @param code the code of the error in the protocol
     * @param message the description
     */
    record Refusal(String code, String message) {}

    ViewerControl(FeedHubs hubs, String viewer, boolean allowed) {
        this.hubs = hubs;
        this.viewer = viewer;
        this.allowed = allowed;
    }

    /** Closes a connection. */
    Optional<Refusal> close(long id) {
        AsyncChannel connection = hubs.connection(id);
        Refusal refusal = refusal(id, connection);
        if (refusal == null && connection != null) {
            connection.close();
        }
        return logged("close " + name(id, connection), refusal);
    }

    /**
     * Sends a line to a connection.
     *
     * @return completes when the connection has accepted the line or the write has failed; other actions of the viewer do not
     *     wait for it
     */
    CompletableFuture<Optional<Refusal>> send(long id, String line) {
        AsyncChannel connection = hubs.connection(id);
        String action = "send a line of " + line.length() + " characters to " + name(id, connection);
        Refusal refusal = refusal(id, connection);
        if (refusal == null && (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0)) {
            refusal = new Refusal("bad-request", "a line must not contain a line end");
        }
        if (refusal != null || connection == null) {
            return CompletableFuture.completedFuture(logged(action, refusal));
        }
        if (sends.incrementAndGet() > MAX_WAITING_SENDS) {
            sends.decrementAndGet();
            refusal = new Refusal("too-many", MAX_WAITING_SENDS + " lines are already waiting for slow connections");
            return CompletableFuture.completedFuture(logged(action, refusal));
        }
        CompletableFuture<Optional<Refusal>> sent = connection
                .write(line + "\n")
                .handle((done, failure) -> {
                    sends.decrementAndGet();
                    return Optional.ofNullable(failure == null ? null : notSent(id, failure));
                });
        Optional<Refusal> now = sent.getNow(Optional.empty());
        logged(action, now.orElse(null));
        return sent;
    }

    private static Refusal notSent(long id, Throwable failure) {
        return new Refusal("send-failed", "#" + id + " did not accept the line: " + failure.getMessage());
    }

    /**
     * Pauses or resumes accepting.
     *
     * @param keep whether a pause outlasts the viewer
     */
    Optional<Refusal> pause(boolean paused, boolean keep) {
        Refusal refusal = allowed ? null : notAllowed();
        if (refusal == null) {
            if (paused) {
                hubs.pauses.pause(this, keep);
            } else {
                hubs.pauses.resume();
            }
        }
        String action = paused ? (keep ? "pause accepting for good" : "pause accepting") : "resume accepting";
        return logged(action, refusal);
    }

    /** Ends the pause that the viewer requested; the viewer has disconnected. */
    void end() {
        if (hubs.pauses.left(this)) {
            log("accepting is resumed: " + viewer + ", which had paused it, has left");
        }
    }

    private @Nullable Refusal refusal(long id, @Nullable AsyncChannel connection) {
        if (!allowed) {
            return notAllowed();
        }
        return connection == null ? FeedHubs.notOpen(id) : null;
    }

    private static Refusal notAllowed() {
        return new Refusal("control-not-allowed", "the feed was started without control");
    }

    private static String name(long id, @Nullable AsyncChannel connection) {
        return "#" + id + (connection == null ? "" : " (" + ConnectionRows.text(connection.remoteAddress()) + ")");
    }

    private Optional<Refusal> logged(String action, @Nullable Refusal refusal) {
        log(viewer + " asks to " + action + ": " + (refusal == null ? "granted" : "refused, " + refusal.code()));
        return Optional.ofNullable(refusal);
    }

    private static void log(String what) {
        LOGGER.log(Level.INFO, () -> "control: " + Printable.escape(what));
    }
}
