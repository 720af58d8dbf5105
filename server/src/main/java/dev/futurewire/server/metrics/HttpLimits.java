package dev.futurewire.server.metrics;

import java.time.Duration;
import java.util.Map;

/**
 * Deadlines and bounds of the JDK's HTTP server, which takes them from system properties when its first instance is made. A
 * property that is set already, on the command line say, is left as it is.
 *
 * <p>A connection that has sent a part of a request holds a thread until its deadline. There are as many threads as
 * connections, so none waits for another; both are bounded.
 */
final class HttpLimits {
    /** Connections at once; further ones are closed as soon as they are accepted. */
    static final int MOST_CONNECTIONS = 512;

    /** Connections kept open between two scrapes; others end with their answer. */
    static final int MOST_IDLE_CONNECTIONS = 16;

    /** How long a connection is kept open between two scrapes: longer than any scraper's pause. */
    static final Duration IDLE = Duration.ofMinutes(5);

    /** How long a whole request may take from its first byte on, and how long a new connection may be silent. */
    static final Duration REQUEST = Duration.ofSeconds(5);

    /** How long an answer may take, its making and its sending; the first scrape loads its classes. */
    static final Duration ANSWER = Duration.ofSeconds(10);

    /** How often the deadlines are looked at. */
    static final Duration TICK = Duration.ofMillis(500);

    /** The most header lines of a request. */
    static final int MOST_HEADERS = 100;

    /** The most bytes of a request's line and headers. */
    static final int LARGEST_HEADERS = 16 * 1024;

    /** How much of a body is read away before the connection is closed. */
    static final int LARGEST_BODY = 16 * 1024;

    private static final Map<String, Long> PROPERTIES = Map.of(
            "jdk.httpserver.maxConnections",
            (long) MOST_CONNECTIONS,
            "sun.net.httpserver.maxIdleConnections",
            (long) MOST_IDLE_CONNECTIONS,
            "sun.net.httpserver.idleInterval",
            IDLE.toSeconds(),
            "sun.net.httpserver.maxReqTime",
            REQUEST.toSeconds(),
            "sun.net.httpserver.maxRspTime",
            ANSWER.toSeconds(),
            "sun.net.httpserver.clockTick",
            TICK.toMillis(),
            "sun.net.httpserver.timerMillis",
            TICK.toMillis(),
            "sun.net.httpserver.maxReqHeaders",
            (long) MOST_HEADERS,
            "sun.net.httpserver.maxReqHeaderSize",
            (long) LARGEST_HEADERS,
            "sun.net.httpserver.drainAmount",
            (long) LARGEST_BODY);

    private HttpLimits() {}

    /** Sets the properties; to be called before the first server is made. */
    static void apply() {
        PROPERTIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value.toString());
            }
        });
    }
}
