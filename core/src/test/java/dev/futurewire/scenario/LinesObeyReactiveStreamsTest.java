package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.MemoryConnections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.SkipException;
import org.testng.annotations.Test;

/** The lines of a channel pass the tests of the Reactive Streams specification. */
@Tag("slow")
final class LinesObeyReactiveStreamsTest {
    /** How long the specification's tests wait for a signal, and for none. */
    private static final long SIGNAL_MILLIS = 10_000;

    private static final long SILENCE_MILLIS = 50;

    /**
     * How long they sleep before they look for an error that they expect. They look once: TestEnvironment computes the time
     * left with {@code =-} instead of {@code -=}.
     */
    private static final long POLL_MILLIS = 2_000;

    /** The tests that do not apply. Those whose names begin with "untested" or "stochastic" test nothing. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "optional_spec111_maySupportMultiSubscribe", "a channel's lines have one subscriber, once",
            "optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingOneByOne",
                    "a channel's lines have one subscriber, once",
            "optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfront",
                    "a channel's lines have one subscriber, once",
            "optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribersWhenRequestingManyUpfrontAndCompleteAsExpected",
                    "a channel's lines have one subscriber, once",
            "optional_spec111_registeredSubscribersMustReceiveOnNextOrOnCompleteSignals",
                    "a channel's lines have one subscriber, once");

    @TestFactory
    Stream<DynamicTest> passes() {
        List<Method> tests = Stream.of(Lines.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .filter(method -> !method.getName().startsWith("untested"))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
        assertTrue(tests.size() > 30, () -> "the specification's tests: " + tests);
        return tests.stream()
                .filter(method -> !LEFT_OUT.containsKey(method.getName()))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> run(method)));
    }

    private static void run(Method test) throws Throwable {
        Lines lines = new Lines();
        try {
            lines.setUp();
            test.invoke(lines);
        } catch (InvocationTargetException thrown) {
            Throwable failure = thrown.getCause();
            assertFalse(failure instanceof SkipException, () -> "was not to be skipped: " + failure.getMessage());
            throw failure;
        } finally {
            lines.close();
        }
    }

    /** A channel's lines as the specification's tests want them. */
    public static final class Lines extends FlowPublisherVerification<String> {
        private final MemoryConnections connections = new MemoryConnections();
        private final List<Connection> opened = new ArrayList<>();
        private volatile boolean over;

        Lines() {
            super(new TestEnvironment(SIGNAL_MILLIS, SILENCE_MILLIS, POLL_MILLIS));
        }

        private Connection open() {
            Connection connection = connections.open(Role.CONNECTED, Setup.DEFAULT);
            opened.add(connection);
            return connection;
        }

        @Override
        public Flow.Publisher<String> createFlowPublisher(long elements) {
            Connection connection = open();
            Thread sender = new Thread(() -> send(connection, elements), "sender");
            sender.setDaemon(true);
            sender.start();
            return connection.channel().lines();
        }

        /** As many lines, as fast as they are read. */
        private void send(Connection connection, long count) {
            long sentBytes = 0;
            for (long left = count; left > 0 && !over; ) {
                if (sentBytes - connection.channel().snapshot().bytesIn() > 10_000) {
                    LockSupport.parkNanos(100_000);
                    continue;
                }
                int some = (int) Math.min(left, 1_000);
                connection.peer().send("line\n".repeat(some));
                sentBytes += 5L * some;
                left -= some;
            }
            if (!over) {
                connection.peer().eof();
            }
        }

        @Override
        public Flow.Publisher<String> createFailedFlowPublisher() {
            Connection connection = open();
            connection.channel().abort();
            Await.value(connection.channel().closed());
            return connection.channel().lines();
        }

        @Override
        public long maxElementsFromPublisher() {
            return Long.MAX_VALUE - 1;
        }

        void close() {
            over = true;
            opened.forEach(Connection::close);
            connections.close();
        }
    }
}
