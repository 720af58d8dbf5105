package dev.futurewire;

import dev.futurewire.internal.future.BlockingWait;
import dev.futurewire.internal.future.RepeatWhile;
import dev.futurewire.internal.task.Delay;
import dev.futurewire.internal.task.FirstOf;
import dev.futurewire.internal.task.InContext;
import dev.futurewire.internal.task.MapAll;
import dev.futurewire.internal.task.NamedFuture;
import dev.futurewire.internal.task.RepeatEvery;
import dev.futurewire.internal.task.RepeatUntilResult;
import dev.futurewire.internal.task.Retry;
import dev.futurewire.internal.task.Scope;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Loops, delays, timeouts, combinations and retries of stages, and blocking waits.
 *
 * <p>The following rules apply to all methods, except for {@link #repeatWhile} and {@code await} where these state
 * otherwise.
 *
 * <p><b>Stages and suppliers.</b> Any {@code CompletionStage} is accepted. If a supplier or a function throws an exception,
 * the result fails with that exception, and with {@link NullPointerException} if it returns null. The failure of a stage that
 * is a {@link java.util.concurrent.CompletionException} is replaced by its cause.
 *
 * <p><b>Withdrawal.</b> A future that these methods return withdraws what it waits for if it, or a stage derived from it, is
 * cancelled, times out or is completed by the program: a pending read is withdrawn and consumes no bytes, a pending
 * {@link AsyncChannel#connect connect} is closed, a loop ends, a stage of another library is cancelled if it supports that.
 * All of this happens before the future or the stage completes. A value takes precedence over a cancellation and a timeout at
 * the same moment: while a value is being delivered, {@code cancel} returns false. If it turns out that the value does not
 * complete the future, because a callback returned another stage, the future is cancelled nevertheless, within some 20
 * milliseconds. A channel that a {@code connect} has yielded and that the program has not received is closed.
 *
 * <p><b>Threads.</b> What is called inside a callback of a connection belongs to that connection: the returned future
 * completes in turn with the other callbacks of the connection, and the given suppliers and functions are called in the
 * same way. What is called on another thread belongs to a loop: the returned future completes on a loop thread. Suppliers and
 * functions that start something at once are called on the calling thread, and if everything completes during the call, the
 * returned future is complete. They are never called concurrently with each other. Nothing runs on the timer's thread.
 *
 * @see TaskGroup
 */
public final class Futures {
    private static final String NO_TASKS = "there must be at least one task";

    private Futures() {}

    /**
     * Repeats a step while its stage completes with {@code true}.
     *
     * <p>The loop uses constant stack and memory for any number of steps, whether or not they complete immediately. A
     * recursive chain of {@code thenCompose} calls does not: it retains 64 bytes for each step that does not complete
     * immediately, and, unless the futures are those of a channel, overflows the stack after a few thousand steps that
     * do.
     *
     * @param step starts a step. It is called on the calling thread first, and then on the thread that completes the
     *     previous step
     * @return completes when a step completes with {@code false}. Fails if a step fails, with its failure (for a {@link
     *     java.util.concurrent.CompletionException}, the cause), if {@code step} throws an exception, with that
     *     exception, and with {@link NullPointerException} if a stage or its value is null. If it is cancelled or times
     *     out, the loop ends and the current step is cancelled, which withdraws a pending read
     */
    public static CompletableFuture<Void> repeatWhile(Supplier<? extends CompletionStage<Boolean>> step) {
        return RepeatWhile.start(Objects.requireNonNull(step, "step"));
    }

    /**
     * Repeats a step until it yields a result.
     *
     * <pre>{@code
     * CompletableFuture<String> firstLongLine = Futures.loop(() -> channel.readLine()
     *         .thenApply(line -> line == null || line.length() > 80 ? Optional.of(String.valueOf(line)) : Optional.empty()));
     * }</pre>
     *
     * <p>As {@link #repeatWhile}, the loop uses constant stack and memory for any number of steps.
     *
     * @param step starts a step, whose stage completes with an empty {@code Optional} if there is to be another step
     * @param <T> the type of the result
     * @return completes with the first result. Fails if a step fails, with its failure, if {@code step} throws an exception,
     *     with that exception, and with {@link NullPointerException} if a stage or its value is null. If it is cancelled or
     *     times out, the loop ends and the current step is withdrawn
     */
    public static <T> CompletableFuture<T> loop(Supplier<? extends CompletionStage<Optional<T>>> step) {
        Objects.requireNonNull(step, "step");
        return InContext.start("a step of loop", context -> RepeatUntilResult.start(context, step));
    }

    /**
     * Repeats a step at regular intervals while its stage completes with {@code true}.
     *
     * <p>The first step starts at once. Each further step starts a period after the one before was due. If a step takes
     * longer than a period, the times that have passed are left out: the next step starts at the next multiple of the period.
     * Steps never overlap.
     *
     * @param period the time between the starts of two steps, more than zero. A step starts up to 10 milliseconds late
     * @param step starts a step
     * @return completes when a step completes with {@code false}. Fails as {@link #repeatWhile} does. If it is cancelled or
     *     times out, the current step is withdrawn and no further one is started
     * @throws IllegalArgumentException if the period is zero or negative
     */
    public static CompletableFuture<Void> repeatEvery(
            Duration period, Supplier<? extends CompletionStage<Boolean>> step) {
        Objects.requireNonNull(step, "step");
        if (period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("the period must be more than zero, not " + period);
        }
        return InContext.start("a step of repeatEvery", context -> RepeatEvery.start(context, period, step));
    }

    /**
     * Completes after a delay.
     *
     * <p>Input that has arrived at a connection when its delay ends is delivered before the future completes.
     *
     * @param time the delay; zero and negative ones end at the next tick of the timer, and ones of more than a hundred years
     *     never. The delay is not shorter than this, and up to 10 milliseconds longer
     * @return completes normally after the delay; cancelling it releases the timer
     */
    public static CompletableFuture<Void> delay(Duration time) {
        Objects.requireNonNull(time, "time");
        return InContext.start("a callback of a delay", context -> Delay.start(context, time));
    }

    /**
     * Runs a body with a timeout, which covers everything that the body's stage waits for, such as a loop or a retry.
     *
     * <pre>{@code
     * Futures.timeout(Duration.ofSeconds(30), () ->
     *         Futures.retry(() -> AsyncChannel.connect(address), Backoff.attempts(10)))
     * }</pre>
     *
     * <p>The result is the same as that of {@code orTimeout} on the future of such a loop, but the body may return a stage of
     * any library, and what it returns is withdrawn.
     *
     * @param time the timeout, from this call on. If it is zero or negative, a body that is not complete at once times out; if
     *     it is a hundred years or more, there is no timeout in practice
     * @param body starts the body's stage. Called once, on the calling thread
     * @param <T> the type of the result
     * @return completes with the value or the failure of the body's stage. After the timeout that stage is withdrawn, and then
     *     the future fails with {@link java.util.concurrent.TimeoutException}. Input that had arrived in time is delivered to
     *     the body before it times out
     */
    public static <T extends @Nullable Object> CompletableFuture<T> timeout(
            Duration time, Supplier<? extends CompletionStage<T>> body) {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(body, "body");
        return InContext.start("a callback of a timeout", context -> Scope.start(context, time, body));
    }

    /**
     * Runs tasks concurrently and waits for all of them.
     *
     * @param tasks start the tasks. They are called in the order of the collection, on the calling thread; those behind one
     *     that fails at once are not called
     * @param <T> the type of the results
     * @return completes with an unmodifiable list of the results, in the order of the collection. If a task fails, the others
     *     are withdrawn, and then the future fails with the failure of that task. A task that is cancelled counts as failed
     */
    public static <T extends @Nullable Object> CompletableFuture<List<T>> all(
            Collection<? extends Supplier<? extends CompletionStage<? extends T>>> tasks) {
        List<Supplier<? extends CompletionStage<? extends T>>> copy = List.copyOf(tasks);
        return InContext.start(
                "a callback of all", context -> MapAll.start(context, copy, Math.max(1, copy.size()), Supplier::get));
    }

    /**
     * Runs tasks concurrently and waits for all of them, as {@link #all(Collection)}.
     *
     * @param tasks start the tasks
     * @param <T> the type of the results
     * @return as {@link #all(Collection)}
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is copied
    public static <T extends @Nullable Object> CompletableFuture<List<T>> all(
            Supplier<? extends CompletionStage<? extends T>>... tasks) {
        return all(List.of(tasks));
    }

    /**
     * Runs tasks concurrently and waits for the first one to succeed.
     *
     * @param tasks start the tasks. They are called in the order of the collection, on the calling thread; those behind one
     *     that succeeds at once are not called
     * @param <T> the type of the result
     * @return completes with the value of the first task that succeeds, after the others have been withdrawn. A task that had
     *     read its record at that moment has consumed it, and its value is lost; channels that other tasks have connected are
     *     closed. If all tasks fail, the future fails with the first failure, and the others are its suppressed exceptions, up
     *     to 100 of them. A task that is cancelled counts as failed
     * @throws IllegalArgumentException if there are no tasks
     */
    public static <T extends @Nullable Object> CompletableFuture<T> any(
            Collection<? extends Supplier<? extends CompletionStage<? extends T>>> tasks) {
        List<Supplier<? extends CompletionStage<? extends T>>> copy = List.copyOf(tasks);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException(NO_TASKS);
        }
        return InContext.<T>start(
                "a callback of any", context -> FirstOf.<T, T>start(context, 1, copy, values -> values.get(0)));
    }

    /**
     * Runs tasks concurrently and waits for the first one to succeed, as {@link #any(Collection)}.
     *
     * @param tasks start the tasks
     * @param <T> the type of the result
     * @return as {@link #any(Collection)}
     * @throws IllegalArgumentException if there are no tasks
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is copied
    public static <T extends @Nullable Object> CompletableFuture<T> any(
            Supplier<? extends CompletionStage<? extends T>>... tasks) {
        return any(List.of(tasks));
    }

    /**
     * Runs tasks concurrently and waits for a number of them to succeed.
     *
     * @param count the number of tasks that have to succeed, from 1 to the number of tasks
     * @param tasks start the tasks, as for {@link #any(Collection)}
     * @param <T> the type of the results
     * @return completes with an unmodifiable list of the values of the first {@code count} tasks that succeed, in the order of
     *     completion, after the others have been withdrawn. If so many tasks fail that this is impossible, the others are
     *     withdrawn, and the future fails with the first failure; the later ones are its suppressed exceptions, up to 100 of
     *     them
     * @throws IllegalArgumentException if the count is out of range
     */
    public static <T extends @Nullable Object> CompletableFuture<List<T>> first(
            int count, Collection<? extends Supplier<? extends CompletionStage<? extends T>>> tasks) {
        List<Supplier<? extends CompletionStage<? extends T>>> copy = List.copyOf(tasks);
        if (count < 1 || count > copy.size()) {
            throw new IllegalArgumentException(
                    "count must be from 1 to the number of tasks, " + copy.size() + ", not " + count);
        }
        return InContext.<List<T>>start(
                "a callback of first", context -> FirstOf.<T, List<T>>start(context, count, copy, values -> values));
    }

    /**
     * Runs tasks concurrently and waits for a number of them to succeed, as {@link #first(int, Collection)}.
     *
     * @param count the number of tasks that have to succeed, from 1 to the number of tasks
     * @param tasks start the tasks
     * @param <T> the type of the results
     * @return as {@link #first(int, Collection)}
     * @throws IllegalArgumentException if the count is out of range
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is copied
    public static <T extends @Nullable Object> CompletableFuture<List<T>> first(
            int count, Supplier<? extends CompletionStage<? extends T>>... tasks) {
        return first(count, List.of(tasks));
    }

    /**
     * Runs a task for each item, a limited number of them at the same time.
     *
     * <p>It uses constant stack for any number of items, and memory for the results and the tasks that are running.
     *
     * @param items the items; they are copied
     * @param concurrency the number of tasks that may run at the same time, 1 or more
     * @param task starts the task of an item. It is called in the order of the items, for the first ones on the calling
     *     thread, and for each further one when a task has ended
     * @param <T> the type of the items
     * @param <R> the type of the results
     * @return completes with an unmodifiable list of the results, in the order of the items. If a task fails, the others are
     *     withdrawn, no further one is started, and then the future fails with the failure of that task. If it is cancelled or
     *     times out, the running tasks are withdrawn and no further one is started
     * @throws IllegalArgumentException if {@code concurrency} is less than 1
     */
    public static <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> mapAll(
            Collection<T> items, int concurrency, Function<? super T, ? extends CompletionStage<R>> task) {
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(task, "task");
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be at least 1, not " + concurrency);
        }
        return InContext.start("a task of mapAll", context -> MapAll.start(context, items, concurrency, task));
    }

    /**
     * Names what a stage waits for, such as {@code "db lookup"}, for messages and for the display of what a connection awaits.
     *
     * @param what a short description
     * @param stage the stage
     * @param <T> the type of the stage
     * @return completes with the value or the failure of the stage, in turn with the callbacks of the connection in whose
     *     callback this is called. Withdrawing it withdraws the stage
     */
    public static <T extends @Nullable Object> CompletableFuture<T> named(String what, CompletionStage<T> stage) {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(stage, "stage");
        return InContext.start("a callback of " + what, context -> NamedFuture.of(context, what, stage));
    }

    /**
     * Retries an operation that failed for a reason that may be temporary: {@link java.io.IOException} (connection
     * refused, timed out, reset) or {@link java.nio.channels.UnresolvedAddressException} (host not found). TLS failures
     * ({@link javax.net.ssl.SSLException}, also as a cause) are not retried: a certificate that is rejected once is
     * rejected again.
     *
     * <pre>{@code
     * Futures.retry(() -> AsyncChannel.connect(address), Backoff.attempts(10))
     * }</pre>
     *
     * @param attempt starts an attempt. It is called on the calling thread first, and then in the turn of the connection in
     *     whose callback this method is called, else on a loop thread
     * @param backoff the number of attempts and the pauses between them
     * @param <T> the result's type
     * @return completes with the value of the first attempt that succeeds. Fails with the failure of the last attempt,
     *     with the first failure that is not retried, or with an exception that {@code attempt} throws. If it is
     *     cancelled or times out, the current attempt is cancelled and no further attempt is made
     */
    public static <T extends @Nullable Object> CompletableFuture<T> retry(
            Supplier<? extends CompletionStage<T>> attempt, Backoff backoff) {
        return retry(attempt, backoff, Retry::isTransient);
    }

    /**
     * Retries an operation that failed for a reason that the program considers temporary.
     *
     * @param attempt starts an attempt. It is called on the calling thread first, and then in the turn of the connection in
     *     whose callback this method is called, else on a loop thread
     * @param backoff the number of attempts and the pauses between them
     * @param retryable decides whether to retry after a failure (for a {@link
     *     java.util.concurrent.CompletionException}, its cause). It is called as {@code attempt} is, but not for the last
     *     attempt. An exception that it throws counts as {@code false} and is added to the failure
     *     as a suppressed exception
     * @param <T> the result's type
     * @return completes with the value of the first attempt that succeeds. Fails with the failure of the last attempt,
     *     with the first failure that is not retryable, or with an exception that {@code attempt} throws. If it is
     *     cancelled or times out, the current attempt is cancelled and no further attempt is made
     */
    public static <T extends @Nullable Object> CompletableFuture<T> retry(
            Supplier<? extends CompletionStage<T>> attempt, Backoff backoff, Predicate<? super Throwable> retryable) {
        Objects.requireNonNull(attempt, "attempt");
        Objects.requireNonNull(backoff, "backoff");
        Objects.requireNonNull(retryable, "retryable");
        return InContext.start("a callback of retry", context -> Retry.start(context, attempt, backoff, retryable));
    }

    /**
     * Blocks until a stage is complete. This is meant for virtual threads and for {@link ConnectionHandler#blocking}.
     *
     * <p>Unlike {@code get}, a wait that is interrupted withdraws the pending operation before it throws. A read that
     * is withdrawn consumes no bytes, and the next read receives them all. A stage of another library is cancelled if
     * it supports cancellation.
     *
     * @param stage the stage to wait for
     * @param <T> the type of the result
     * @return the value of the stage. If the thread is interrupted when the value is already available, the value is
     *     returned and the interrupt status of the thread is set
     * @throws InterruptedException if the thread is interrupted before the stage is complete
     * @throws java.util.concurrent.CancellationException if the stage is cancelled
     * @throws IllegalStateException if the stage is incomplete and this is called on a loop thread, which may be the
     *     thread that would complete the stage
     * @throws Exception if the stage fails: the failure itself, checked or unchecked, not wrapped in {@link
     *     java.util.concurrent.CompletionException} or {@link java.util.concurrent.ExecutionException}. An {@link
     *     Error} is thrown in the same way
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws Exception {
        return BlockingWait.await(Objects.requireNonNull(stage, "stage"));
    }

    /**
     * Blocks until a stage is complete or a timeout has elapsed.
     *
     * <p>After the timeout the pending operation is withdrawn, as after an interrupt. (If {@code get(long, TimeUnit)}
     * times out, a read stays pending; it takes the next line, which is then lost.)
     *
     * @param stage the stage to wait for
     * @param timeout the maximum time to wait, of any length; if it is zero or negative, a stage that is incomplete
     *     times out immediately
     * @param <T> the type of the result
     * @return the value of the stage, as {@link #await(CompletionStage)} returns it. A value that arrives at the moment
     *     of the timeout is returned
     * @throws java.util.concurrent.TimeoutException if the timeout has elapsed before the stage is complete
     * @throws Exception as {@link #await(CompletionStage)} throws
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage, Duration timeout) throws Exception {
        return BlockingWait.await(Objects.requireNonNull(stage, "stage"), Objects.requireNonNull(timeout, "timeout"));
    }
}
