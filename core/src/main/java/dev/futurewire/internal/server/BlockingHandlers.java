package dev.futurewire.internal.server;

import dev.futurewire.AsyncChannel;
import dev.futurewire.BlockingHandler;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.internal.channel.BlockingHandlerTask;
import dev.futurewire.internal.loop.VirtualLoop;
import dev.futurewire.internal.time.Threads;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Threads for blocking handlers: virtual if the runtime supports them, which is looked up reflectively since the
 * baseline is Java 17.
 */
public final class BlockingHandlers {
    private static final @Nullable ThreadFactory VIRTUAL = find();

    private BlockingHandlers() {}

    /**
     * Returns a factory of virtual threads that inherit nothing: {@code Thread.ofVirtual()}; null if there are none.
     */
    private static @Nullable ThreadFactory find() {
        if (Runtime.version().feature() < 21) {
            return null;
        }
        try {
            Class<?> type = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            type.getMethod("inheritInheritableThreadLocals", boolean.class).invoke(builder, false);
            return (ThreadFactory) type.getMethod("factory").invoke(builder);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException none) {
            return null;
        }
    }

    /** A connection handler that runs a blocking one. */
    public record Adapter(BlockingHandler handler) implements ConnectionHandler {
        @Override
        public CompletionStage<?> handle(AsyncChannel channel) {
            return start(handler, channel);
        }
    }

    /** {@return the exception for a blocking handler in a simulation, which has one thread} */
    public static IllegalStateException refusedInSimulation() {
        return new IllegalStateException(
                "ConnectionHandler.blocking runs a handler on a thread of its own, and a TestWorld has one"
                        + " thread; test the handler with ChannelPair");
    }

    /**
     * Runs a handler on a thread of its own.
     *
     * @param handler the handler
     * @param channel its connection
     * @return completes when the handler returns
     * @throws IllegalStateException in a simulation
     */
    public static CompletionStage<Void> start(BlockingHandler handler, AsyncChannel channel) {
        if (VirtualLoop.current() != null) {
            throw refusedInSimulation();
        }
        BlockingHandlerTask conversation = new BlockingHandlerTask(handler, channel);
        try {
            thread(conversation, channel).start();
        } catch (Throwable noThread) {
            conversation.refuse(noThread);
        }
        return conversation.end();
    }

    private static Thread thread(Runnable conversation, AsyncChannel channel) {
        return VIRTUAL != null
                ? VIRTUAL.newThread(conversation)
                : Threads.daemon("futurewire-handler-" + channel.id(), conversation);
    }
}
