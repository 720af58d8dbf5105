package dev.futurewire.observe;

/** A registration of a listener, which lasts until it is closed or until what it observes has ended. */
public interface Registration extends AutoCloseable {
    /**
     * Ends the registration. No call of the listener begins after this method has returned: it waits for the calls that are in
     * progress, which is why a listener must not block. If it is called by a listener, on whichever thread, it does not wait,
     * and calls that other threads are making at that moment may still arrive. Closing twice has no effect.
     */
    @Override
    void close();
}
