package dev.futurewire.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** A viewer that records what it receives, and allows tests to wait for it. */
final class RecordingViewer implements FeedViewer {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    FeedSnapshot latest;
    final List<ConnectionRow> closed = new ArrayList<>();
    final List<WarningRow> warnings = new ArrayList<>();
    final List<Traffic> traffic = new ArrayList<>();
    final List<String> refusals = new ArrayList<>();
    final List<String> losses = new ArrayList<>();
    int connects;
    long linesSeen;

    private void note(Runnable what) {
        lock.lock();
        try {
            what.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of pieces of traffic. */
    int count() {
        lock.lock();
        try {
            return traffic.size();
        } finally {
            lock.unlock();
        }
    }

    void await(String what, Predicate<RecordingViewer> condition) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(15);
        lock.lock();
        try {
            while (!condition.test(this)) {
                if (left <= 0) {
                    throw new AssertionError("not within 15 s: " + what + "; the latest: " + latest);
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void connected(String server, boolean controlAllowed) {
        note(() -> connects++);
    }

    @Override
    public void tick(FeedSnapshot snapshot) {
        note(() -> {
            latest = snapshot;
            closed.addAll(snapshot.closed());
            warnings.addAll(snapshot.warnings());
            linesSeen += snapshot.lines().size();
        });
    }

    @Override
    public void traffic(Traffic piece) {
        note(() -> traffic.add(piece));
    }

    @Override
    public void refused(String code, String message) {
        note(() -> refusals.add(code));
    }

    @Override
    public void lost(String message, long retryInMillis) {
        note(() -> losses.add(message));
    }
}
