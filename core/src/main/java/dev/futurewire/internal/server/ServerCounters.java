package dev.futurewire.internal.server;

import dev.futurewire.CloseReason;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.memory.MemoryBudget;
import dev.futurewire.internal.registry.OpenChannels;
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
 * The counters of a server. Each connection counts its own bytes and lines; this class adds up those of closed
 * connections. A connection moves from the open to the closed ones under the lock that a snapshot takes, so that each
 * is counted exactly once.
 */
final class ServerCounters {
    /** How long accepts must not have failed before the next failure raises a warning: five seconds. */
    private static final long WARNING_PAUSE_NANOS = 5_000_000_000L;

    private final Instant startedAt = Instant.now();
    private final LongAdder refused = new LongAdder();
    private final LongAdder acceptFailures = new LongAdder();
    private final Map<Warning.Kind, LongAdder> warnings = new EnumMap<>(Warning.Kind.class);
    private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);
    private final AtomicLong lastAcceptFailure = new AtomicLong(System.nanoTime() - WARNING_PAUSE_NANOS);
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

    /**
     * Adds the final counters of a closed connection. Allocates no memory, since a lack of memory may have closed it.
     */
    synchronized void ended(OpenChannels living, StreamChannel channel) {
        CloseReason why = channel.reason();
        living.unregister(channel);
        count(why != null ? why : CloseReason.ABORTED);
        bytesIn += channel.bytesIn();
        bytesOut += channel.bytesOut();
        linesIn += channel.linesIn();
        linesOut += channel.linesOut();
    }

    void refused() {
        refused.increment();
    }

    /**
     * Counts a failed accept of any loop.
     *
     * @return whether to raise a warning: only for the first failure in a while, since accepts may alternately fail and
     *     succeed many times a second while clients come and go
     */
    boolean acceptFailed(String problem) {
        acceptFailures.increment();
        acceptProblem = problem;
        long now = System.nanoTime();
        return now - lastAcceptFailure.getAndSet(now) >= WARNING_PAUSE_NANOS;
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

    private void count(CloseReason reason) {
        LongAdder counter = closed.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    private Map<CloseReason, Long> closedByReason() {
        Map<CloseReason, Long> byReason = new EnumMap<>(CloseReason.class);
        closed.forEach((reason, count) -> byReason.put(reason, count.sum()));
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
