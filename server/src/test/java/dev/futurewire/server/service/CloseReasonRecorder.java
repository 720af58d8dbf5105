package dev.futurewire.server.service;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.ConnectionListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Why connections ended, in order. */
final class CloseReasonRecorder implements ConnectionListener {
    private final BlockingQueue<CloseReason> ended = new LinkedBlockingQueue<>();

    @Override
    public void closed(AsyncChannel channel, CloseReason reason) {
        ended.add(reason);
    }

    /** Waits for the next end; null if there is none. */
    CloseReason next() throws InterruptedException {
        return ended.poll(20, TimeUnit.SECONDS);
    }
}
