package dev.futurewire;

import dev.futurewire.internal.task.GroupFuture;
import dev.futurewire.internal.task.InContext;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A group of tasks that end together: the group's future does not complete normally before its body and all tasks have ended,
 * and the first failure ends all of them.
 *
 * <pre>{@code
 * TaskGroup.run(group -> {
 *     group.start("upstream", () -> relay(client, upstream));
 *     group.start("downstream", () -> relay(upstream, client));
 *     return Futures.repeatEvery(Duration.ofSeconds(10), () -> ping(client));
 * });
 * }</pre>
 *
 * <p>The body and the tasks are the stages that their functions return. A failure of one of them <em>withdraws</em> the others, as
 * described for {@link Futures}. Being withdrawn is no failure, and neither is a task that the program cancels, or that
 * completes with a {@link java.util.concurrent.CancellationException}: the rest of the group goes on. Failures after the first
 * one are added to it as suppressed exceptions, up to 100 of them.
 *
 * <p>A task has ended when its stage is complete. A stage of another library that does not support cancellation delays the end
 * of the group until it is complete.
 *
 * <p>Groups can be nested: the body or a task of a group may run another one. Thread-safe.
 */
public final class TaskGroup {
    private final GroupFuture<?> future;

    private TaskGroup(GroupFuture<?> future) {
        this.future = future;
    }

    /**
     * Runs a body that may start tasks, and waits for all of them.
     *
     * @param body starts the body's stage. Called once, on the calling thread. The group may be used until its future has
     *     completed, also by tasks
     * @param <T> the type of the body's result
     * @return completes with the value of the body's stage when the body and all tasks have ended, in turn with the callbacks of
     *     the connection in whose callback this method is called, else on a loop thread. Fails with the first failure of the
     *     body or a task, also when all of them have ended; with an exception that {@code body} throws; with {@link
     *     NullPointerException} if it returns null; and with {@link java.util.concurrent.CancellationException} if the body's
     *     stage is cancelled, which ends the tasks as a failure does. If the future is cancelled, times out or is completed by
     *     the program, the body and all tasks are withdrawn and the future completes <em>at once</em>: callbacks of the tasks,
     *     and stages of other libraries that do not support cancellation, may then still be running
     */
    public static <T extends @Nullable Object> CompletableFuture<T> run(
            Function<TaskGroup, ? extends CompletionStage<T>> body) {
        Objects.requireNonNull(body, "body");
        return InContext.start("a callback of a task group", context -> {
            GroupFuture<T> future = new GroupFuture<>(context);
            TaskGroup group = new TaskGroup(future);
            future.begin(() -> body.apply(group));
            return future;
        });
    }

    /**
     * Starts a task. Any thread may call this.
     *
     * @param name the name of the task, for messages and for the display of what a connection is doing; it need not be unique
     * @param task starts the task's stage. Called once, on the calling thread
     * @param <T> the type of the result
     * @return completes with the value or the failure of the task's stage, in turn with the callbacks of the connection in whose
     *     callback this method is called, else on a loop thread. Withdrawing it withdraws the task, without consequences for
     *     the group. If the group has ended, the task is not started, and the future fails with {@link IllegalStateException};
     *     if the group is ending after a failure or a withdrawal, with {@link java.util.concurrent.CancellationException}
     */
    public <T extends @Nullable Object> CompletableFuture<T> start(
            String name, Supplier<? extends CompletionStage<T>> task) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(task, "task");
        return InContext.start("a callback of the task " + name, context -> future.start(context, name, task));
    }
}
