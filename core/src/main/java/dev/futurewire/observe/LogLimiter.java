package dev.futurewire.observe;

import dev.futurewire.internal.loop.DaemonPool;
import dev.futurewire.internal.time.Alarm;
import dev.futurewire.internal.time.Timer;
import dev.futurewire.internal.time.WheelTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what peers can cause at will from flooding the log. The first message of a kind is logged as it is. Those that follow
 * within {@link #INTERVAL} are counted, and logged at level {@code DEBUG} only; then one line reports how many there were. A
 * kind that goes on is one line for each interval; after an interval without a message the next is a first one again. Time
 * alone ends an interval, not that something went well in between. No message is lost: each is logged or in a count.
 *
 * <p>Thread-safe. Counts are reported on a daemon thread, or by {@link #flush()}, which every server calls when it has shut
 * down.
 */
public final class LogLimiter {
    /** How long the messages of a kind are counted after one has been logged: a minute. */
    public static final Duration INTERVAL = Duration.ofMinutes(1);

    /** How many kinds are counted separately at a time: 64. Messages of further kinds are counted together. */
    public static final int MOST_KINDS = 64;

    private static final String OTHER = "messages of other kinds";

    /** How long the thread that reports is kept: ten seconds. */
    private static final long THREAD_IDLE_SECONDS = 10;

    private static final class Shared {
        static final LogLimiter INSTANCE = new LogLimiter(
                WheelTimer.shared(),
                DaemonPool.of("futurewire-log-", 1, THREAD_IDLE_SECONDS, new LinkedBlockingQueue<>()));
    }

    private final Timer timer;
    private final Executor reporter;

    /** Those of which a message has been logged within the interval. Guards their fields as well. */
    private final Map<String, Kind> kinds = new HashMap<>();

    /**
     * Creates a limiter.
     *
     * @param timer whose time counts
     * @param reporter runs what logs the counts
     */
    LogLimiter(Timer timer, Executor reporter) {
        this.timer = timer;
        this.reporter = reporter;
        // Loads the class: where descriptors have run out, which is a reason to log, that would fail.
        kinds.remove(new Kind(OTHER).name);
    }

    /**
     * The process's limiter.
     *
     * @return the one instance
     */
    public static LogLimiter shared() {
        return Shared.INSTANCE;
    }

    /**
     * Logs a message, or counts it.
     *
     * @param logger where to
     * @param level of the message, and of the line with the count
     * @param kind what it is one of, in the plural and without a word of a peer: the count reads "49 more in the last 60 s:"
     *     and this
     * @param message makes the message; called once at most
     */
    public void log(System.Logger logger, System.Logger.Level level, String kind, Supplier<String> message) {
        log(logger, level, kind, message, null);
    }

    /**
     * Logs a message with a stack, or counts it.
     *
     * @param logger where to
     * @param level of the message, and of the line with the count
     * @param kind what it is one of, in the plural and without a word of a peer: the count reads "49 more in the last 60 s:"
     *     and this
     * @param message makes the message; called once at most
     * @param failure what went wrong, or null
     */
    public void log(
            System.Logger logger,
            System.Logger.Level level,
            String kind,
            Supplier<String> message,
            @Nullable Throwable failure) {
        log(logger, level, kind, 1, message, failure);
    }

    /**
     * Logs a message with a stack, or counts it. Where each message of a kind has a worth of its own, the first few of them
     * are logged.
     *
     * @param logger where to
     * @param level of the message, and of the line with the count
     * @param kind what it is one of, in the plural and without text from a peer: the count reads "49 more in the last 60 s:"
     *     and this
     * @param most how many messages of the kind are logged within {@link #INTERVAL}, at least 1
     * @param message makes the message; called once at most
     * @param failure what went wrong, or null
     */
    public void log(
            System.Logger logger,
            System.Logger.Level level,
            String kind,
            int most,
            Supplier<String> message,
            @Nullable Throwable failure) {
        System.Logger.Level now = admit(logger, level, kind, most) ? level : System.Logger.Level.DEBUG;
        if (failure == null) {
            logger.log(now, message);
        } else {
            logger.log(now, message, failure);
        }
    }

    /** Whether the message is one of the first of its kind; otherwise it is counted. */
    private boolean admit(System.Logger logger, System.Logger.Level level, String name, int most) {
        synchronized (kinds) {
            String key = kinds.containsKey(name) || kinds.size() < MOST_KINDS ? name : OTHER;
            Kind known = kinds.get(key);
            if (known != null && known.logged < most) {
                known.logged++;
                return true;
            }
            if (known != null) {
                known.count(logger, level);
                return false;
            }
            Kind kind = new Kind(key);
            kind.since = timer.now();
            kinds.put(key, kind);
            timer.set(kind, kind.since + INTERVAL.toNanos());
            return true;
        }
    }

    /** Reports what has been counted so far, on the calling thread. What follows is counted on until the interval ends. */
    public void flush() {
        List<Report> reports = new ArrayList<>();
        synchronized (kinds) {
            for (Kind kind : kinds.values()) {
                Report report = kind.report();
                if (report != null) {
                    reports.add(report);
                }
            }
        }
        reports.forEach(Report::log);
    }

    private record Report(System.Logger logger, System.Logger.Level level, long count, long seconds, String kind) {
        void log() {
            logger.log(level, () -> count + " more in the last " + Math.max(1, seconds) + " s: " + kind);
        }
    }

    /** A kind of messages and the alarm at the end of its interval. Guarded by the map. */
    private final class Kind extends Alarm {
        private final String name;
        private long since;
        private int logged = 1;
        private long counted;
        private System.@Nullable Logger logger;
        private System.Logger.Level level = System.Logger.Level.INFO;

        Kind(String name) {
            this.name = name;
        }

        void count(System.Logger where, System.Logger.Level how) {
            counted++;
            logger = where;
            level = how;
        }

        @Nullable
        Report report() {
            if (counted == 0 || logger == null) {
                return null;
            }
            long now = timer.now();
            Report report = new Report(logger, level, counted, (now - since) / 1_000_000_000L, name);
            counted = 0;
            since = now;
            return report;
        }

        @Override
        protected void fire() {
            reporter.execute(this::intervalOver);
        }

        private void intervalOver() {
            Report report;
            synchronized (kinds) {
                report = report();
                if (report == null) {
                    kinds.remove(name);
                } else {
                    timer.set(this, timer.now() + INTERVAL.toNanos());
                }
            }
            if (report != null) {
                report.log();
            }
        }
    }
}
