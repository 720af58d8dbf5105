package dev.futurewire.internal.future;

import dev.futurewire.internal.loop.Loop;
import dev.futurewire.internal.loop.LoopCall;
import dev.futurewire.internal.loop.LoopThread;
import dev.futurewire.internal.time.Timer;
import java.util.function.Supplier;

/**
 * The context of futures that run on a loop and belong to no connection.
 *
 * @param loop runs their completions
 * @param description describes a completion, for the warning if it blocks the loop
 */
public record LoopContext(Loop loop, Supplier<String> description) implements FutureContext {
    @Override
    public long id() {
        return 0;
    }

    @Override
    public Timer timer() {
        return loop.timer();
    }

    /** Any loop will do for what belongs to no connection. */
    @Override
    public boolean isCurrent() {
        return LoopThread.currentCaller() != null || (LoopThread.current() == null && loop.onLoop());
    }

    @Override
    public void dispatch(Runnable completion) {
        LoopCall.submit(loop, description.get(), completion);
    }
}
