package dev.futurewire.internal.task;

import dev.futurewire.internal.future.CompletionStages;
import dev.futurewire.internal.future.FutureContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Implements {@link dev.futurewire.Futures#any} and {@link dev.futurewire.Futures#first}.
 *
 * @param <T> the type of the tasks
 * @param <R> the type of the result
 */
public final class FirstOf<T extends @Nullable Object, R extends @Nullable Object> extends TaskFuture<R> {
    private final int count;
    private final Function<List<T>, R> result;
    private final List<? extends Supplier<? extends CompletionStage<? extends T>>> tasks;

    /** Guards the fields below. */
    private final Object lock = new Object();

    private final List<Task> started = new ArrayList<>();

    /** The number of tasks that may still succeed. */
    private int pending;

    /** A withdrawal has withdrawn some tasks, but this waits for others, whose results were being delivered. */
    private boolean withdrawing;

    private final List<T> values = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    /** The winners whose values have to be closed if the result is not received. */
    private @Nullable List<CompletionStage<?>> resources;

    private FirstOf(
            FutureContext context,
            int count,
            Function<List<T>, R> result,
            Collection<? extends Supplier<? extends CompletionStage<? extends T>>> tasks) {
        super(context);
        this.count = count;
        this.result = result;
        this.tasks = List.copyOf(tasks);
        pending = this.tasks.size();
    }

    /**
     * Starts the tasks.
     *
     * @param context supplies the turn
     * @param count how many tasks have to succeed
     * @param tasks the tasks
     * @param result makes the result of the values of the first tasks to succeed
     * @param <T> the type of the tasks
     * @param <R> the type of the result
     * @return a future of the result
     */
    public static <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> start(
            FutureContext context,
            int count,
            Collection<? extends Supplier<? extends CompletionStage<? extends T>>> tasks,
            Function<List<T>, R> result) {
        FirstOf<T, R> first = new FirstOf<>(context, count, result, tasks);
        first.startTasks();
        first.started();
        return first;
    }

    private void startTasks() {
        for (Supplier<? extends CompletionStage<? extends T>> each : tasks) {
            Task task = new Task();
            synchronized (lock) {
                started.add(task);
            }
            if (!isOpen()) {
                return;
            }
            task.begin(each);
        }
    }

    private void succeeded(Task task, T value) {
        boolean taken;
        boolean enough;
        synchronized (lock) {
            pending--;
            taken = values.size() < count;
            if (taken) {
                values.add(value);
                keep(task.stage());
            }
            enough = values.size() == count;
        }
        if (!taken) {
            CompletionStages.discard(task.stage());
        } else if (enough) {
            decide(result.apply(Collections.unmodifiableList(values)));
        } else if (!isOpen()) {
            discardUnlessEnough();
        }
    }

    private void failed(Throwable failure) {
        List<Throwable> known;
        synchronized (lock) {
            pending--;
            failures.add(failure);
            if (values.size() + pending >= count || withdrawing) {
                return;
            }
            known = List.copyOf(failures);
        }
        decideFailure(Failures.combine(known));
    }

    private void keep(@Nullable CompletionStage<?> stage) {
        if (stage != null && CompletionStages.isResource(stage)) {
            if (resources == null) {
                resources = new ArrayList<>();
            }
            resources.add(stage);
        }
    }

    @Override
    List<? extends Withdrawable> branches() {
        synchronized (lock) {
            return List.copyOf(started);
        }
    }

    @Override
    boolean arrives(Withdrawal withdrawal) {
        synchronized (lock) {
            pending -= withdrawal.withdrawn();
            withdrawing |= withdrawal.withdrawn() > 0;
            return values.size() + pending >= count && withdrawal.arriving() > 0;
        }
    }

    /** Closes the values of a failed or withdrawn future. The winner of a race with it does so if there are enough. */
    private void discardUnlessEnough() {
        boolean enough;
        synchronized (lock) {
            enough = values.size() == count;
        }
        if (!enough) {
            discard();
        }
    }

    @Override
    protected boolean mayHoldResource() {
        synchronized (lock) {
            return resources != null || started.stream().anyMatch(task -> CompletionStages.isResource(task.stage()));
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

    @Override
    protected String describe() {
        return "the first " + count + " of " + tasks.size() + " tasks";
    }

    private final class Task extends Branch<T> {
        @SuppressWarnings("unchecked") // a stage of a subtype is only read from
        void begin(Supplier<? extends CompletionStage<? extends T>> task) {
            start(() -> (CompletionStage<T>) task.get());
        }

        @Override
        void succeeded(T value) {
            FirstOf.this.succeeded(this, value);
        }

        @Override
        void failed(Throwable failure) {
            FirstOf.this.failed(failure);
        }
    }
}
