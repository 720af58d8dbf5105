package dev.futurewire.internal.server;

import dev.futurewire.CloseReason;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.observe.ServerSnapshot;
import dev.futurewire.observe.Warning;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What a server counts. Bytes and lines are counted by the connections themselves; here are the sums of those that have
 * ended. A connection moves from the living to the ended under the lock that a snapshot takes, so that each is in the sum
 * exactly once.
 */
final class ServerCounters {
    /** After so long without a failed accept the next one begins a new episode: five seconds. */
    private static final long EPISODE_OVER_NANOS = 5_000_000_000L;

    private final Instant startedAt = Instant.now();
    private final LongAdder refused = new LongAdder();
    private final LongAdder acceptFailures = new LongAdder();
    private final Map<Warning.Kind, LongAdder> warnings = new EnumMap<>(Warning.Kind.class);
    private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);
    private final AtomicLong lastAcceptFailure = new AtomicLong(System.nanoTime() - EPISODE_OVER_NANOS);
    private volatile @Nullable String acceptProblem;
    private int peak;
    private long accepted;
    private long bytesIn;
    private long bytesOut;
    private long linesIn;
    private long linesOut;

    ServerCounters() {
        for (Warning.Kind kind : Warning.Kind.values()) {
            warnings.put(kind, new LongAdder());
        }
        for (CloseReason reason : CloseReason.values()) {
            closed.put(reason, new LongAdder());
        }
    }

    synchronized void opened(int open) {
        accepted++;
        peak = Math.max(peak, open);
    }

    /** A connection is over: its counters are final. Needs no memory: it may have ended for want of that. */
    synchronized void ended(OpenChannels living, StreamChannel channel) {
        CloseReason why = channel.reason();
        living.leave(channel);
        LongAdder counter = closed.get(why != null ? why : CloseReason.ABORTED);
        if (counter != null) {
            counter.increment();
        }
        bytesIn += channel.bytesIn();
        bytesOut += channel.bytesOut();
        linesIn += channel.linesIn();
        linesOut += channel.linesOut();
    }

    void refused() {
        refused.increment();
    }

    /**
     * Counts a failed accept, of whichever loop.
     *
     * @return whether it is the first for a while and so worth a warning: at a limit that clients come and go at, accepts
     *     fail and succeed many times a second
     */
    boolean acceptFailed(String problem) {
        acceptFailures.increment();
        acceptProblem = problem;
        long now = System.nanoTime();
        return now - lastAcceptFailure.getAndSet(now) >= EPISODE_OVER_NANOS;
    }

    void acceptSucceeded() {
        if (acceptProblem != null) {
            acceptProblem = null;
        }
    }

    @Nullable
    String acceptProblem() {
        return acceptProblem;
    }

    void warned(Warning.Kind kind) {
        LongAdder counter = warnings.get(kind);
        if (counter != null) {
            counter.increment();
        }
    }

    private Map<CloseReason, Long> closedByReason() {
        Map<CloseReason, Long> byReason = new EnumMap<>(CloseReason.class);
        closed.forEach((reason, counter) -> byReason.put(reason, counter.sum()));
        return byReason;
    }

    synchronized ServerSnapshot snapshot(
            Collection<StreamChannel> living, ServerSnapshot.AcceptState state, MemoryBudget budget) {
        long in = bytesIn;
        long out = bytesOut;
        long inLines = linesIn;
        long outLines = linesOut;
        long queued = 0;
        int open = 0;
        for (StreamChannel channel : living) {
            in += channel.bytesIn();
            out += channel.bytesOut();
            inLines += channel.linesIn();
            outLines += channel.linesOut();
            queued += channel.queuedOutput();
            open++;
        }
        Map<Warning.Kind, Long> raised = new EnumMap<>(Warning.Kind.class);
        warnings.forEach((kind, counter) -> raised.put(kind, counter.sum()));
        return new ServerSnapshot(
                startedAt,
                state,
                acceptProblem,
                open,
                peak,
                accepted,
                refused.sum(),
                acceptFailures.sum(),
                closedByReason(),
                in,
                out,
                inLines,
                outLines,
                queued,
                raised,
                budget.held(),
                budget.limit());
    }
}
