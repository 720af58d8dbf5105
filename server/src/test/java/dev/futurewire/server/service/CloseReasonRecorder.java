package dev.futurewire.server.service;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.ConnectionListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Records why connections ended, in order. */
final class CloseReasonRecorder implements ConnectionListener {
    private final BlockingQueue<CloseReason> ended = new LinkedBlockingQueue<>();

    @Override
    public void closed(AsyncChannel channel, CloseReason reason) {
        ended.add(reason);
    }

    /** Waits for the next connection to end and returns the reason; null if none ends. */
    CloseReason next() throws InterruptedException {
        return ended.poll(20, TimeUnit.SECONDS);
    }
}
