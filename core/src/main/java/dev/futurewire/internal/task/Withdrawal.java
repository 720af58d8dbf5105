package dev.futurewire.internal.task;

import dev.futurewire.internal.future.ChannelFuture;
import dev.futurewire.internal.future.FutureContext;
import dev.futurewire.internal.time.Alarm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Withdraws a number of branches in two steps, as {@link ChannelFuture#withdraw} does: {@link #add} claims what they wait for,
 * so that it can't arrive any more, and {@link #complete} then completes their stages.
 *
 * <p>A branch whose callback is running at this moment can't be withdrawn: it may be about to return another stage. Such
 * branches are withdrawn when the callback has returned: they are tried once more in the next turn, then at every tick of the
 * timer for a second. The result waits for them for a tenth of that time.
 */
final class Withdrawal extends Alarm {
    private static final int MAX_TRIES = 100;
    private static final int MAX_AWAITED_TRIES = 10;
    private static final long RETRY_NANOS = 10_000_000L;

    private final FutureContext context;
    private final List<Runnable> afters = new ArrayList<>();
    private final List<Withdrawable> late = new ArrayList<>();
    private int withdrawn;
    private int arriving;
    private int tries;
    private @Nullable Runnable then;

    Withdrawal(FutureContext context) {
        this.context = context;
    }

    /** Withdraws a branch, as far as it can be withdrawn now. */
    void add(Withdrawable branch) {
        Runnable after = branch.tryWithdraw();
        if (after == ChannelFuture.TOO_LATE) {
            arriving++;
            if (!branch.hasEnded()) {
                late.add(branch);
            }
        } else if (after != null) {
            withdrawn++;
            afters.add(after);
        }
    }

    /** The number of branches that this has withdrawn. */
    int withdrawn() {
        return withdrawn;
    }

    /** The number of branches that have ended or whose results are being delivered. */
    int arriving() {
        return arriving;
    }

    /** Completes the stages of the withdrawn branches. */
    void completeStages() {
        List<Runnable> ready = List.copyOf(afters);
        afters.clear();
        ready.forEach(Runnable::run);
    }

    /** Completes the stages of the withdrawn branches, and runs an action when all branches are withdrawn. In turn. */
    void complete(Runnable next) {
        completeStages();
        if (late.isEmpty()) {
            next.run();
        } else {
            then = next;
            context.dispatch(this::retry);
        }
    }

    private void retry() {
        tries++;
        List<Withdrawable> again = List.copyOf(late);
        late.clear();
        again.forEach(this::add);
        completeStages();
        if (!late.isEmpty() && tries < MAX_TRIES) {
            context.timer().set(this, context.timer().now() + RETRY_NANOS);
        }
        Runnable next = then;
        if (next != null && (late.isEmpty() || tries >= MAX_AWAITED_TRIES)) {
            then = null;
            next.run();
        }
    }

    @Override
    protected void fire() {
        context.dispatch(this::retry);
    }
}
