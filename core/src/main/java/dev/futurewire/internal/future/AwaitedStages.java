package dev.futurewire.internal.future;

import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.Operation;
import dev.futurewire.observe.TaskSnapshot;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a stage waits for.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>The futures of this library know their sources, because withdrawing a stage withdraws what it waits for. The same
 * references lead from a handler's stage to the operations at the end: reads of any connection, delays, queues, tasks. Nothing
 * is recorded while a program runs; the search costs only the one who takes a snapshot. It runs on any thread, beside the
 * program, so it may miss an operation that begins or ends at that moment.
 *
 * <p>The sources of stages of other libraries are unknown; a program shows them by {@code Futures.named}. The search is limited,
 * since a program may build graphs of any size.
 */
public final class AwaitedStages {
    /** Maximum number of operations, and of tasks of one group, that are shown: 64. */
    static final int MAX_SHOWN = 64;

    /** Maximum number of stages that are visited: 10,000. */
    static final int MAX_VISITED = 10_000;

    /** Maximum depth of the tree of tasks: 16. */
    static final int MAX_DEPTH = 16;

    private AwaitedStages() {}

    /**
     * Returns the operations that a stage waits for.
     *
     * @param stage the stage
     * @param known selects operations to leave out
     * @return the operations, in no particular order
     */
    public static List<Awaiting> operations(CompletionStage<?> stage, Predicate<? super ChannelFuture<?>> known) {
        return operations(stage, known, false);
    }

    private static List<Awaiting> operations(
            CompletionStage<?> stage, Predicate<? super ChannelFuture<?>> known, boolean withoutTasks) {
        List<Awaiting> found = new ArrayList<>(2);
        visit(stage, (visited, future) -> {
            if (future == null
                    || known.test(future)
                    || (withoutTasks && !future.tasks().isEmpty())) {
                return false;
            }
            Awaiting operation = future.awaiting();
            if (operation == null && !(future instanceof BlockingCall) && !hasSources(future)) {
                operation = named(future.describe());
            }
            if (operation != null) {
                found.add(operation);
            }
            return found.size() < MAX_SHOWN && operation == null;
        });
        return found;
    }

    /**
     * Returns the tasks of the groups that a stage waits for.
     *
     * @param stage the stage
     * @return the tasks, in the order in which they were started
     */
    public static List<TaskSnapshot> tasks(CompletionStage<?> stage) {
        return tasks(stage, 0);
    }

    private static List<TaskSnapshot> tasks(CompletionStage<?> stage, int depth) {
        List<TaskSnapshot> found = new ArrayList<>();
        if (depth == MAX_DEPTH) {
            return found;
        }
        visit(stage, (visited, future) -> {
            List<? extends PendingTask> tasks = future == null ? List.of() : future.tasks();
            for (PendingTask task : tasks) {
                if (found.size() < MAX_SHOWN) {
                    found.add(snapshot(task, depth));
                }
            }
            return tasks.isEmpty();
        });
        return found;
    }

    private static TaskSnapshot snapshot(PendingTask task, int depth) {
        CompletionStage<?> stage = task.stage();
        return new TaskSnapshot(
                task.name(),
                task.state(),
                Duration.ofNanos(Math.max(0, task.ageNanos())),
                task.callSite(),
                operations(stage, future -> false, true),
                tasks(stage, depth + 1));
    }

    private static boolean hasSources(ChannelFuture<?> future) {
        boolean[] any = new boolean[1];
        future.sources(source -> any[0] = true);
        return any[0];
    }

    private static Awaiting named(String name) {
        return new Awaiting(Operation.NAMED, null, Duration.ZERO, null, 0, name, 0);
    }

    /** Receives the stages of a search. */
    @FunctionalInterface
    private interface Visitor {
        /**
         * Visits an incomplete stage.
         *
         * @param stage the stage
         * @param future the future of this library behind it, or null
         * @return whether to visit the sources of this stage
         */
        boolean visit(CompletionStage<?> stage, @Nullable ChannelFuture<?> future);
    }

    private static void visit(CompletionStage<?> first, Visitor visitor) {
        Set<CompletionStage<?>> visited = Collections.newSetFromMap(new IdentityHashMap<>());
        ArrayDeque<CompletionStage<?>> waiting = new ArrayDeque<>();
        Consumer<CompletionStage<?>> add = waiting::addLast;
        waiting.add(first);
        for (CompletionStage<?> stage = waiting.pollFirst(); stage != null; stage = waiting.pollFirst()) {
            ChannelFuture<?> future = CompletionStages.unwrap(stage);
            CompletableFuture<?> known = CompletionStages.inspectable(stage);
            boolean done = future != null ? future.isDone() : known != null && known.isDone();
            if (done || visited.size() >= MAX_VISITED || !visited.add(future != null ? future : stage)) {
                continue;
            }
            if (visitor.visit(stage, future) && future != null) {
                future.sources(add);
            }
        }
    }
}
