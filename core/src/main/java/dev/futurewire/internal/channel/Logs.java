package dev.futurewire.internal.channel;

/** The library's logger, and what is logged in one way. */
public final class Logs {
    /** Everything is logged under this name. */
    public static final System.Logger LOGGER = System.getLogger("dev.futurewire");

    private Logs() {}

    /** Calls a listener; what it throws is logged with the connection and goes no further. */
    static void guarded(StreamChannel channel, Runnable call) {
        try {
            call.run();
        } catch (Throwable failure) {
            LOGGER.log(System.Logger.Level.WARNING, () -> channel + ": a connection listener failed", failure);
        }
    }
}
