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
 * Samples what the loops' threads are doing: the same call into user code twice in a row, with time in between, is a
 * call that does not relinquish control. Looking costs the loops nothing but a counter per call.
 *
 * <p>Taking over comes long before reporting: it is harmless where the thread was only preempted, and it keeps the wait of
 * all others short. The report comes when the listener's own threshold has passed.
 */
final class Watchdog {
    /** How often it looks: every 10 ms. */
    static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long one call may hold a loop before a spare takes over: 40 ms. */
    static final long TAKE_OVER_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    /** After how long a starved thread is reported all the same: two seconds. */
    static final long CERTAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** After how many looks without anything new it rests: 200 ms. */
    private static final int QUIET_SAMPLES = 20;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Set<GroupLoop> LOOPS = ConcurrentHashMap.newKeySet();
    private static final Set<Blocked> BLOCKED = ConcurrentHashMap.newKeySet();
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

    /** Lets it look again if it has stopped to. */
    static void wake() {
        LoopThread.unwatched = false;
        LockSupport.unpark(THREAD);
    }

    private static void run() {
        int quiet = 0;
        while (true) {
            try {
                if (quiet < QUIET_SAMPLES) {
                    LockSupport.parkNanos(SAMPLE_NANOS);
                } else {
                    rest();
                    quiet = 0;
                }
                // With the flag set it would not park again.
                Thread.interrupted();
                quiet = somethingNew() || !BLOCKED.isEmpty() ? 0 : quiet + 1;
                long now = System.nanoTime();
                for (GroupLoop loop : LOOPS) {
                    look(loop, now);
                }
                BLOCKED.removeIf(blocked -> blocked.settled(now));
                Survival.takeReserve();
            } catch (Throwable unexpected) {
                Survival.survived("the watchdog of the loops failed", unexpected);
                LockSupport.parkNanos(SAMPLE_NANOS);
            }
        }
    }

    private static void rest() {
        LoopThread.unwatched = true;
        while (LoopThread.unwatched && !somethingNew()) {
            LockSupport.park();
            Thread.interrupted();
        }
        LoopThread.unwatched = false;
    }

    /** Whether a loop is in user code, or has called some since this was asked last. */
    private static boolean somethingNew() {
        boolean any = false;
        for (GroupLoop loop : LOOPS) {
            LoopThread thread = loop.worker();
            if (thread != null) {
                // In this order: the listener's field is the fence.
                boolean hasCalled = thread.listener() != null;
                long progress = thread.progress();
                any |= (hasCalled && progress != loop.progressSeen) || thread.inUser();
                loop.progressSeen = progress;
            }
        }
        return any;
    }

    private static void look(GroupLoop loop, long now) {
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
            boolean known = BLOCKED.stream().anyMatch(blocked -> blocked.is(thread, progress));
            LoopThread.BlockedCallListener listener = thread.listener();
            if (!known && listener != null) {
                BLOCKED.add(new Blocked(thread, progress, listener, loop.stuckSince, cpuTime(thread)));
            }
            if (loop.takeOver(thread)) {
                loop.watchedThread = null;
            }
        }
    }

    /** The processor time that a thread has used, or -1 where that is not measured. */
    private static long cpuTime(Thread thread) {
        return THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled()
                ? THREADS.getThreadCpuTime(thread.getId())
                : -1;
    }

    /** One call that holds its thread: reported when it has lasted long enough, forgotten when it is over. */
    private record Blocked(
            LoopThread thread, long progress, LoopThread.BlockedCallListener listener, long since, long cpu) {
        boolean is(LoopThread other, long otherProgress) {
            return thread == other && progress == otherProgress;
        }

        boolean settled(long now) {
            if (thread.progress() != progress || !(thread.lost() || thread.inUser())) {
                return true;
            }
            long held = now - since;
            if (held >= listener.blockedAfterNanos() && (!starved(held) || held >= CERTAIN_NANOS)) {
                listener.blocked(thread, held);
                return true;
            }
            return false;
        }

        /**
         * Whether the thread looks as if it would go on if only it got a processor: neither waiting nor in a native call, and
         * with little processor time to show. Then it is the machine that is blocked, and blaming the handler would be wrong.
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
