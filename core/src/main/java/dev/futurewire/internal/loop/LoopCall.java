package dev.futurewire.internal.loop;

/** A call of user code on a loop that belongs to no connection. */
public final class LoopCall implements Runnable, LoopThread.BlockedCallListener {
    private final String what;
    private final Runnable call;

    private LoopCall(String what, Runnable call) {
        this.what = what;
        this.call = call;
    }

    /**
     * Submits the call to a loop.
     *
     * @param loop the loop
     * @param what names the call in log messages
     * @param call the user code
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
