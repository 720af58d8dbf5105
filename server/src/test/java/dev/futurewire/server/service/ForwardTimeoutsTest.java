package dev.futurewire.server.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ServerOptions;
import dev.futurewire.server.faults.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The timeouts of both sides of forwarded connections. */
@Timeout(120)
@SuppressWarnings("try") // the tests close sockets early
class ForwardTimeoutsTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int PATIENCE_MILLIS = 20_000;

    private static ServerSocket upstreams() throws IOException {
        ServerSocket upstreams = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        upstreams.setSoTimeout(PATIENCE_MILLIS);
        upstreams.setReceiveBufferSize(4096);
        return upstreams;
    }

    private static AsyncServer forward(ServiceOptions options) throws IOException {
        ForwardService service = new ForwardService();
        return AsyncServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.builder()
                        .channel(service.channelOptions(options))
                        .shutdownGrace(Duration.ZERO)
                        .build(),
                service.handler(options));
    }

    private static ServiceOptions options(ServerSocket upstreams, Duration writeTimeout) {
        return ServiceOptions.builder()
                .upstream((InetSocketAddress) upstreams.getLocalSocketAddress())
                .writeTimeout(writeTimeout)
                .build();
    }

    private static Socket client(AsyncServer server) throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(4096);
        client.connect(server.localAddress(), PATIENCE_MILLIS);
        return client;
    }

    /** Sends endlessly on another thread. */
    private static void flood(Socket socket) {
        Thread sender = new Thread(() -> {
            try {
                while (true) {
                    socket.getOutputStream().write(new byte[64 * 1024]);
                }
            } catch (IOException over) {
                // The connection is closed.
            }
        });
        sender.setDaemon(true);
        sender.start();
    }

    private static void awaitClosed(AsyncServer server, CloseReason reason) throws Exception {
        Eventually.until(
                "one connection has ended as " + reason,
                () -> server.snapshot().closed().get(reason) == 1);
    }

    @Test
    void anUpstreamThatDoesNotReadIsClosedAtTheWriteTimeout() throws Exception {
        try (ServerSocket upstreams = upstreams();
                AsyncServer server = forward(options(upstreams, SHORT));
                Socket client = client(server);
                Socket upstream = upstreams.accept()) {
            flood(client);
            awaitClosed(server, CloseReason.UPSTREAM_FAILED);
        }
    }

    @Test
    void aClientThatDoesNotReadIsClosedAtTheWriteTimeout() throws Exception {
        try (ServerSocket upstreams = upstreams();
                AsyncServer server = forward(options(upstreams, SHORT));
                Socket client = client(server);
                Socket upstream = upstreams.accept()) {
            flood(upstream);
            Eventually.until(
                    "the connection is closed", () -> server.connections().isEmpty());
            assertEquals(0, server.snapshot().closed().get(CloseReason.UPSTREAM_FAILED));
            assertEquals(0, server.snapshot().closed().get(CloseReason.IDLE_TIMEOUT));
        }
    }

    @Test
    void theUpstreamHasTheLimitsOfTheClientAndNoIdleTimeout() {
        for (Duration each : new Duration[] {SHORT, Duration.ofMinutes(5), Duration.ofDays(1)}) {
            ServiceOptions options = ServiceOptions.builder()
                    .writeTimeout(each)
                    .connectTimeout(Duration.ofSeconds(7))
                    .build();
            ChannelOptions client = new ForwardService().channelOptions(options);
            ChannelOptions upstream = ForwardService.upstreamOptions(options);
            assertEquals(each, client.writeTimeout());
            assertEquals(each, upstream.writeTimeout());
            assertEquals(Duration.ofSeconds(7), upstream.connectTimeout());
            assertEquals(ChannelOptions.UNLIMITED, upstream.idleTimeout());
            assertEquals(client.highWaterMark(), upstream.highWaterMark());
            assertEquals(client.maxQueuedBytes(), upstream.maxQueuedBytes());
        }
    }

    /** A pending attempt to connect, with a timeout of an hour, does not outlive its server. */
    @Test
    void aConnectAttemptEndsWithItsClient() throws Exception {
        Set<Thread> others = Thread.getAllStackTraces().keySet();
        // The backlog is full, so the attempt does not complete.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket one = new Socket();
                Socket two = new Socket()) {
            one.connect(full.getLocalSocketAddress());
            two.connect(full.getLocalSocketAddress());
            AsyncServer server = forward(ServiceOptions.builder()
                    .upstream((InetSocketAddress) full.getLocalSocketAddress())
                    .connectTimeout(Duration.ofHours(1))
                    .build());
            try (Socket client = client(server)) {
                Eventually.until("it is accepted", () -> !server.connections().isEmpty());
                server.shutdown(Duration.ZERO).join();
                Eventually.until(
                        "its loops have ended",
                        () -> Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> !others.contains(thread)
                                        && thread.getName().startsWith("futurewire-loop")));
            }
        }
    }
}
