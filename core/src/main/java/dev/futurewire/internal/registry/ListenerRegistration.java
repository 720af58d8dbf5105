package dev.futurewire.internal.registry;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.Operation;
import dev.futurewire.observe.Registration;
import dev.futurewire.observe.Warning;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;
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

    /** The calls in progress are counted by thread, so that loops do not contend for a common counter. */
    private static final int STRIPES = 16;

    /** Distance of two counters, so that each has a cache line of its own. */
    private static final int STRIDE = 8;

    private final ConnectionListener listener;
    private final Consumer<ListenerRegistration> leave;
    private final AtomicLongArray inProgress = new AtomicLongArray(STRIPES * STRIDE);

    /** Whether the listener has methods of its own for the events that are frequent. */
    private final boolean hasRead;

    private final boolean hasConsumed;
    private final boolean hasWritten;
    private final boolean hasAwaiting;
    private volatile boolean closed;

    ListenerRegistration(ConnectionListener listener, Consumer<ListenerRegistration> leave) {
        this.listener = listener;
        this.leave = leave;
        hasRead = overrides("read", ByteBuffer.class);
        hasConsumed = overrides("consumed", ByteBuffer.class);
        hasWritten = overrides("written", ByteBuffer.class);
        hasAwaiting = overrides("awaiting", Operation.class);
    }

    private boolean overrides(String event, Class<?> second) {
        try {
            return listener.getClass()
                            .getMethod(event, AsyncChannel.class, second)
                            .getDeclaringClass()
                    != ConnectionListener.class;
        } catch (NoSuchMethodException noReflection) {
            // In a native image, which knows no methods by name.
            return true;
        }
    }

    private void call(Consumer<ConnectionListener> event) {
        int stripe = (int) (Thread.currentThread().getId() % STRIPES) * STRIDE;
        inProgress.incrementAndGet(stripe);
        try {
            if (!closed) {
                event.accept(listener);
            }
        } finally {
            inProgress.decrementAndGet(stripe);
        }
    }

    @Override
    public void close() {
        closed = true;
        leave.accept(this);
        if (!calledByListener()) {
            // A call that begins from now on finds the registration closed, so each counter has to be seen at zero
            // once.
            for (int i = 0; i < STRIPES; i++) {
                while (inProgress.get(i * STRIDE) != 0) {
                    LockSupport.parkNanos(CHECK_NANOS);
                }
            }
        }
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
        if (hasRead) {
            call(each -> each.read(channel, bytes));
        }
    }

    @Override
    public void consumed(AsyncChannel channel, ByteBuffer bytes) {
        if (hasConsumed) {
            call(each -> each.consumed(channel, bytes));
        }
    }

    @Override
    public void written(AsyncChannel channel, ByteBuffer bytes) {
        if (hasWritten) {
            call(each -> each.written(channel, bytes));
        }
    }

    @Override
    public void awaiting(AsyncChannel channel, Operation operation) {
        if (hasAwaiting) {
            call(each -> each.awaiting(channel, operation));
        }
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
