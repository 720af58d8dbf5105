package dev.futurewire.monitor.model;

import dev.futurewire.feed.AwaitingRow;
import java.util.Comparator;
import java.util.function.ToLongFunction;

/** The fields of a connection: each is a column of the table, and a sort key. */
public enum ConnectionField {
    /** Connection id. */
    ID(true),
    /** State, such as {@code open}. */
    STATE(false),
    /** Whether the process accepted or opened it. */
    DIRECTION(false),
    /** Server of the feed that accepted it. */
    SERVER(false),
    /** Remote address. */
    PEER(false),
    /** Awaited operation and its call site. */
    AWAITING(false),
    /** Time spent waiting. */
    WAITING(true),
    /** Time until the wait times out. */
    LEFT(true),
    /** Time since it opened. */
    AGE(true),
    /** Time since the last byte moved. */
    IDLE(true),
    /** Bytes received. */
    IN(true),
    /** Bytes sent. */
    OUT(true),
    /** Bytes received per second. */
    IN_RATE(true),
    /** Bytes sent per second. */
    OUT_RATE(true),
    /** Bytes received and not yet read by the handler. */
    READ_BUFFER(true),
    /** Bytes written and not yet accepted by the operating system. */
    WRITE_QUEUE(true),
    /** Lines read. */
    LINES_IN(true),
    /** Lines written. */
    LINES_OUT(true),
    /** Close reason, or warnings. */
    NOTES(false),
    /** Local address. */
    LOCAL(false);

    private final boolean number;

    ConnectionField(boolean number) {
        this.number = number;
    }

    /** Returns whether the greatest values are the ones that are looked for: the first click on such a column sorts descending. */
    public boolean greatestFirst() {
        return number && this != ID && this != LEFT;
    }

    /** Returns whether values are numbers, which are aligned right. */
    public boolean number() {
        return number;
    }

    /** Returns the text of a cell. */
    public String text(ConnectionEntry entry, long now) {
        return switch (this) {
            case ID -> Long.toString(entry.id());
            case STATE -> entry.row().state();
            case DIRECTION -> entry.row().direction();
            case SERVER -> entry.row().server() == null ? "–" : entry.row().server();
            case PEER -> Peers.shortened(entry.row());
            case AWAITING -> awaiting(entry);
            case WAITING -> durationOrDash(entry.waitingMillis(now));
            case LEFT -> durationOrDash(entry.leftMillis(now));
            case AGE -> DisplayFormat.duration(entry.ageMillis(now));
            case IDLE -> entry.closed() ? "–" : DisplayFormat.duration(entry.idleMillis(now));
            case IN -> DisplayFormat.bytes(entry.row().bytesIn());
            case OUT -> DisplayFormat.bytes(entry.row().bytesOut());
            case IN_RATE -> DisplayFormat.rate(entry.inPerSecond());
            case OUT_RATE -> DisplayFormat.rate(entry.outPerSecond());
            case READ_BUFFER -> bytesOrDash(entry.row().bufferedInput());
            case WRITE_QUEUE -> bytesOrDash(entry.row().queuedOutput());
            // Without a line read, the bytes were not read as lines: there is nothing to count.
            case LINES_IN -> linesOrDash(entry.row().linesIn(), entry.row().bytesIn());
            case LINES_OUT -> DisplayFormat.count(entry.row().linesOut());
            case NOTES -> notes(entry);
            case LOCAL -> entry.row().local();
        };
    }

    private static String linesOrDash(long lines, long bytes) {
        return lines == 0 && bytes > 0 ? "–" : DisplayFormat.count(lines);
    }

    private static String bytesOrDash(long bytes) {
        return bytes == 0 ? "–" : DisplayFormat.bytes(bytes);
    }

    private static String durationOrDash(long millis) {
        return millis < 0 ? "–" : DisplayFormat.duration(millis);
    }

    private static String awaiting(ConnectionEntry entry) {
        AwaitingRow awaiting = entry.row().awaiting();
        if (awaiting == null || entry.closed()) {
            return "";
        }
        String operation = Peers.operation(awaiting, entry.id());
        return awaiting.location() == null ? operation : operation + "  " + awaiting.location();
    }

    private static String notes(ConnectionEntry entry) {
        String reason = entry.row().reason();
        return reason != null ? reason : entry.warned();
    }

    /** Returns a comparator in ascending order of this field. */
    public Comparator<ConnectionEntry> order(long now) {
        return switch (this) {
            case ID -> by(ConnectionEntry::id);
            case STATE -> Comparator.comparing(entry -> entry.row().state());
            case DIRECTION -> Comparator.comparing(entry -> entry.row().direction());
            case SERVER -> Comparator.comparing(entry -> SERVER.text(entry, now));
            case PEER ->
                Comparator.comparing((ConnectionEntry entry) -> host(entry.row().peer()))
                        .thenComparingInt(entry -> port(entry.row().peer()));
            case AWAITING -> Comparator.comparing(ConnectionField::awaiting);
            case WAITING -> by(entry -> entry.waitingMillis(now));
            // Connections without a deadline sort after those with one.
            case LEFT -> by(entry -> entry.leftMillis(now) < 0 ? Long.MAX_VALUE : entry.leftMillis(now));
            case AGE -> by(entry -> entry.ageMillis(now));
            case IDLE -> by(entry -> entry.idleMillis(now));
            case IN -> by(entry -> entry.row().bytesIn());
            case OUT -> by(entry -> entry.row().bytesOut());
            case IN_RATE -> Comparator.comparingDouble(ConnectionEntry::inPerSecond);
            case OUT_RATE -> Comparator.comparingDouble(ConnectionEntry::outPerSecond);
            case READ_BUFFER -> by(entry -> entry.row().bufferedInput());
            case WRITE_QUEUE -> by(entry -> entry.row().queuedOutput());
            case LINES_IN -> by(entry -> entry.row().linesIn());
            case LINES_OUT -> by(entry -> entry.row().linesOut());
            case NOTES ->
                Comparator.<ConnectionEntry>comparingInt(entry -> entry.row().warnings())
                        .thenComparing(ConnectionField::notes);
            case LOCAL -> Comparator.comparing(entry -> entry.row().local());
        };
    }

    private static Comparator<ConnectionEntry> by(ToLongFunction<ConnectionEntry> key) {
        return Comparator.comparingLong(key);
    }

    private static String host(String address) {
        int colon = address.lastIndexOf(':');
        return colon < 0 ? address : address.substring(0, colon);
    }

    private static int port(String address) {
        try {
            return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        } catch (NumberFormatException none) {
            return 0;
        }
    }
}
