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
 * Limits the rate of log messages that peers can cause at will. The first message of a kind is logged as it is and
 * starts an interval of one minute. Further messages of that kind are counted, and logged at level {@code DEBUG} only.
 * At the end of the interval, one line reports their number and the next interval starts. After an interval without
 * messages, the next message is logged as a first one again. No message is lost: each is either logged or counted.
 *
 * <p>Thread-safe. Counts are logged on a daemon thread, or by {@link #flush()}, which every server calls at the end of
 * its shutdown.
 */
public final class LogLimiter {
    /** How long the messages of a kind are counted after the first one: one minute. */
    public static final Duration INTERVAL = Duration.ofMinutes(1);

    /** How many kinds are counted separately at a time: 64. Messages of further kinds are counted together. */
    public static final int MOST_KINDS = 64;

    private static final String OTHER = "messages of other kinds";

    /** How long the idle reporter thread is kept. */
    private static final long THREAD_IDLE_SECONDS = 10;

    private static final class Holder {
        static final LogLimiter INSTANCE = new LogLimiter(
                WheelTimer.shared(),
                DaemonPool.of("futurewire-log-", 1, THREAD_IDLE_SECONDS, new LinkedBlockingQueue<>()));
    }

    private final Timer timer;
    private final Executor reporter;

    /** The kinds whose interval has not ended, by name. Also the lock for their fields. */
    private final Map<String, Kind> kinds = new HashMap<>();

    /**
     * Creates a limiter.
     *
     * @param timer measures the intervals
     * @param reporter logs the counts
     */
    LogLimiter(Timer timer, Executor reporter) {
        this.timer = timer;
        this.reporter = reporter;
        // Loads the classes now. They cannot be loaded when file descriptors have run out, which is a reason to log.
        kinds.remove(new Kind(OTHER).name);
        kinds.remove(Report.class.getName());
    }

    /** {@return the shared instance of the process} */
    public static LogLimiter shared() {
        return Holder.INSTANCE;
    }

    /**
     * Logs or counts a message.
     *
     * @param logger the logger
     * @param level the level of the message, and of the line with the count
     * @param kind the name of the kind, in the plural and free of text from peers. It ends the line with the count: "49
     *     more in the last 60 s: " and the kind
     * @param message supplies the message; called at most once
     */
    public void log(System.Logger logger, System.Logger.Level level, String kind, Supplier<String> message) {
        log(logger, level, kind, message, null);
    }

    /**
     * Logs or counts a message with an exception.
     *
     * @param logger the logger
     * @param level the level of the message, and of the line with the count
     * @param kind the name of the kind, in the plural and free of text from peers. It ends the line with the count: "49
     *     more in the last 60 s: " and the kind
     * @param message supplies the message; called at most once
     * @param failure the exception to log with the message, or null
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
     * Logs or counts a message with an exception. Several messages of the kind are logged within {@link #INTERVAL}
     * before counting begins.
     *
     * @param logger the logger
     * @param level the level of the message, and of the line with the count
     * @param kind the name of the kind, in the plural and free of text from peers. It ends the line with the count: "49
     *     more in the last 60 s: " and the kind
     * @param most how many messages of the kind are logged within {@link #INTERVAL}, at least 1
     * @param message supplies the message; called at most once
     * @param failure the exception to log with the message, or null
     */
    public void log(
            System.Logger logger,
            System.Logger.Level level,
            String kind,
            int most,
            Supplier<String> message,
            @Nullable Throwable failure) {
        System.Logger.Level actual = admit(logger, level, kind, most) ? level : System.Logger.Level.DEBUG;
        if (failure == null) {
            logger.log(actual, message);
        } else {
            logger.log(actual, message, failure);
        }
    }

    /** Returns whether to log the message, as one of the first of its kind. Otherwise counts it. */
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

    /**
     * Logs the current counts on the calling thread and resets them. The intervals continue, so further messages are
     * counted.
     */
    public void flush() {
        List<Report> reports = new ArrayList<>();
        synchronized (kinds) {
            for (Kind kind : kinds.values()) {
                Report report = kind.takeReport();
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

    /** The state of a kind of messages, and the alarm at the end of its interval. Guarded by {@code kinds}. */
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

        void count(System.Logger messageLogger, System.Logger.Level messageLevel) {
            counted++;
            logger = messageLogger;
            level = messageLevel;
        }

        /** Takes the count; null if nothing has been counted. */
        @Nullable
        Report takeReport() {
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
            reporter.execute(this::endInterval);
        }

        private void endInterval() {
            Report report;
            synchronized (kinds) {
                report = takeReport();
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
