package dev.futurewire.internal.channel;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A channel's lines on demand. Everything but the first signal happens in the channel's turns, so nothing overlaps. */
final class LinePublisher implements Flow.Publisher<String> {
    private final ChannelCalls channel;

    LinePublisher(ChannelCalls channel) {
        this.channel = channel;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super String> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Lines lines = new Lines(channel, subscriber);
        if (channel.takeLines()) {
            subscriber.onSubscribe(lines);
        } else {
            lines.over = true;
            subscriber.onSubscribe(lines);
            subscriber.onError(new IllegalStateException("the lines of a channel have one subscriber, once"));
        }
    }

    private static final class Lines implements Flow.Subscription {
        private final ChannelCalls channel;
        private final Flow.Subscriber<? super String> subscriber;

        /** Where the program subscribed: what its reads are known by. */
        private final @Nullable Object place;

        private long demand;
        private volatile boolean over;
        private volatile @Nullable CompletableFuture<@Nullable String> reading;

        Lines(ChannelCalls channel, Flow.Subscriber<? super String> subscriber) {
            this.channel = channel;
            this.subscriber = subscriber;
            place = channel.callSite();
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
                fail(new IllegalArgumentException("a request must be for at least one line, not " + count));
                return;
            }
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            if (reading == null) {
                read();
            }
        }

        @Override
        public void cancel() {
            over = true;
            CompletableFuture<@Nullable String> read = reading;
            if (read != null) {
                read.cancel(false);
            }
        }

        private void read() {
            ReadKind<@Nullable String> kind = ReadKind.line(channel.options().charset());
            while (demand > 0 && !over) {
                CompletableFuture<@Nullable String> read = channel.read(kind, place);
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
            if (failure != null) {
                fail(WireFuture.cause(failure));
            } else if (line == null) {
                over = true;
                subscriber.onComplete();
            } else {
                demand -= demand == Long.MAX_VALUE ? 0 : 1;
                subscriber.onNext(line);
            }
        }

        private void fail(Throwable failure) {
            cancel();
            subscriber.onError(failure);
        }
    }
}
