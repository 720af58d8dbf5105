package dev.futurewire.monitor.model;

import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.ConnectionRow;
import java.util.regex.Pattern;

/** Short texts for addresses and pending operations. */
public final class Peers {
    private static final Pattern LOOPBACK = Pattern.compile("(127\\.0\\.0\\.1|\\[::1]|\\[0:0:0:0:0:0:0:1])(:\\d+)");

    /** The slash that {@code InetSocketAddress.toString} writes before a numeric address. */
    private static final Pattern SLASH =
            Pattern.compile("(?<![\\w/])/(?=\\d{1,3}(\\.\\d{1,3}){3}:\\d|\\[[0-9a-fA-F:]+]:\\d)");

    private Peers() {}

    /** Returns the address of the peer; a loopback address as its port only, such as {@code :59030}. */
    public static String shortened(ConnectionRow row) {
        String peer = LOOPBACK.matcher(row.peer()).replaceFirst("$2");
        return row.proxy() == null
                ? peer
                : peer + " via " + LOOPBACK.matcher(row.proxy()).replaceFirst("$2");
    }

    /** Describes an operation: by the name of what is awaited, or with the connection it belongs to if that is another one. */
    public static String operation(AwaitingRow awaiting, long waiting) {
        if (awaiting.name() != null) {
            return awaiting.name();
        }
        long connection = awaiting.connection();
        return connection == 0 || connection == waiting
                ? awaiting.operation()
                : awaiting.operation() + " of #" + connection;
    }

    /** Returns a text of the server with addresses as they are written elsewhere in the window. */
    public static String readable(String text) {
        return SLASH.matcher(text).replaceAll("");
    }
}
