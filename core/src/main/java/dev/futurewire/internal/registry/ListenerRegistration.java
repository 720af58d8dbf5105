package dev.futurewire.internal.registry;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Operation;
import dev.futurewire.observe.Registration;
import dev.futurewire.observe.Warning;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A listener that has joined a server and can leave it. A call may have been chosen before the listener left and be made
 * afterwards, so calls are counted: {@link #close} prevents further ones and waits for those in progress.
 */
final class ListenerRegistration implements ConnectionListener, Registration {
    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /** How often {@link #close} checks whether the calls in progress have ended: every 50 µs. */
    private static final long CHECK_NANOS = 50_000;

    private final ConnectionListener listener;
    private final Consumer<ListenerRegistration> leave;

    /** Counters of their own for begun and ended calls: loops do not contend for a common count of those in progress. */
    private final LongAdder begun = new LongAdder();

    private final LongAdder ended = new LongAdder();
    private volatile boolean closed;

    ListenerRegistration(ConnectionListener listener, Consumer<ListenerRegistration> leave) {
        this.listener = listener;
        this.leave = leave;
    }

    private void call(Consumer<ConnectionListener> event) {
        begun.increment();
        // The adder's write may otherwise be performed after the read: close() would miss this call, and this call
        // close().
        VarHandle.fullFence();
        try {
            if (!closed) {
                event.accept(listener);
            }
        } finally {
            ended.increment();
        }
    }

    @Override
    public void close() {
        closed = true;
        leave.accept(this);
        VarHandle.fullFence();
        if (!calledByListener()) {
            while (callsInProgress()) {
                LockSupport.parkNanos(CHECK_NANOS);
            }
        }
    }

    /** Ended calls are read first: the sums are equal only if no call was in progress between the two reads. */
    private boolean callsInProgress() {
        long left = ended.sum();
        return begun.sum() != left;
    }

    /** Whether the current thread is in a call of a listener that has joined a server, and would wait for itself. */
    private static boolean calledByListener() {
        return STACK.walk(frames -> frames.anyMatch(frame -> frame.getDeclaringClass() == ListenerRegistration.class
                && frame.getMethodName().equals("call")));
    }

    @Override
    public void opened(AsyncChannel channel) {
        call(each -> each.opened(channel));
    }

    @Override
    public void read(AsyncChannel channel, ByteBuffer bytes) {
        call(each -> each.read(channel, bytes));
    }

    @Override
    public void consumed(AsyncChannel channel, ByteBuffer bytes) {
        call(each -> each.consumed(channel, bytes));
    }

    @Override
    public void written(AsyncChannel channel, ByteBuffer bytes) {
        call(each -> each.written(channel, bytes));
    }

    @Override
    public void awaiting(AsyncChannel channel, Operation operation) {
        call(each -> each.awaiting(channel, operation));
    }

    @Override
    public void warning(Warning warning) {
        call(each -> each.warning(warning));
    }

    @Override
    public void closed(AsyncChannel channel, CloseReason reason) {
        call(each -> each.closed(channel, reason));
    }
}
