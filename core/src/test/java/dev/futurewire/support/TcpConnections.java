package dev.futurewire.support;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Connections over the loopback interface. One server for each kind of setup, kept until the end. */
public final class TcpConnections implements Connections {
    private record Accepted(CompletableFuture<AsyncChannel> channel, CompletableFuture<Void> conversation) {
        Accepted() {
            this(new CompletableFuture<>(), new CompletableFuture<>());
        }
    }

    private final @Nullable TlsOptions serverTls;
    private final @Nullable TlsOptions clientTls;
    private final boolean sharedReadBuffer;
    private final Map<Setup, AsyncServer> servers = new ConcurrentHashMap<>();

    /** By the ports of both ends, since connections to different servers may have the same local port. */
    private final Map<Ports, Accepted> accepted = new ConcurrentHashMap<>();

    private record Ports(int server, int client) {}

    /** Connections in plaintext. */
    public TcpConnections() {
        this(false);
    }

    private TcpConnections(boolean sharedReadBuffer) {
        serverTls = null;
        clientTls = null;
        this.sharedReadBuffer = sharedReadBuffer;
    }

    /** Connections in plaintext; the channels of a server share a read buffer. */
    public static TcpConnections sharingReadBuffers() {
        return new TcpConnections(true);
    }

    /** Connections over TLS; the peers are the JDK's own blocking sockets. */
    public TcpConnections(String protocol) {
        serverTls = TestTls.build(TestTls.server(protocol));
        clientTls = TestTls.build(TestTls.client(protocol));
        sharedReadBuffer = false;
    }

    @Override
    public Connection open(Role role, Setup setup) throws IOException {
        return role == Role.ACCEPTED ? accepted(setup) : connected(setup);
    }

    private Connection accepted(Setup setup) throws IOException {
        AsyncServer server = servers.computeIfAbsent(setup, this::listen);
        Socket socket = new Socket();
        if (setup.peerReceiveBuffer() > 0) {
            socket.setReceiveBufferSize(setup.peerReceiveBuffer());
        }
        socket.connect(server.localAddress());
        TcpPeer peer = clientTls == null ? new TcpPeer(socket) : TlsPeers.client(socket, clientTls);
        Ports ports = new Ports(server.localAddress().getPort(), peer.port());
        Accepted mine = accepted.computeIfAbsent(ports, unused -> new Accepted());
        return new Connection(Await.value(mine.channel()), peer, () -> {
            accepted.remove(ports, mine);
            mine.conversation().complete(null);
        });
    }

    private AsyncServer listen(Setup setup) {
        ServerOptions.Builder builder = ServerOptions.builder()
                .channel(setup.options())
                .sharedReadBuffer(sharedReadBuffer)
                .loops(1);
        if (serverTls != null) {
            builder.tls(serverTls);
        }
        ServerOptions options = builder.build();
        try {
            return AsyncServer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options, channel -> {
                Ports ports = new Ports(port(channel.localAddress()), port(channel.remoteAddress()));
                Accepted one = accepted.computeIfAbsent(ports, unused -> new Accepted());
                one.channel().complete(channel);
                return one.conversation();
            });
        } catch (IOException e) {
            throw new AssertionError("cannot listen", e);
        }
    }

    private static int port(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }

    private Connection connected(Setup setup) throws IOException {
        try (ServerSocket listening = new ServerSocket()) {
            if (setup.peerReceiveBuffer() > 0) {
                listening.setReceiveBufferSize(setup.peerReceiveBuffer());
            }
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            CompletableFuture<AsyncChannel> connecting =
                    AsyncChannel.connect(listening.getLocalSocketAddress(), clientOptions(setup));
            Socket socket = listening.accept();
            TcpPeer peer = serverTls == null ? new TcpPeer(socket) : TlsPeers.server(socket, serverTls);
            return new Connection(Await.value(connecting), peer, () -> {});
        }
    }

    private ChannelOptions clientOptions(Setup setup) {
        return clientTls == null
                ? setup.options()
                : setup.options().toBuilder().tls(clientTls).build();
    }

    @Override
    public void close() {
        servers.values().forEach(server -> Await.value(server.shutdown(Duration.ZERO)));
    }
}
