package dev.futurewire.internal.channel;

import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.input.ReadRequest;
import dev.futurewire.internal.log.Logs;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a channel's lines on demand. All signals except {@code onSubscribe} are sent in the channel's turns, so they never
 * overlap. The first is sent after {@code onSubscribe} has returned, which runs on the subscribing thread.
 */
final class LinePublisher implements Flow.Publisher<String> {
    private final AbstractAsyncChannel channel;

    LinePublisher(AbstractAsyncChannel channel) {
        this.channel = channel;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super String> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        boolean first = channel.takeLines();
        Lines lines = new Lines(channel, subscriber);
        lines.ended = !first;
        try {
            subscriber.onSubscribe(lines);
        } catch (Throwable thrown) {
            lines.subscriberFailed("onSubscribe", thrown);
            return;
        }
        if (first) {
            channel.dispatch(lines::start);
        } else {
            lines.signalError(subscriber, new IllegalStateException("lines() accepts a single subscriber"));
        }
    }

    private static final class Lines implements Flow.Subscription {
        private final AbstractAsyncChannel channel;

        /** Null once the subscription has ended, so that a cancelled subscriber can be garbage-collected. */
        private volatile Flow.@Nullable Subscriber<? super String> subscriber;

        /** Where the program subscribed; the call site of all reads. */
        private final @Nullable Object callSite;

        /** Whether {@code onSubscribe} has returned. Accessed in turns. */
        private boolean started;

        private long demand;

        /** Failure to signal after the start because of an illegal request made before. */
        private @Nullable IllegalArgumentException illegalRequest;

        private volatile boolean ended;
        private volatile @Nullable CompletableFuture<@Nullable String> reading;

        /** Completes when the connection ends; lets a subscriber without demand receive the end. */
        private volatile @Nullable CompletableFuture<?> closed;

        Lines(AbstractAsyncChannel channel, Flow.Subscriber<? super String> subscriber) {
            this.channel = channel;
            this.subscriber = subscriber;
            callSite = channel.callSite();
        }

        /** In the channel's turn. */
        void start() {
            started = true;
            if (ended) {
                return;
            }
            IllegalArgumentException illegal = illegalRequest;
            if (illegal != null) {
                fail(illegal);
                return;
            }
            CompletableFuture<?> closed = channel.closed();
            this.closed = closed;
            closed.whenComplete((reason, ignored) -> {
                if (!ended && reading == null) {
                    read();
                }
            });
            read();
        }

        @Override
        public void request(long count) {
            if (!ended) {
                channel.dispatch(() -> demanded(count));
            }
        }

        private void demanded(long count) {
            if (ended) {
                return;
            }
            if (count <= 0) {
                // Reactive Streams 3.9
                IllegalArgumentException illegal = new IllegalArgumentException(
                        "a request must be for at least one line, not " + count + " (Reactive Streams 3.9)");
                if (started) {
                    fail(illegal);
                } else {
                    illegalRequest = illegal;
                }
                return;
            }
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            if (started && reading == null) {
                read();
            }
        }

        @Override
        public void cancel() {
            ended = true;
            subscriber = null;
            CompletableFuture<@Nullable String> read = reading;
            if (read != null) {
                read.cancel(false);
            }
            CompletableFuture<?> closed = this.closed;
            if (closed != null) {
                this.closed = null;
                closed.cancel(false);
            }
        }

        /** Reads while there is demand; signals the end without demand if no further line can arrive. */
        private void read() {
            ReadRequest<@Nullable String> request =
                    ReadRequest.line(channel.options().charset());
            while (!ended && (demand > 0 || channel.exhausted())) {
                CompletableFuture<@Nullable String> read = channel.read(request, callSite);
                if (!read.isDone()) {
                    reading = read;
                    read.whenComplete((line, failure) -> {
                        reading = null;
                        if (!ended) {
                            signal(line, failure);
                            read();
                        }
                    });
                    if (ended) {
                        read.cancel(false);
                    }
                    return;
                }
                if (read.isCompletedExceptionally()) {
                    read.whenComplete(this::signal);
                } else {
                    signal(read.join(), null);
                }
            }
        }

        private void signal(@Nullable String line, @Nullable Throwable failure) {
            Flow.Subscriber<? super String> receiver = subscriber;
            if (receiver == null) {
                return;
            }
            if (failure != null) {
                fail(ChannelFuture.cause(failure));
            } else if (line == null) {
                cancel();
                try {
                    receiver.onComplete();
                } catch (Throwable thrown) {
                    subscriberFailed("onComplete", thrown);
                }
            } else {
                demand -= demand == Long.MAX_VALUE ? 0 : 1;
                try {
                    receiver.onNext(line);
                } catch (Throwable thrown) {
                    subscriberFailed("onNext", thrown);
                }
            }
        }

        private void fail(Throwable failure) {
            Flow.Subscriber<? super String> receiver = subscriber;
            cancel();
            if (receiver != null) {
                signalError(receiver, failure);
            }
        }

        void signalError(Flow.Subscriber<? super String> receiver, Throwable failure) {
            try {
                receiver.onError(failure);
            } catch (Throwable thrown) {
                subscriberFailed("onError", thrown);
            }
        }

        /** Cancels and logs, as the subscriber has thrown (Reactive Streams 2.13). */
        void subscriberFailed(String method, Throwable thrown) {
            cancel();
            Logs.LOGGER.log(
                    System.Logger.Level.WARNING,
                    () -> channel + ": the subscriber of its lines failed in " + method + " and was cancelled",
                    thrown);
        }
    }
}
