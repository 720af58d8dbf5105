package dev.futurewire.internal.task;

import dev.futurewire.internal.future.CompletionStages;
import dev.futurewire.internal.future.FutureContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link dev.futurewire.Futures#mapAll} and {@link dev.futurewire.Futures#all}.
 *
 * <p>A task that ends requests the start of the next ones, as in {@link RepeatUntilResult}, so that the stack does not grow and
 * the function is never called by two threads at a time.
 *
 * @param <T> the type of the items
 * @param <R> the type of the results
 */
public final class MapAll<T extends @Nullable Object, R extends @Nullable Object> extends TaskFuture<List<R>> {
    private final int concurrency;
    private final Function<? super T, ? extends CompletionStage<? extends R>> function;

    /** The items that have not been started, and the results of those that have. */
    private final @Nullable Object[] slots;

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    /** Guards the fields below. */
    private final Object lock = new Object();

    private final Set<Task> running = new LinkedHashSet<>();
    private int next;

    /** The stages whose values have to be closed if this fails. */
    private @Nullable List<CompletionStage<?>> resources;

    private MapAll(
            FutureContext context,
            Collection<? extends T> items,
            int concurrency,
            Function<? super T, ? extends CompletionStage<? extends R>> function) {
        super(context);
        slots = items.toArray();
        this.concurrency = concurrency;
        this.function = function;
    }

    /**
     * Starts the first tasks.
     *
     * @param context supplies the turn
     * @param items the items
     * @param concurrency how many tasks may run at the same time
     * @param function starts the task of an item
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @return a future of the results, in the order of the items
     */
    public static <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> start(
            FutureContext context,
            Collection<? extends T> items,
            int concurrency,
            Function<? super T, ? extends CompletionStage<? extends R>> function) {
        MapAll<T, R> all = new MapAll<>(context, items, concurrency, function);
        if (all.slots.length == 0) {
            all.decideResults();
        } else {
            all.startTasks();
        }
        all.started();
        return all;
    }

    private void startTasks() {
        if (requests.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            for (Task task = nextTask(); task != null && isOpen(); task = nextTask()) {
                task.begin();
            }
            seen = requests.addAndGet(-seen);
        } while (seen > 0);
    }

    private @Nullable Task nextTask() {
        synchronized (lock) {
            if (next == slots.length || running.size() >= concurrency) {
                return null;
            }
            Task task = new Task(next++);
            running.add(task);
            return task;
        }
    }

    @SuppressWarnings("unchecked") // the slots hold results only
    private void decideResults() {
        decide((List<R>) Collections.unmodifiableList(Arrays.asList(slots)));
    }

    @Override
    List<? extends Withdrawable> branches() {
        synchronized (lock) {
            return List.copyOf(running);
        }
    }

    @Override
    boolean arrives(Withdrawal withdrawal) {
        synchronized (lock) {
            return super.arrives(withdrawal) && next == slots.length;
        }
    }

    @Override
    protected boolean mayHoldResource() {
        synchronized (lock) {
            return resources != null || running.stream().anyMatch(task -> CompletionStages.isResource(task.stage()));
        }
    }

    @Override
    protected void discard() {
        List<CompletionStage<?>> held;
        synchronized (lock) {
            held = resources;
            resources = null;
        }
        if (held != null) {
            held.forEach(CompletionStages::discard);
        }
    }

    private void keep(CompletionStage<?> resource) {
        synchronized (lock) {
            if (resources == null) {
                resources = new ArrayList<>();
            }
            resources.add(resource);
        }
    }

    @Override
    protected String describe() {
        return "all of " + slots.length + " tasks";
    }

    private final class Task extends Branch<R> {
        private final int index;

        Task(int index) {
            this.index = index;
        }

        // The slot holds an item, which is null only if T includes null; a stage of a subtype is only read from.
        @SuppressWarnings({"unchecked", "NullAway"})
        void begin() {
            T item = (T) slots[index];
            start(() -> (CompletionStage<R>) function.apply(item));
        }

        @Override
        void succeeded(R value) {
            CompletionStage<R> stage = stage();
            if (stage != null && CompletionStages.isResource(stage)) {
                keep(stage);
            }
            slots[index] = value;
            if (ended.incrementAndGet() == slots.length) {
                decideResults();
                return;
            }
            boolean more;
            synchronized (lock) {
                running.remove(this);
                more = next < slots.length;
            }
            if (isOpen()) {
                if (more) {
                    inTurn(MapAll.this::startTasks);
                }
            } else if (ended.get() < slots.length) {
                // Failed or withdrawn.
                discard();
            }
        }

        @Override
        void failed(Throwable failure) {
            decideFailure(failure);
        }
    }
}
