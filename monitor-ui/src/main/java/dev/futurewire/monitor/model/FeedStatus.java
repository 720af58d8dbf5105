package dev.futurewire.monitor.model;

/**
 * Status of the connection to a feed.
 *
 * @param phase state of the connection
 * @param code machine-readable code of a refusal, else empty
 * @param message human-readable cause; may be empty
 * @param sinceMillis local time at which the phase began
 * @param retryAtMillis local time of the next attempt, or -1 if there is none
 */
public record FeedStatus(FeedPhase phase, String code, String message, long sinceMillis, long retryAtMillis) {
    /** Returns the initial status. */
    static FeedStatus connecting(long now) {
        return new FeedStatus(FeedPhase.CONNECTING, "", "", now, -1);
    }
}
