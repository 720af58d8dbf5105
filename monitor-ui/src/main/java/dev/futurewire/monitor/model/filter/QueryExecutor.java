package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.ServerView;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Executes queries on a thread of its own: {@link #submit} starts one, {@link #poll} returns its result. At most one runs at
 * a time.
 */
public final class QueryExecutor implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "futurewire-monitor-query");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicReference<@Nullable QueryResult> done = new AtomicReference<>();

    /** Creates an idle executor. */
    public QueryExecutor() {}

    /**
     * Starts a query unless one is running.
     *
     * @param before result that is displayed now, or null
     * @param held whether the rows of {@code before} must keep their places
     * @return false if a query is running; submit again later
     */
    public boolean submit(ServerView view, TableQuery query, long now, @Nullable QueryResult before, boolean held) {
        if (!busy.compareAndSet(false, true)) {
            return false;
        }
        try {
            thread.execute(() -> {
                try {
                    done.set(held ? QueryResult.held(view, query, now, before) : QueryResult.of(view, query, now));
                } finally {
                    busy.set(false);
                }
            });
        } catch (RejectedExecutionException closed) {
            busy.set(false);
        }
        return true;
    }

    /** Returns the result of the last query once, or null if there is no new one. */
    public @Nullable QueryResult poll() {
        return done.getAndSet(null);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
