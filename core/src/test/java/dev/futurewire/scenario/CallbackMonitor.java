package dev.futurewire.scenario;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Checks the callbacks of one connection: none runs inside another one, none concurrently with another one, none while
 * its thread holds a lock, none on a stack that has grown deep.
 */
final class CallbackMonitor {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int DEEPEST = 300;

    private final List<String> offences = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile String current = "";

    /** A callback for a future that is not complete yet. */
    <T> BiConsumer<T, Throwable> watched(String name, Runnable body) {
        return (value, failure) -> run(name, body);
    }

    /** A callback for a future that is not complete yet, without a body. */
    <T> BiConsumer<T, Throwable> watched(String name) {
        return watched(name, () -> {});
    }

    void run(String name, Runnable body) {
        calls.incrementAndGet();
        if (inside.getAndIncrement() != 0) {
            offences.add(name + " runs while " + current + " does");
        }
        String before = current;
        current = name;
        try {
            lookForLocks(name);
            lookForDepth(name);
            body.run();
        } catch (Throwable failure) {
            offences.add(name + " failed: " + failure);
        } finally {
            current = before;
            inside.decrementAndGet();
        }
    }

    private void lookForLocks(String name) {
        ThreadInfo info =
                THREADS.getThreadInfo(new long[] {Thread.currentThread().getId()}, true, true)[0];
        if (info == null) {
            return;
        }
        for (LockInfo monitor : info.getLockedMonitors()) {
            offences.add(name + " runs with the monitor of " + monitor);
        }
        for (LockInfo lock : info.getLockedSynchronizers()) {
            // A worker of an executor holds its own lock.
            if (!lock.getClassName().contains("ThreadPoolExecutor$Worker")) {
                offences.add(name + " runs with the lock " + lock);
            }
        }
    }

    private void lookForDepth(String name) {
        int depth = StackWalker.getInstance().walk(frames -> (int) frames.count());
        if (depth > DEEPEST) {
            offences.add(name + " runs on a stack of " + depth + " frames");
        }
    }

    int calls() {
        return calls.get();
    }

    void requireNoOffence() {
        synchronized (offences) {
            if (!offences.isEmpty()) {
                throw new AssertionError(
                        offences.size() + " offences, the first: " + offences.subList(0, Math.min(5, offences.size())));
            }
        }
    }
}
