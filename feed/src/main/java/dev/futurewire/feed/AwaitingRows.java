package dev.futurewire.feed;

import dev.futurewire.observe.Awaiting;
import dev.futurewire.observe.TaskSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Converts pending operations and tasks to rows. Each takes its row in the previous tick, whose times it keeps if they differ only
 * because the clock was read at another moment.
 */
final class AwaitingRows {
    /** Times that differ by less than this are considered equal: they are derived from different readings of the clock. */
    private static final long JITTER_MILLIS = 50;

    private AwaitingRows() {}

    static AwaitingRow of(Awaiting now, long millis, @Nullable AwaitingRow before) {
        long since = millis - now.since().toMillis();
        Duration remaining = now.remaining();
        Long until = remaining == null ? null : Long.valueOf(millis + remaining.toMillis());
        if (before != null) {
            since = steady(since, before.sinceMillis());
            if (until != null && before.untilMillis() != null) {
                until = steady(until, before.untilMillis());
            }
        }
        StackTraceElement line = now.callSite();
        return new AwaitingRow(
                now.operation().methodName(),
                line == null ? null : ConnectionRows.location(line),
                since,
                until,
                now.bytes(),
                now.name(),
                now.connection());
    }

    static List<TaskRow> tasks(List<TaskSnapshot> now, long millis, List<TaskRow> before) {
        List<TaskRow> rows = new ArrayList<>(now.size());
        for (int i = 0; i < now.size(); i++) {
            rows.add(task(now.get(i), millis, i < before.size() ? before.get(i) : null));
        }
        return rows;
    }

    private static TaskRow task(TaskSnapshot now, long millis, @Nullable TaskRow before) {
        long since = millis - now.since().toMillis();
        StackTraceElement line = now.callSite();
        List<AwaitingRow> known = before == null ? List.of() : before.awaiting();
        List<AwaitingRow> awaiting = new ArrayList<>(now.awaiting().size());
        for (int i = 0; i < now.awaiting().size(); i++) {
            awaiting.add(of(now.awaiting().get(i), millis, i < known.size() ? known.get(i) : null));
        }
        return new TaskRow(
                now.name(),
                now.state().name().toLowerCase(Locale.ROOT),
                before == null ? since : steady(since, before.sinceMillis()),
                line == null ? null : ConnectionRows.location(line),
                awaiting,
                tasks(now.tasks(), millis, before == null ? List.of() : before.tasks()));
    }

    private static long steady(long now, long before) {
        return Math.abs(now - before) < JITTER_MILLIS ? before : now;
    }
}
