package dev.futurewire.internal.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.Futures;
import dev.futurewire.internal.frame.InputBuffer;
import dev.futurewire.internal.future.CompletedFuture;
import dev.futurewire.internal.loop.ManualLoop;
import dev.futurewire.internal.loop.ReadSizePredictor;
import dev.futurewire.internal.output.OutputPump;
import dev.futurewire.internal.time.ManualTimer;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A connection that waits for input retains only what it needs to wait. */
final class IdleChannelTest {
    private final ManualLoop loop = new ManualLoop(new ManualTimer());
    private final ScriptedTransport transport = new ScriptedTransport();
    private final StreamChannel channel = StreamChannel.open(
            transport, loop, ChannelOptions.builder().maxFrameLength(20).build());

    private void serve(String input) {
        transport.arrive(input);
        loop.runUntilIdle();
    }

    @Test
    void holdsNoInputAndNoOutput() {
        CompletableFuture<Void> echo = Futures.repeatWhile(() -> echoLine(channel));
        serve("one line\n");
        assertEquals("one line\n", transport.sent());
        assertFalse(echo.isDone());
        assertHoldsNone(
                InputBuffer.class, OutputPump.class, ReadSizePredictor.class, CompletedFuture.class, ArrayDeque.class);
        assertEquals(1, channel.linesOut());
        assertEquals(9, channel.bytesOut());
        serve("another\n");
        assertEquals("one line\nanother\n", transport.sent());
    }

    @Test
    void holdsTheInputBufferWhileALineIsIncomplete() {
        Futures.repeatWhile(() -> echoLine(channel));
        serve("one line\nhalf of");
        assertNotNull(find(InputBuffer.class));
        serve(" another\n");
        assertEquals("one line\nhalf of another\n", transport.sent());
        assertHoldsNone(InputBuffer.class);
    }

    @Test
    void discardsTheRestOfAnOverlongLine() {
        Futures.repeatWhile(() -> echoLine(channel).exceptionally(tooLong -> true));
        serve("a line that is too long");
        serve(" and goes on\nshort\n");
        assertEquals("short\n", transport.sent());
    }

    @Test
    void holdsTheOutputOnceItHasEnded() {
        channel.shutdownOutput();
        loop.runUntilIdle();
        assertNotNull(find(OutputPump.class));
        assertTrue(channel.outputEnded());
        assertTrue(channel.write("too late\n").isCompletedExceptionally());
    }

    private static CompletableFuture<Boolean> echoLine(AsyncChannel channel) {
        return channel.readLine().thenCompose(line -> channel.write(line + "\n").thenApply(done -> true));
    }

    private void assertHoldsNone(Class<?>... classes) {
        for (Class<?> type : classes) {
            assertEquals(null, find(type), () -> "holds a " + type.getSimpleName() + ": " + names());
        }
    }

    private @Nullable Object find(Class<?> type) {
        return held().stream().filter(type::isInstance).findFirst().orElse(null);
    }

    private String names() {
        return held().stream().map(each -> each.getClass().getSimpleName()).collect(Collectors.joining(", "));
    }

    /** The objects of the library that are reachable from the channel. */
    private Set<Object> held() {
        Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> unseen = new ArrayDeque<>();
        unseen.add(channel);
        while (!unseen.isEmpty()) {
            Object one = unseen.remove();
            if (one == loop || one == transport || !found.add(one) || one instanceof ByteBuffer) {
                continue;
            }
            for (Class<?> type = one.getClass();
                    type.getName().startsWith("dev.futurewire");
                    type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    add(field, one, unseen);
                }
            }
        }
        return found;
    }

    private static void add(Field field, Object owner, Deque<Object> unseen) {
        if (field.getType().isPrimitive() || Modifier.isStatic(field.getModifiers())) {
            return;
        }
        try {
            field.setAccessible(true);
            Object value = field.get(owner);
            if (value != null) {
                unseen.add(value);
            }
        } catch (ReflectiveOperationException notAccessible) {
            throw new AssertionError(notAccessible);
        }
    }
}
