package dev.futurewire.internal.future;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a stage waits for besides its parent: another future, or the stage that a composing function returns. Withdrawing the
 * stage withdraws both.
 */
abstract class SecondSource {
    /** Withdraws the parent and this source, like {@link ChannelFuture#withdraw}. */
    abstract Runnable withdrawWith(@Nullable ChannelFuture<?> parent);

    /** Returns the stage, or null if the composing function has not returned it yet. */
    abstract @Nullable CompletionStage<?> stage();

    /** As {@link ChannelFuture#delivering}. */
    abstract boolean deliveringWith(@Nullable ChannelFuture<?> parent);

    /** Withdraws a future that may be complete or completing. */
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

    /** Another future: of a stage that needs both results, or either. */
    static final class Combined extends SecondSource {
        private final ChannelFuture<?> other;
        private final boolean either;

        Combined(ChannelFuture<?> other, boolean either) {
            this.other = other;
            this.either = either;
        }

        @Override
        CompletionStage<?> stage() {
            return other;
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
                        if (!either) {
                            uncombine(parent);
                        }
                        first.run();
                        second.run();
                    };
        }

        /** Notifies a complete source that its value is not used, as the other source has no result yet. */
        private void uncombine(@Nullable ChannelFuture<?> parent) {
            if (parent == null) {
                return;
            }
            if (!parent.isDone()) {
                other.uncombined();
            } else if (!other.isDone()) {
                parent.uncombined();
            }
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
     * The stage that a composing function returns.
     *
     * <p>The function may be called while the composed future is being withdrawn. The withdrawing side therefore looks for the
     * stage once more after completing that future, and the function's caller checks after publishing the stage whether that
     * future is complete. At least one of them sees both.
     */
    abstract static class Composed extends SecondSource {
        private volatile @Nullable ChannelFuture<?> owner;

        abstract @Nullable CompletionStage<?> composed();

        /** Returns the composed future. */
        @Nullable
        ChannelFuture<?> owner() {
            return owner;
        }

        @Override
        @Nullable
        CompletionStage<?> stage() {
            return composed();
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
         * Withdraws the parent if it is pending, else the stage composed with it, and so on. A loop, because recursive programs
         * make chains of any length.
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
                    // Completed in the meantime: there may be a composed stage now.
                }
                // In this order: if the source is not delivering any more, the function has returned its stage.
                boolean late = source != null && source.delivering();
                CompletionStage<?> stage = next.composed();
                if (stage == null) {
                    Runnable after = late || source == null ? ChannelFuture.NOTHING : source.undelivered();
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

        /** Returns an action that completes the composed future before its function has returned, or has been called. */
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

        /** Returns an action that cancels the futures of a chain after their sources, the innermost first. */
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

    /** Wraps a composing function and records the stage that it returns. */
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

    /** A stage that exists already. */
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

    /** Records the other source of a stage that combines two. */
    static <T extends @Nullable Object> CompletableFuture<T> combine(
            CompletableFuture<T> stage, CompletableFuture<?> other, boolean either) {
        if (stage instanceof DerivedFuture<T> derived) {
            boolean known = derived.secondSource() != null;
            ChannelFuture<?> receiver = derived.parent();
            if (receiver != null && !known) {
                receiver.combined(false);
            }
            if (other instanceof ChannelFuture<?> source && !stage.isDone()) {
                derived.secondSource(new Combined(source, either));
                if (!known) {
                    source.combined(true);
                }
            }
        }
        return stage;
    }

    /** Records the composing function of a stage. */
    static <T extends @Nullable Object> CompletableFuture<T> compose(
            CompletableFuture<T> stage, Composed secondSource) {
        if (stage instanceof DerivedFuture<T> derived) {
            secondSource.owner = derived;
            derived.secondSource(secondSource);
        }
        return stage;
    }
}
