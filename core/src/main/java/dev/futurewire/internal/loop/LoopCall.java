package dev.futurewire.internal.loop;

/** A call into user code on a loop that belongs to no connection. */
public final class LoopCall implements Runnable, LoopThread.BlockedCallListener {
    private final String what;
    private final Runnable call;

    private LoopCall(String what, Runnable call) {
        this.what = what;
        this.call = call;
    }

    /**
     * Makes the call on a loop.
     *
     * @param loop which
     * @param what for whom, should it block
     * @param call the user's code
     */
    public static void submit(Loop loop, String what, Runnable call) {
        loop.submit(new LoopCall(what, call));
    }

    @Override
    public void run() {
        LoopThread thread = LoopThread.current();
        if (thread != null) {
            thread.enterUser(this);
        }
        try {
            call.run();
        } catch (Throwable failure) {
            System.getLogger("dev.futurewire").log(System.Logger.Level.ERROR, () -> what + " failed", failure);
        } finally {
            if (thread != null) {
                thread.leaveUser();
            }
        }
    }

    @Override
    public void blocked(Thread thread, long blockedNanos) {
        StringBuilder text = new StringBuilder(what)
                .append(" has held its loop for ")
                .append(blockedNanos / 1_000_000)
                .append(" ms");
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("\n\tat ").append(frame);
        }
        System.getLogger("dev.futurewire").log(System.Logger.Level.WARNING, text.toString());
    }
}
