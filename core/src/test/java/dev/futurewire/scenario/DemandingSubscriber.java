package dev.futurewire.scenario;

import dev.futurewire.support.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** A subscriber that requests lines on demand, and records its signals. */
final class DemandingSubscriber implements Flow.Subscriber<String> {
    private final List<String> lines = new ArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final long perLine;
    private Flow.Subscription subscription;

    DemandingSubscriber() {
        this(0);
    }

    /**
     * Requests more with each line.
     *
     * @param perLine how many
     */
    DemandingSubscriber(long perLine) {
        this.perLine = perLine;
    }

    void request(long count) {
        subscription.request(count);
    }

    void cancel() {
        subscription.cancel();
    }

    CompletableFuture<Void> end() {
        return end;
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized int count() {
        return lines.size();
    }

    void awaitCount(int count) {
        Await.until(count + " lines", () -> count() >= count);
    }

    @Override
    public void onSubscribe(Flow.Subscription value) {
        subscription = value;
    }

    @Override
    public void onNext(String line) {
        synchronized (this) {
            lines.add(line);
        }
        if (perLine > 0) {
            subscription.request(perLine);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }
}
