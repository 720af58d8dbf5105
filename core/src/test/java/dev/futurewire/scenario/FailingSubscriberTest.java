package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Transports;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A subscriber that throws is cancelled and logged. A subscriber without demand is notified of the end. */
final class FailingSubscriberTest {
    private static final Logger LOGGER = Logger.getLogger("dev.futurewire");

    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()
                    && entry.getMessage().contains("subscriber")) {
                logged.add(entry);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        LOGGER.removeHandler(handler);
    }

    /** Records its signals, and throws at one of them. */
    private static final class Throwing implements Flow.Subscriber<String> {
        private final String method;
        private final List<String> signals = new CopyOnWriteArrayList<>();

        Throwing(String method) {
            this.method = method;
        }

        private void signal(String name) {
            signals.add(name);
            if (name.equals(method)) {
                throw new IllegalStateException("thrown by a test");
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(10);
            signal("onSubscribe");
        }

        @Override
        public void onNext(String line) {
            signal("onNext");
        }

        @Override
        public void onError(Throwable failure) {
            signal("onError");
        }

        @Override
        public void onComplete() {
            signal("onComplete");
        }
    }

    private void reportedOnce(String method, Connection connection) {
        Await.until("it is logged", () -> !logged.isEmpty());
        assertEquals(1, logged.size());
        LogRecord entry = logged.get(0);
        assertTrue(entry.getMessage().contains(method), entry::getMessage);
        assertTrue(
                entry.getMessage()
                        .startsWith("connection " + connection.channel().id()),
                entry::getMessage);
        assertInstanceOf(IllegalStateException.class, entry.getThrown());
        logged.clear();
    }

    @ParameterizedTest
    @EnumSource(Transports.class)
    void throwingAtALine(Transports transport) throws IOException {
        try (Connections connections = transport.connections();
                Connection connection = connections.open(Role.ACCEPTED)) {
            Throwing subscriber = new Throwing("onNext");
            connection.channel().lines().subscribe(subscriber);
            connection.peer().send("one\ntwo\n");
            reportedOnce("onNext", connection);
            assertEquals("two", Await.value(connection.channel().readLine()), "the connection continues");
            connection.peer().send("three\n");
            assertEquals("three", Await.value(connection.channel().readLine()));
            assertEquals(List.of("onSubscribe", "onNext"), subscriber.signals, "cancelled");
            Await.value(connection.channel().write("still there\n"));
            connection.peer().expectPeer("still there\n");
        }
    }

    @ParameterizedTest
    @EnumSource(Transports.class)
    void throwingAtItsSubscription(Transports transport) throws IOException {
        try (Connections connections = transport.connections();
                Connection connection = connections.open(Role.CONNECTED)) {
            Throwing subscriber = new Throwing("onSubscribe");
            connection.channel().lines().subscribe(subscriber);
            reportedOnce("onSubscribe", connection);
            connection.peer().send("one\n");
            assertEquals("one", Await.value(connection.channel().readLine()));
            assertEquals(List.of("onSubscribe"), subscriber.signals);
        }
    }

    @ParameterizedTest
    @EnumSource(Transports.class)
    void throwingAtTheEnd(Transports transport) throws IOException {
        try (Connections connections = transport.connections();
                Connection ends = connections.open(Role.ACCEPTED);
                Connection breaks = connections.open(Role.CONNECTED)) {
            ends.channel().lines().subscribe(new Throwing("onComplete"));
            ends.peer().eof();
            reportedOnce("onComplete", ends);
            Await.value(ends.channel().write("still there\n"));
            breaks.channel().lines().subscribe(new Throwing("onError"));
            breaks.channel().abort();
            reportedOnce("onError", breaks);
        }
    }

    @ParameterizedTest
    @EnumSource(Transports.class)
    void noSignalBeforeOnSubscribeReturns(Transports transport) throws Exception {
        try (Connections connections = transport.connections();
                Connection connection = connections.open(Role.CONNECTED)) {
            connection.peer().send("one\n");
            Await.until(
                    "the input has arrived",
                    () -> connection.channel().snapshot().bytesIn() == 4);
            Semaphore inside = new Semaphore(0);
            Semaphore mayReturn = new Semaphore(0);
            CompletableFuture<String> first = new CompletableFuture<>();
            Thread subscribing = new Thread(() -> connection.channel().lines().subscribe(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscription.request(1);
                    inside.release();
                    mayReturn.acquireUninterruptibly();
                }

                @Override
                public void onNext(String line) {
                    first.complete(line);
                }

                @Override
                public void onError(Throwable failure) {
                    first.completeExceptionally(failure);
                }

                @Override
                public void onComplete() {}
            }));
            subscribing.start();
            inside.acquire();
            // Runs after everything that the request has started.
            Await.value(connection
                    .channel()
                    .flush()
                    .thenCompose(done -> connection.channel().write("x")));
            connection.peer().expectPeer("x");
            assertFalse(first.isDone());
            mayReturn.release();
            assertEquals("one", Await.value(first));
        }
    }

    @ParameterizedTest
    @EnumSource(Transports.class)
    void aSubscriberWithoutDemandIsNotifiedOfTheEnd(Transports transport) throws IOException {
        try (Connections connections = transport.connections();
                Connection closing = connections.open(Role.CONNECTED);
                Connection closed = connections.open(Role.CONNECTED);
                Connection ended = connections.open(Role.CONNECTED)) {
            DemandingSubscriber before = new DemandingSubscriber();
            closing.channel().lines().subscribe(before);
            closing.channel().abort();
            assertInstanceOf(ClosedChannelException.class, Await.failure(before.end()));

            closed.channel().abort();
            Await.value(closed.channel().closed());
            DemandingSubscriber after = new DemandingSubscriber();
            closed.channel().lines().subscribe(after);
            assertInstanceOf(ClosedChannelException.class, Await.failure(after.end()));

            ended.peer().eof();
            Await.value(ended.channel().readAll(10));
            DemandingSubscriber atEnd = new DemandingSubscriber();
            ended.channel().lines().subscribe(atEnd);
            Await.value(atEnd.end());
        }
    }
}
