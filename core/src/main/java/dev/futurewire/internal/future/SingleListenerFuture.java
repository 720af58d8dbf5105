package dev.futurewire.internal.future;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A future that calls its first dependent itself.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>What waits for a line is a chain: the read, the function composed with it, the loop that goes on with its stage, the
 * server that closes the connection when the loop ends. Each link of {@code CompletableFuture}'s is two objects, what is
 * called and a stage that it completes, whether anybody wants that stage or not; for every connection that waits, they lie
 * there cold. Here the link is a field.
 *
 * <p>The superclass has no hook for its completion. So everything that completes this must go through the methods below,
 * and all of the public ones do. The one exception is a stage that {@link ComposedFuture} leaves to the superclass to relay;
 * before that it {@link #detachListener detaches}, and whoever was attached waits as everybody else does.
 *
 * <p>A dependent is called by whoever completes this, after those that the superclass knows (it calls the newest first),
 * exactly once. It must not throw, and it must not be one of a chain that may grow without bound: such a chain the
 * superclass completes in a loop, and this by recursion.
 */
public abstract class SingleListenerFuture<T extends @Nullable Object> extends ChannelFuture<T> {
    private static final VarHandle LISTENER;

    /** In place of the dependent once it has been called, or none can be attached any more. */
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

    /** Null, the dependent, or {@link #NOTIFIED}. */
    private volatile @Nullable BiConsumer<?, ? super Throwable> listener;

    protected SingleListenerFuture(@Nullable FutureContext context) {
        super(context);
    }

    /**
     * Calls something with the result of a stage, for those who need no stage of their own for it.
     *
     * @param stage any
     * @param action gets the value or the failure, as with {@code whenComplete}; must not throw
     * @param <T> the stage's type
     */
    public static <T extends @Nullable Object> void whenComplete(
            CompletionStage<T> stage, BiConsumer<? super T, ? super Throwable> action) {
        if (!(stage instanceof SingleListenerFuture<T> direct && direct.setListener(action))) {
            stage.whenComplete(action);
        }
    }

    /**
     * Makes this call something when it completes.
     *
     * @return false if there is somebody already, or it is too late
     */
    final boolean setListener(BiConsumer<? super T, ? super Throwable> dependent) {
        return LISTENER.compareAndSet(this, null, dependent);
    }

    /** From now on only the superclass has dependents. */
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

    @SuppressWarnings("NullAway") // a BiConsumer of whenComplete gets null for the one that there is not
    private static <T extends @Nullable Object> void accept(
            BiConsumer<? super T, ? super Throwable> dependent, T value, @Nullable Throwable failure) {
        dependent.accept(value, failure);
    }

    @SuppressWarnings("unchecked") // only setListener() puts one in
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
