package dev.futurewire.monitor.model;

/**
 * How it stands with a server.
 *
 * @param phase where the conversation is
 * @param code a stable word for a refusal, else empty
 * @param message why, for people; empty while there is nothing to say
 * @param sinceMillis since when, by this machine's clock
 * @param retryAtMillis when it is tried again, or -1
 */
public record FeedStatus(FeedPhase phase, String code, String message, long sinceMillis, long retryAtMillis) {
    /** At the beginning. */
    static FeedStatus connecting(long now) {
        return new FeedStatus(FeedPhase.CONNECTING, "", "", now, -1);
    }
}
