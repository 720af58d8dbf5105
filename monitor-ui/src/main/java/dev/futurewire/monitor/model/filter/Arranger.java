package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.ServerView;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Filters and sorts on a thread of its own: ask with {@link #arrange}, look for the answer with {@link #take}. While one
 * is being made another is not begun.
 */
public final class Arranger implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "futurewire-monitor-arranger");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicReference<@Nullable Arrangement> done = new AtomicReference<>();

    /** An arranger at rest. */
    public Arranger() {}

    /**
     * Asks for an arrangement.
     *
     * @param held whether what is shown in {@code before} must keep its place
     * @return false if it is busy: ask again
     */
    public boolean arrange(ServerView view, Query query, long now, @Nullable Arrangement before, boolean held) {
        if (!busy.compareAndSet(false, true)) {
            return false;
        }
        try {
            thread.execute(() -> {
                try {
                    done.set(
                            held ? Arrangement.held(view, query, now, before) : Arrangement.of(view, query, now));
                } finally {
                    busy.set(false);
                }
            });
        } catch (RejectedExecutionException closed) {
            busy.set(false);
        }
        return true;
    }

    /** The latest answer, once; null if there is no new one. */
    public @Nullable Arrangement take() {
        return done.getAndSet(null);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
