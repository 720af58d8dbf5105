package dev.futurewire.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.internal.time.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Logging and counting of repeated messages, in virtual time. */
final class LogLimiterTest {
    private final ManualTimer timer = new ManualTimer();
    private final LogLimiter limiter = new LogLimiter(timer, Runnable::run);
    private final Lines lines = new Lines();

    private static final class Lines implements System.Logger {
        private final List<String> logged = new ArrayList<>();
        private int details;

        @Override
        public String getName() {
            return "lines";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable t) {
            if (level == Level.DEBUG) {
                details++;
            } else {
                logged.add(level + " " + message + (t == null ? "" : " " + t));
            }
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... values) {
            log(level, bundle, format, (Throwable) null);
        }
    }

    private void strange(int times) {
        for (int i = 0; i < times; i++) {
            limiter.log(lines, System.Logger.Level.WARNING, "strange clients", () -> "a strange client");
        }
    }

    @Test
    void logsTheFirstMessageAndCountsTheOthers() {
        strange(50);
        assertEquals(List.of("WARNING a strange client"), lines.logged);
        assertEquals(49, lines.details);
        timer.advance(LogLimiter.INTERVAL.plusSeconds(1));
        assertEquals(
                List.of("WARNING a strange client", "WARNING 49 more in the last 60 s: strange clients"), lines.logged);
    }

    @Test
    void logsOneLinePerIntervalDuringAFlood() {
        for (int second = 0; second < 600; second++) {
            strange(20);
            timer.advance(Duration.ofSeconds(1));
        }
        timer.advance(LogLimiter.INTERVAL.multipliedBy(2));
        assertEquals(1 + 10, lines.logged.size(), lines.logged::toString);
        long counted = lines.logged.stream()
                .filter(line -> line.contains(" more "))
                .mapToLong(line -> Long.parseLong(line.split(" ", -1)[1]))
                .sum();
        assertEquals(600 * 20, counted + 1);
    }

    @Test
    void logsTheNextMessageAfterAnIntervalWithoutMessages() {
        strange(1);
        timer.advance(LogLimiter.INTERVAL.plusSeconds(1));
        strange(1);
        assertEquals(List.of("WARNING a strange client", "WARNING a strange client"), lines.logged);
        assertEquals(1, timer.pending());
        timer.advance(LogLimiter.INTERVAL.plusSeconds(1));
        assertEquals(0, timer.pending());
    }

    @Test
    void countsKindsSeparately() {
        strange(3);
        limiter.log(lines, System.Logger.Level.ERROR, "defects", () -> "a defect", new IllegalStateException("oh"));
        limiter.flush();
        assertEquals(
                List.of(
                        "WARNING a strange client",
                        "ERROR a defect java.lang.IllegalStateException: oh",
                        "WARNING 2 more in the last 1 s: strange clients"),
                lines.logged);
    }

    @Test
    void flushLogsTheCurrentCounts() {
        strange(3);
        timer.advance(Duration.ofSeconds(12));
        limiter.flush();
        limiter.flush();
        strange(2);
        limiter.flush();
        timer.advance(LogLimiter.INTERVAL.multipliedBy(3));
        assertEquals(
                List.of(
                        "WARNING a strange client",
                        "WARNING 2 more in the last 12 s: strange clients",
                        "WARNING 2 more in the last 1 s: strange clients"),
                lines.logged);
    }

    @Test
    void boundsTheNumberOfKinds() {
        for (int i = 0; i < 1000; i++) {
            String kind = "kind " + i;
            limiter.log(lines, System.Logger.Level.INFO, kind, () -> kind);
        }
        assertEquals(LogLimiter.MOST_KINDS + 1, lines.logged.size());
        limiter.flush();
        assertEquals(
                "INFO " + (1000 - LogLimiter.MOST_KINDS - 1) + " more in the last 1 s: messages of other kinds",
                lines.logged.get(lines.logged.size() - 1));
    }
}
