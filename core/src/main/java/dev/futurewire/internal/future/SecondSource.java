package dev.futurewire.internal.future;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a stage waits for besides the future that it was derived from, so that it can give that up too. */
abstract class SecondSource {
    /** Gives up the parent and this; as {@link ChannelFuture#withdraw}. */
    abstract Runnable withdrawWith(@Nullable ChannelFuture<?> parent);

    /** As {@link ChannelFuture#delivering}. */
    abstract boolean deliveringWith(@Nullable ChannelFuture<?> parent);

    /** Gives up a future that may be complete already, or just be completing. */
    static Runnable withdraw(@Nullable ChannelFuture<?> source) {
        if (source == null) {
            return ChannelFuture.NOTHING;
        }
        if (!source.isDone()) {
            Runnable after = source.withdraw();
            if (after != ChannelFuture.NOTHING || !source.isDone()) {
                return after;
            }
        }
        return source.delivering() ? ChannelFuture.TOO_LATE : source.undelivered();
    }

    private static boolean arriving(@Nullable ChannelFuture<?> source) {
        return source != null && source.delivering();
    }

    /** A second source: both are needed, or either will do. */
    static final class Combined extends SecondSource {
        private final ChannelFuture<?> other;
        private final boolean either;

        Combined(ChannelFuture<?> other, boolean either) {
            this.other = other;
            this.either = either;
        }

        @Override
        Runnable withdrawWith(@Nullable ChannelFuture<?> parent) {
            if (either && deliveringWith(parent)) {
                return ChannelFuture.TOO_LATE;
            }
            Runnable first = withdraw(parent);
            if (either && first == ChannelFuture.TOO_LATE) {
                return first;
            }
            Runnable second = withdraw(other);
            if (first == ChannelFuture.TOO_LATE || second == ChannelFuture.TOO_LATE) {
                boolean pending = (first != ChannelFuture.TOO_LATE && parent != null && !parent.isDone())
                        || (second != ChannelFuture.TOO_LATE && !other.isDone());
                if (!pending) {
                    return ChannelFuture.TOO_LATE;
                }
            }
            return first == ChannelFuture.NOTHING && second == ChannelFuture.NOTHING
                    ? ChannelFuture.NOTHING
                    : () -> {
                        first.run();
                        second.run();
                    };
        }

        @Override
        boolean deliveringWith(@Nullable ChannelFuture<?> parent) {
            if (either) {
                return arriving(parent) || other.delivering();
            }
            return (arriving(parent) && (other.isDone() || other.delivering()))
                    || (other.delivering() && (parent == null || parent.isDone() || arriving(parent)));
        }
    }

    /**
     * The stage that a composing function will return.
     *
     * <p>The function may be called at the very moment in which what it composes is given up. So the side that gives up looks for
     * the stage once more when the composed future has ended, and the function's caller looks whether it has when the stage
     * is known: one of them finds out.
     */
    abstract static class Composed extends SecondSource {
        private volatile @Nullable ChannelFuture<?> owner;

        abstract @Nullable CompletionStage<?> composed();

        /** The future that this composes. */
        @Nullable
        ChannelFuture<?> owner() {
            return owner;
        }

        @Override
        Runnable withdrawWith(@Nullable ChannelFuture<?> parent) {
            return withdraw(parent, this);
        }

        @Override
        boolean deliveringWith(@Nullable ChannelFuture<?> parent) {
            return arriving(parent);
        }

        /**
         * Gives up a parent that is pending, else the stage that was composed with it, and so on: a conversation that calls
         * itself makes a chain of any length.
         */
        static Runnable withdraw(@Nullable ChannelFuture<?> parent, Composed secondSource) {
            List<ChannelFuture<?>> chain = new ArrayList<>();
            ChannelFuture<?> source = parent;
            Composed next = secondSource;
            while (true) {
                if (source != null && !source.isDone()) {
                    Runnable after = source.withdraw();
                    if (after != ChannelFuture.NOTHING || !source.isDone()) {
                        return after == ChannelFuture.TOO_LATE ? after : then(next.uncalled(after), chain);
                    }
                    // It has completed since the question: there may be a composed stage now.
                }
                // In this order: what is not late any more has called the function, and its stage is there.
                boolean late = source != null && source.delivering();
                CompletionStage<?> stage = next.composed();
                if (stage == null) {
                    Runnable after = source == null ? ChannelFuture.NOTHING : source.undelivered();
                    return late ? ChannelFuture.TOO_LATE : then(next.uncalled(after), chain);
                }
                ChannelFuture<?> future = CompletionStages.unwrap(stage);
                if (future instanceof ComposedFuture<?, ?> composition && !future.isDone()) {
                    source = composition.operation();
                    next = composition.secondSource();
                } else if (future instanceof DerivedFuture<?> derived
                        && derived.secondSource() instanceof Composed composed
                        && !future.isDone()) {
                    source = derived.parent();
                    next = composed;
                } else {
                    Runnable after = CompletionStages.withdraw(stage);
                    return after == ChannelFuture.TOO_LATE ? after : then(after, chain);
                }
                chain.add(future);
            }
        }

        /** The function has not been called, or is being called just now: it is to be called no more. */
        private Runnable uncalled(Runnable after) {
            return () -> {
                ChannelFuture<?> composing = owner();
                if (composing != null) {
                    composing.reject(new CancellationException());
                }
                after.run();
                CompletionStage<?> stage = composed();
                if (stage != null) {
                    CompletionStages.giveUp(stage);
                }
            };
        }

        /** Ends the links of a chain after what they wait for, the innermost first. */
        private static Runnable then(Runnable after, List<ChannelFuture<?>> chain) {
            if (chain.isEmpty()) {
                return after;
            }
            return () -> {
                after.run();
                for (int i = chain.size() - 1; i >= 0; i--) {
                    chain.get(i).reject(new CancellationException());
                }
            };
        }
    }

    /** A composing function that remembers which stage it returned. */
    static final class ComposingFunction<T extends @Nullable Object, U extends @Nullable Object> extends Composed
            implements Function<T, CompletionStage<U>> {
        private final Function<? super T, ? extends CompletionStage<U>> function;
        private volatile @Nullable CompletionStage<U> composed;

        ComposingFunction(Function<? super T, ? extends CompletionStage<U>> function) {
            this.function = Objects.requireNonNull(function);
        }

        @Override
        public CompletionStage<U> apply(T value) {
            CompletionStage<U> stage = Objects.requireNonNull(function.apply(value), "the function returned null");
            composed = stage;
            ChannelFuture<?> composing = owner();
            if (composing != null && composing.isDone()) {
                CompletionStages.giveUp(stage);
            }
            return CompletionStages.toFuture(stage);
        }

        @Override
        @Nullable
        CompletionStage<?> composed() {
            return composed;
        }
    }

    /** A stage that is there already. */
    static final class KnownStage extends Composed {
        private final CompletionStage<?> stage;

        KnownStage(CompletionStage<?> stage) {
            this.stage = stage;
        }

        @Override
        CompletionStage<?> composed() {
            return stage;
        }
    }

    /** Links a stage with the second source that it was made of. */
    static <T extends @Nullable Object> CompletableFuture<T> combine(
            CompletableFuture<T> stage, CompletableFuture<?> other, boolean either) {
        if (stage instanceof DerivedFuture<T> derived && other instanceof ChannelFuture<?> source && !stage.isDone()) {
            derived.secondSource(new Combined(source, either));
        }
        return stage;
    }

    /** Links a stage with what a function composes. */
    static <T extends @Nullable Object> CompletableFuture<T> compose(
            CompletableFuture<T> stage, Composed secondSource) {
        if (stage instanceof DerivedFuture<T> derived) {
            secondSource.owner = derived;
            derived.secondSource(secondSource);
        }
        return stage;
    }
}
