package dev.futurewire.internal.loop;

import dev.futurewire.internal.memory.Survival;
import dev.futurewire.internal.time.Threads;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Samples the loop threads. If a thread is in the same call of user code in two successive samples, the call is
 * blocking. Sampling costs the loops only one counter per call.
 *
 * <p>Taking over happens long before reporting: it is harmless if the thread was merely preempted, and keeps the delay
 * for other connections short. The report follows after the listener's own threshold.
 */
final class Watchdog {
    /** The sampling interval: 10 ms. */
    static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long a call may hold a loop before a spare takes over: 40 ms. */
    static final long TAKE_OVER_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    /** After how long a thread that lacks processor time is reported nevertheless: two seconds. */
    static final long REPORT_STARVED_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Number of samples without activity before the watchdog sleeps: 200 ms. */
    private static final int QUIET_SAMPLES = 20;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Set<GroupLoop> LOOPS = ConcurrentHashMap.newKeySet();
    private static final Set<BlockedCall> BLOCKED_CALLS = ConcurrentHashMap.newKeySet();
    private static final Thread THREAD = Threads.daemon("futurewire-watchdog", Watchdog::run);

    static {
        THREAD.start();
    }

    private Watchdog() {}

    static void watch(GroupLoop loop) {
        LOOPS.add(loop);
        wake();
    }

    static void forget(GroupLoop loop) {
        LOOPS.remove(loop);
    }

    /** Resumes sampling if the watchdog sleeps. */
    static void wake() {
        LoopThread.watchdogAsleep = false;
        LockSupport.unpark(THREAD);
    }

    private static void run() {
        int quiet = 0;
        while (true) {
            try {
                if (quiet < QUIET_SAMPLES) {
                    LockSupport.parkNanos(SAMPLE_NANOS);
                } else {
                    sleepUntilWoken();
                    quiet = 0;
                }
                // While the interrupt flag is set, park returns immediately.
                Thread.interrupted();
                quiet = hasActivity() || !BLOCKED_CALLS.isEmpty() ? 0 : quiet + 1;
                long now = System.nanoTime();
                for (GroupLoop loop : LOOPS) {
                    check(loop, now);
                }
                BLOCKED_CALLS.removeIf(blocked -> blocked.reportOrExpire(now));
                Survival.takeReserve();
            } catch (Throwable unexpected) {
                Survival.survived("the watchdog of the loops failed", unexpected);
                LockSupport.parkNanos(SAMPLE_NANOS);
            }
        }
    }

    private static void sleepUntilWoken() {
        LoopThread.watchdogAsleep = true;
        while (LoopThread.watchdogAsleep && !hasActivity()) {
            LockSupport.park();
            Thread.interrupted();
        }
        LoopThread.watchdogAsleep = false;
    }

    /** Whether a loop is in user code, or has called some since the last time this was called. */
    private static boolean hasActivity() {
        boolean any = false;
        for (GroupLoop loop : LOOPS) {
            LoopThread thread = loop.worker();
            if (thread != null) {
                // The order matters: reading the listener's field is the fence.
                boolean hasCalled = thread.listener() != null;
                long progress = thread.progress();
                any |= (hasCalled && progress != loop.progressSeen) || thread.inUser();
                loop.progressSeen = progress;
            }
        }
        return any;
    }

    private static void check(GroupLoop loop, long now) {
        LoopThread thread = loop.worker();
        if (thread == null || !thread.inUser()) {
            loop.watchedThread = null;
            return;
        }
        long progress = thread.progress();
        if (thread != loop.watchedThread || progress != loop.watchedProgress) {
            loop.watchedThread = thread;
            loop.watchedProgress = progress;
            loop.stuckSince = now;
            return;
        }
        if (now - loop.stuckSince >= TAKE_OVER_NANOS) {
            boolean known = BLOCKED_CALLS.stream().anyMatch(blocked -> blocked.is(thread, progress));
            LoopThread.BlockedCallListener listener = thread.listener();
            if (!known && listener != null) {
                BLOCKED_CALLS.add(new BlockedCall(thread, progress, listener, loop.stuckSince, cpuTime(thread)));
            }
            if (loop.takeOver(thread)) {
                loop.watchedThread = null;
            }
        }
    }

    /** Returns the processor time of a thread, or -1 if it is not measured. */
    private static long cpuTime(Thread thread) {
        return THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled()
                ? THREADS.getThreadCpuTime(thread.getId())
                : -1;
    }

    /** A call that holds its thread. Reported when it has lasted long enough, dropped when it returns. */
    private record BlockedCall(
            LoopThread thread, long progress, LoopThread.BlockedCallListener listener, long since, long cpu) {
        boolean is(LoopThread other, long otherProgress) {
            return thread == other && progress == otherProgress;
        }

        boolean reportOrExpire(long now) {
            if (thread.progress() != progress || !(thread.lost() || thread.inUser())) {
                return true;
            }
            long held = now - since;
            if (held >= listener.blockedAfterNanos() && (!starved(held) || held >= REPORT_STARVED_NANOS)) {
                listener.blocked(thread, held);
                return true;
            }
            return false;
        }

        /**
         * Whether the thread appears to lack processor time: it is neither waiting nor in a native call, but has used
         * little processor time. The machine is overloaded then; a report would blame the handler unjustly.
         */
        private boolean starved(long held) {
            if (thread.getState() != Thread.State.RUNNABLE) {
                return false;
            }
            StackTraceElement[] stack = thread.getStackTrace();
            if (stack.length > 0 && stack[0].isNativeMethod()) {
                return false;
            }
            return cpu >= 0 && cpuTime(thread) - cpu < held / 2;
        }
    }
}
