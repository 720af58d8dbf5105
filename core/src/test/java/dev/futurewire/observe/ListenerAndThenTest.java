package dev.futurewire.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link ConnectionListener#andThen}: both listeners are called, and the first does not affect the second. */
final class ListenerAndThenTest {
    private static final AsyncChannel CHANNEL = mock(AsyncChannel.class);
    private static final Warning WARNING = new Warning(Warning.Kind.HANDLER_BLOCKED, 1, "blocked", null, List.of());

    private final List<String> calls = new ArrayList<>();

    /** Notes each call, and reads a buffer to its end. */
    private final class Recording implements ConnectionListener {
        private final String name;
        private final RuntimeException failure;

        Recording(String name, RuntimeException failure) {
            this.name = name;
            this.failure = failure;
        }

        private void note(String call) {
            calls.add(name + " " + call);
            if (failure != null) {
                throw failure;
            }
        }

        private String text(ByteBuffer bytes) {
            assertTrue(bytes.isReadOnly());
            StringBuilder text = new StringBuilder();
            while (bytes.hasRemaining()) {
                text.append((char) bytes.get());
            }
            bytes.limit(0);
            return text.toString();
        }

        @Override
        public void opened(AsyncChannel channel) {
            note("opened");
        }

        @Override
        public void read(AsyncChannel channel, ByteBuffer bytes) {
            note("read " + text(bytes));
        }

        @Override
        public void consumed(AsyncChannel channel, ByteBuffer bytes) {
            note("consumed " + text(bytes));
        }

        @Override
        public void written(AsyncChannel channel, ByteBuffer bytes) {
            note("written " + text(bytes));
        }

        @Override
        public void awaiting(AsyncChannel channel, Operation operation) {
            note("awaiting " + operation);
        }

        @Override
        public void warning(Warning warning) {
            note("warning " + warning.message());
        }

        @Override
        public void closed(AsyncChannel channel, CloseReason reason) {
            note("closed " + reason);
        }
    }

    private static ByteBuffer bytes() {
        return ByteBuffer.wrap(new byte[] {'x', 'a', 'b', 'x'}, 1, 2).asReadOnlyBuffer();
    }

    static Stream<Consumer<ConnectionListener>> events() {
        return Stream.of(
                listener -> listener.opened(CHANNEL),
                listener -> listener.read(CHANNEL, bytes()),
                listener -> listener.consumed(CHANNEL, bytes()),
                listener -> listener.written(CHANNEL, bytes()),
                listener -> listener.awaiting(CHANNEL, Operation.READ_LINE),
                listener -> listener.warning(WARNING),
                listener -> listener.closed(CHANNEL, CloseReason.END_OF_STREAM));
    }

    @Test
    void callsBothInOrderWithTheSameArguments() {
        ConnectionListener both = new Recording("first", null).andThen(new Recording("second", null));
        events().forEach(event -> event.accept(both));
        assertEquals(
                List.of(
                        "first opened",
                        "second opened",
                        "first read ab",
                        "second read ab",
                        "first consumed ab",
                        "second consumed ab",
                        "first written ab",
                        "second written ab",
                        "first awaiting READ_LINE",
                        "second awaiting READ_LINE",
                        "first warning blocked",
                        "second warning blocked",
                        "first closed END_OF_STREAM",
                        "second closed END_OF_STREAM"),
                calls);
    }

    @ParameterizedTest
    @MethodSource("events")
    void callsTheSecondAlthoughTheFirstThrows(Consumer<ConnectionListener> event) {
        RuntimeException failure = new IllegalStateException("first");
        ConnectionListener both = new Recording("first", failure).andThen(new Recording("second", null));
        assertSame(failure, assertThrows(IllegalStateException.class, () -> event.accept(both)));
        assertEquals(2, calls.size(), calls::toString);
    }

    @Test
    void reportsBothFailures() {
        RuntimeException one = new IllegalStateException("first");
        RuntimeException two = new IllegalArgumentException("second");
        ConnectionListener both = new Recording("first", one).andThen(new Recording("second", two));
        RuntimeException thrown = assertThrows(IllegalStateException.class, () -> both.opened(CHANNEL));
        assertSame(one, thrown);
        assertEquals(List.of(two), List.of(thrown.getSuppressed()));
    }

    @Test
    void toleratesTheSameFailureOfBoth() {
        RuntimeException failure = new IllegalStateException("same");
        ConnectionListener both = new Recording("first", failure).andThen(new Recording("second", failure));
        assertSame(failure, assertThrows(IllegalStateException.class, () -> both.opened(CHANNEL)));
    }

    @Test
    void combinesMoreThanTwo() {
        ConnectionListener all =
                new Recording("1", null).andThen(new Recording("2", null)).andThen(new Recording("3", null));
        all.opened(CHANNEL);
        assertEquals(List.of("1 opened", "2 opened", "3 opened"), calls);
    }

    @Test
    void refusesNull() {
        assertThrows(NullPointerException.class, () -> new Recording("first", null).andThen(null));
    }
}
