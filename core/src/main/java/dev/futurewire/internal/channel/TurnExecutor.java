package dev.futurewire.internal.channel;

import dev.futurewire.internal.log.Logs;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Runs tasks of the program in the turns of a channel. A task takes its place behind the turns that are ready on the loop, so that
 * other connections have their turn first.
 *
 * @param channel the channel
 */
record TurnExecutor(AbstractAsyncChannel channel) implements Executor {
    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        channel.loop().submit(() -> channel.dispatch(() -> run(task)));
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (VirtualMachineError broken) {
            throw broken;
        } catch (Throwable thrown) {
            Logs.limited(
                    System.Logger.Level.WARNING,
                    "failures of tasks of executor()",
                    () -> channel + ": a task of its executor failed",
                    thrown);
        }
    }
}
