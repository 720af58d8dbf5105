package dev.futurewire.internal.channel;

import dev.futurewire.internal.input.ReadRequest;
import dev.futurewire.internal.future.ChannelFuture;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A channel's lines on demand. Everything but {@code onSubscribe} happens in the channel's turns, so nothing overlaps; and the
 * first turn begins when {@code onSubscribe} has returned, on whatever thread that runs.
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
        lines.over = !first;
        try {
            subscriber.onSubscribe(lines);
        } catch (Throwable thrown) {
            lines.failedInside("onSubscribe", thrown);
            return;
        }
        if (first) {
            channel.dispatch(lines::begin);
        } else {
            lines.failed(subscriber, new IllegalStateException("the lines of a channel have one subscriber, once"));
        }
    }

    private static final class Lines implements Flow.Subscription {
        private final AbstractAsyncChannel channel;

        /** Null when there is nothing more to signal: a subscriber that has cancelled is not held. */
        private volatile Flow.@Nullable Subscriber<? super String> subscriber;

        /** Where the program subscribed: what its reads are known by. */
        private final @Nullable Object callSite;

        /** {@code onSubscribe} has returned. In turns. */
        private boolean begun;

        private long demand;

        /** What an illegal request is answered with once this has begun. */
        private @Nullable IllegalArgumentException refusal;

        private volatile boolean over;
        private volatile @Nullable CompletableFuture<@Nullable String> reading;

        /** Completes with the connection, of whose end a subscriber without demand learns too. */
        private volatile @Nullable CompletableFuture<?> end;

        Lines(AbstractAsyncChannel channel, Flow.Subscriber<? super String> subscriber) {
            this.channel = channel;
            this.subscriber = subscriber;
            callSite = channel.callSite();
        }

        /** In the channel's turn. */
        void begin() {
            begun = true;
            if (over) {
                return;
            }
            IllegalArgumentException illegal = refusal;
            if (illegal != null) {
                fail(illegal);
                return;
            }
            CompletableFuture<?> closed = channel.closed();
            end = closed;
            closed.whenComplete((why, never) -> {
                if (!over && reading == null) {
                    read();
                }
            });
            read();
        }

        @Override
        public void request(long count) {
            if (!over) {
                channel.dispatch(() -> demanded(count));
            }
        }

        private void demanded(long count) {
            if (over) {
                return;
            }
            if (count <= 0) {
                // Reactive Streams 3.9
                IllegalArgumentException illegal = new IllegalArgumentException(
                        "a request must be for at least one line, not " + count + " (Reactive Streams 3.9)");
                if (begun) {
                    fail(illegal);
                } else {
                    refusal = illegal;
                }
                return;
            }
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            if (begun && reading == null) {
                read();
            }
        }

        @Override
        public void cancel() {
            over = true;
            subscriber = null;
            CompletableFuture<@Nullable String> read = reading;
            if (read != null) {
                read.cancel(false);
            }
            CompletableFuture<?> closed = end;
            if (closed != null) {
                end = null;
                closed.cancel(false);
            }
        }

        /** Reads what is requested; signals the end without a request where no line can come any more. */
        private void read() {
            ReadRequest<@Nullable String> kind =
                    ReadRequest.line(channel.options().charset());
            while (!over && (demand > 0 || channel.exhausted())) {
                CompletableFuture<@Nullable String> read = channel.read(kind, callSite);
                if (!read.isDone()) {
                    reading = read;
                    read.whenComplete((line, failure) -> {
                        reading = null;
                        if (!over) {
                            signal(line, failure);
                            read();
                        }
                    });
                    if (over) {
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
                    failedInside("onComplete", thrown);
                }
            } else {
                demand -= demand == Long.MAX_VALUE ? 0 : 1;
                try {
                    receiver.onNext(line);
                } catch (Throwable thrown) {
                    failedInside("onNext", thrown);
                }
            }
        }

        private void fail(Throwable failure) {
            Flow.Subscriber<? super String> receiver = subscriber;
            cancel();
            if (receiver != null) {
                failed(receiver, failure);
            }
        }

        void failed(Flow.Subscriber<? super String> receiver, Throwable failure) {
            try {
                receiver.onError(failure);
            } catch (Throwable thrown) {
                failedInside("onError", thrown);
            }
        }

        /** Reactive Streams 2.13: a subscriber that throws has cancelled; only the log reports why. */
        void failedInside(String method, Throwable thrown) {
            cancel();
            Logs.LOGGER.log(
                    System.Logger.Level.WARNING,
                    () -> channel + ": the subscriber of its lines failed in " + method + ", and is cancelled",
                    thrown);
        }
    }
}
