package dev.futurewire.internal.future;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A future that stores its first dependent in a field and calls it directly.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>An idle connection waits with a chain of futures: the read, the function composed with it, the loop that continues with
 * that stage, the server that closes the connection when the loop ends. A {@code CompletableFuture} allocates two objects for
 * each link, a completion and a stage, even if the stage is not used, and every waiting connection keeps them. Here the link
 * is a field.
 *
 * <p>The superclass has no hook for its completion, so every completion of this future has to go through the methods below.
 * All public ones do. The exception is a stage that {@link ComposedFuture} lets the superclass relay; it first calls {@link
 * #detachListener}, which turns the listener into an ordinary dependent.
 *
 * <p>The listener is called exactly once, by the completing thread, after the dependents known to the superclass. It must
 * not throw. It must not be part of a chain of unbounded length, since listeners nest, whereas the superclass completes a chain
 * of dependents in a loop.
 */
public abstract class SingleListenerFuture<T extends @Nullable Object> extends ChannelFuture<T> {
    private static final VarHandle LISTENER;

    /** Replaces the listener once it has been notified or detached; no further one can be set. */
    private static final BiConsumer<Object, Throwable> NOTIFIED = new BiConsumer<>() {
        @Override
        public void accept(Object value, Throwable failure) {}
    };

    static {
        try {
            LISTENER = MethodHandles.lookup().findVarHandle(SingleListenerFuture.class, "listener", BiConsumer.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Null, the listener, or {@link #NOTIFIED}. */
    private volatile @Nullable BiConsumer<?, ? super Throwable> listener;

    protected SingleListenerFuture(@Nullable FutureContext context) {
        super(context);
    }

    /**
     * Calls an action with the result of a stage, without creating a dependent stage where that can be avoided.
     *
     * @param stage a stage of any class
     * @param action receives the value or the failure, as with {@code whenComplete}; must not throw
     * @param <T> the stage's type
     */
    public static <T extends @Nullable Object> void whenComplete(
            CompletionStage<T> stage, BiConsumer<? super T, ? super Throwable> action) {
        if (!(stage instanceof SingleListenerFuture<T> direct && direct.setListener(action))) {
            stage.whenComplete(action);
        }
    }

    /**
     * Sets the listener.
     *
     * @return false if a listener is set already or this future is complete
     */
    final boolean setListener(BiConsumer<? super T, ? super Throwable> dependent) {
        return LISTENER.compareAndSet(this, null, dependent);
    }

    /** Turns the listener into a dependent of the superclass. */
    final void detachListener() {
        BiConsumer<? super T, ? super Throwable> dependent = takeListener();
        if (dependent != null) {
            whenDone(dependent);
        }
    }

    private void notifyListener(T value, @Nullable Throwable failure) {
        BiConsumer<? super T, ? super Throwable> dependent = takeListener();
        if (dependent != null) {
            accept(dependent, value, failure);
        }
    }

    @SuppressWarnings("NullAway") // whenComplete passes null for the absent one
    private static <T extends @Nullable Object> void accept(
            BiConsumer<? super T, ? super Throwable> dependent, T value, @Nullable Throwable failure) {
        dependent.accept(value, failure);
    }

    @SuppressWarnings("unchecked") // only setListener() stores one
    private @Nullable BiConsumer<? super T, ? super Throwable> takeListener() {
        Object dependent = LISTENER.getAndSet(this, NOTIFIED);
        return dependent == NOTIFIED ? null : (BiConsumer<? super T, ? super Throwable>) dependent;
    }

    @Override
    protected boolean resolve(T value) {
        boolean completed = super.resolve(value);
        if (completed) {
            notifyListener(value, null);
        }
        return completed;
    }

    @Override
    @SuppressWarnings("NullAway") // there is no value
    protected boolean reject(Throwable failure) {
        boolean completed = super.reject(failure);
        if (completed) {
            notifyListener(null, failure);
        }
        return completed;
    }

    @Override
    public boolean complete(T value) {
        return resolve(value);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        return reject(failure);
    }

    @Override
    public void obtrudeValue(T value) {
        super.obtrudeValue(value);
        notifyListener(value, null);
    }

    @Override
    @SuppressWarnings("NullAway") // there is no value
    public void obtrudeException(Throwable failure) {
        super.obtrudeException(failure);
        notifyListener(null, failure);
    }

    @Override
    public int getNumberOfDependents() {
        BiConsumer<?, ? super Throwable> dependent = listener;
        return super.getNumberOfDependents() + (dependent == null || dependent == NOTIFIED ? 0 : 1);
    }
}
