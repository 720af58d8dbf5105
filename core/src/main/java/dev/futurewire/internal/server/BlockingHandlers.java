package dev.futurewire.internal.server;

import dev.futurewire.AsyncChannel;
import dev.futurewire.BlockingHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Threads for handlers in direct style: virtual where the runtime has them, looked up since the baseline is Java 17. */
public final class BlockingHandlers {
    private static final @Nullable Method START_VIRTUAL = find();

    private BlockingHandlers() {}

    private static @Nullable Method find() {
        if (Runtime.version().feature() < 21) {
            return null;
        }
        try {
            return Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (NoSuchMethodException none) {
            return null;
        }
    }

    /**
     * Runs a handler on a thread of its own.
     *
     * @param handler the conversation
     * @param channel its connection
     * @return ends when the handler does
     */
    public static CompletionStage<Void> start(BlockingHandler handler, AsyncChannel channel) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Runnable conversation = () -> {
            try {
                handler.handle(channel);
                end.complete(null);
            } catch (Throwable failure) {
                end.completeExceptionally(failure);
            }
        };
        if (START_VIRTUAL == null || !startVirtual(START_VIRTUAL, conversation)) {
            Thread thread = new Thread(conversation, "futurewire-handler-" + channel.id());
            thread.setDaemon(true);
            thread.start();
        }
        return end;
    }

    private static boolean startVirtual(Method start, Runnable conversation) {
        try {
            start.invoke(null, conversation);
            return true;
        } catch (IllegalAccessException | InvocationTargetException unavailable) {
            return false;
        }
    }
}
