package dev.futurewire.server.metrics;

import java.time.Duration;
import java.util.Map;

/**
 * Deadlines and limits of the JDK's HTTP server, which reads them from system properties when its first instance is created.
 * Properties that are already set, such as on the command line, are not changed.
 *
 * <p>A connection with an incomplete request occupies a thread until its deadline. There can be as many threads as connections,
 * so no connection waits for another; both are limited.
 */
final class HttpLimits {
    /** The maximum number of connections; further ones are closed as soon as they are accepted. */
    static final int MAX_CONNECTIONS = 512;

    /** The maximum number of idle connections kept open between scrapes; others are closed after their response. */
    static final int MAX_IDLE_CONNECTIONS = 16;

    /** How long an idle connection is kept open: longer than the usual interval between scrapes. */
    static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);

    /** The time limit for a request from its first byte, and for the first byte on a new connection. */
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    /** The time limit for creating and sending a response; the first scrape has to load its classes. */
    static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(10);

    /** How often deadlines are checked. */
    static final Duration TICK = Duration.ofMillis(500);

    /** The maximum number of headers in a request. */
    static final int MAX_HEADERS = 100;

    /** The maximum size of a request's headers, in bytes. */
    static final int MAX_HEADER_BYTES = 16 * 1024;

    /** The maximum number of bytes of a body that are discarded before the connection is closed. */
    static final int MAX_DRAINED_BYTES = 16 * 1024;

    private static final Map<String, Long> PROPERTIES = Map.of(
            "jdk.httpserver.maxConnections",
            (long) MAX_CONNECTIONS,
            "sun.net.httpserver.maxIdleConnections",
            (long) MAX_IDLE_CONNECTIONS,
            "sun.net.httpserver.idleInterval",
            IDLE_TIMEOUT.toSeconds(),
            "sun.net.httpserver.maxReqTime",
            REQUEST_TIMEOUT.toSeconds(),
            "sun.net.httpserver.maxRspTime",
            RESPONSE_TIMEOUT.toSeconds(),
            "sun.net.httpserver.clockTick",
            TICK.toMillis(),
            "sun.net.httpserver.timerMillis",
            TICK.toMillis(),
            "sun.net.httpserver.maxReqHeaders",
            (long) MAX_HEADERS,
            "sun.net.httpserver.maxReqHeaderSize",
            (long) MAX_HEADER_BYTES,
            "sun.net.httpserver.drainAmount",
            (long) MAX_DRAINED_BYTES);

    private HttpLimits() {}

    /** Sets the properties. Must be called before the first server is created. */
    static void apply() {
        PROPERTIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value.toString());
            }
        });
    }
}
