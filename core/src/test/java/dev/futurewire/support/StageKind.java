package dev.futurewire.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The kinds of stages that a program may pass or return: all are legal, some support few operations. */
public enum StageKind {
    /** The JDK's ordinary future. */
    PLAIN,
    /** What {@code completedStage}, {@code failedStage} and {@code minimalCompletionStage} return. */
    MINIMAL,
    /** A stage of another library that does not support {@code toCompletableFuture}. */
    FOREIGN_WITHOUT_FUTURE,
    /** A stage of another library whose {@code toCompletableFuture} returns a new future for each call. */
    FOREIGN_COPYING,
    /** A subclass that does not support queries of its state. */
    RETICENT;

    /** A stage of this kind that follows a future. */
    @SuppressWarnings("unchecked")
    public <T> CompletionStage<T> of(CompletableFuture<T> source) {
        return switch (this) {
            case PLAIN -> source;
            case MINIMAL -> source.minimalCompletionStage();
            case FOREIGN_WITHOUT_FUTURE, FOREIGN_COPYING -> (CompletionStage<T>) foreign(source);
            case RETICENT -> {
                Reticent<T> following = new Reticent<>();
                source.whenComplete((value, failure) -> following.end(value, failure));
                yield following;
            }
        };
    }

    private CompletionStage<?> foreign(CompletionStage<?> source) {
        return (CompletionStage<?>) Proxy.newProxyInstance(
                StageKind.class.getClassLoader(),
                new Class<?>[] {CompletionStage.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("toCompletableFuture")) {
                        if (this == FOREIGN_WITHOUT_FUTURE) {
                            throw new UnsupportedOperationException("no future");
                        }
                        return source.toCompletableFuture().copy();
                    }
                    try {
                        Object result = method.invoke(source, arguments);
                        return result instanceof CompletionStage<?> stage ? foreign(stage) : result;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private static final class Reticent<T> extends CompletableFuture<T> {
        void end(T value, Throwable failure) {
            if (failure != null) {
                super.completeExceptionally(failure);
            } else {
                super.complete(value);
            }
        }

        private static UnsupportedOperationException refused() {
            return new UnsupportedOperationException("not supported");
        }

        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new Reticent<>();
        }

        @Override
        public CompletableFuture<T> toCompletableFuture() {
            throw refused();
        }

        @Override
        public boolean isDone() {
            throw refused();
        }

        @Override
        public boolean isCancelled() {
            throw refused();
        }

        @Override
        public boolean isCompletedExceptionally() {
            throw refused();
        }

        @Override
        public T get() {
            throw refused();
        }

        @Override
        public T get(long timeout, TimeUnit unit) {
            throw refused();
        }

        @Override
        public T join() {
            throw refused();
        }

        @Override
        public T getNow(T valueIfAbsent) {
            throw refused();
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            throw refused();
        }

        @Override
        public Executor defaultExecutor() {
            return Runnable::run;
        }
    }
}
