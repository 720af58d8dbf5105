package dev.futurewire.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A recorder in front of another listener. */
final class TraceRecorderTest {
    private final List<String> received = new ArrayList<>();

    @Test
    void passesEveryEventOnToTheNextListener() throws Exception {
        ConnectionListener next = (ConnectionListener) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ConnectionListener.class}, (proxy, method, arguments) -> {
                    received.add(method.getName());
                    return null;
                });
        TraceRecorder recorder = TraceRecorder.create().before(next);
        List<String> sent = new ArrayList<>();
        for (Method event : ConnectionListener.class.getMethods()) {
            if (event.getReturnType() != void.class) {
                continue; // andThen
            }
            Object[] arguments = new Object[event.getParameterCount()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = sample(event.getParameterTypes()[i]);
            }
            event.invoke(recorder, arguments);
            sent.add(event.getName());
        }
        assertFalse(sent.isEmpty());
        assertEquals(sent, received);
    }

    private static Object sample(Class<?> type) {
        if (type == AsyncChannel.class) {
            return Proxy.newProxyInstance(
                    TraceRecorderTest.class.getClassLoader(),
                    new Class<?>[] {AsyncChannel.class},
                    (proxy, method, arguments) -> method.getName().equals("id") ? 1L : new InetSocketAddress(1));
        }
        if (type == ByteBuffer.class) {
            return ByteBuffer.wrap(new byte[] {1});
        }
        if (type == Warning.class) {
            return new Warning(Warning.Kind.SLOW_CONSUMER, 1, "slow", null, List.of());
        }
        if (type == Operation.class) {
            return Operation.READ;
        }
        assertEquals(CloseReason.class, type);
        return CloseReason.LOCAL_CLOSE;
    }
}
