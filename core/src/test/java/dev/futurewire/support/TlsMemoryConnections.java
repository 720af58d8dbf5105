package dev.futurewire.support;

import dev.futurewire.TlsOptions;
import dev.futurewire.internal.channel.ChannelOwner;
import dev.futurewire.internal.channel.StreamChannel;
import dev.futurewire.internal.loop.MemoryLoop;
import dev.futurewire.internal.time.WheelTimer;
import dev.futurewire.internal.tls.TlsEngines;
import dev.futurewire.internal.tls.TlsMachine;
import dev.futurewire.internal.tls.TlsTransport;
import dev.futurewire.internal.transport.MemoryTransport;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;

/** TLS in memory, with the library's own TLS at both ends. */
public final class TlsMemoryConnections implements Connections {
    private static final int CAPACITY = 64 * 1024;

    private final MemoryLoop loop = new MemoryLoop(WheelTimer.shared());
    private final TlsOptions server;
    private final TlsOptions client;

    /** Connections of one protocol version. */
    public TlsMemoryConnections(String protocol) {
        server = TestTls.build(TestTls.server(protocol));
        client = TestTls.build(TestTls.client(protocol));
    }

    @Override
    public Connection open(Role role, Setup setup) throws IOException {
        int capacity = setup.peerReceiveBuffer() > 0 ? setup.peerReceiveBuffer() : CAPACITY;
        MemoryTransport.Pair pair = MemoryTransport.pair(Runnable::run, Runnable::run, capacity);
        boolean accepted = role == Role.ACCEPTED;
        MemoryTransport ours = accepted ? pair.server() : pair.client();
        MemoryTransport theirs = accepted ? pair.client() : pair.server();
        TlsOptions options = accepted ? server : client;
        CompletableFuture<StreamChannel> secured = new CompletableFuture<>();
        StreamChannel.open(
                ours,
                loop,
                setup.options(),
                ChannelOwner.NONE,
                channel -> channel.startTls(options, accepted, channel.remoteAddress())
                        .whenComplete((session, failure) -> {
                            if (failure != null) {
                                secured.completeExceptionally(failure);
                            } else {
                                secured.complete(channel);
                            }
                        }));
        MemoryPeer peer = peer(theirs, accepted);
        return new Connection(Await.value(secured), peer, () -> {});
    }

    private MemoryPeer peer(MemoryTransport wire, boolean isClient) throws SSLException {
        TlsMachine machine = new TlsMachine(
                isClient ? TlsEngines.client(client, wire.remoteAddress()) : TlsEngines.server(server), true);
        machine.begin();
        TlsTransport secure = new TlsTransport(
                wire, machine, Runnable::run, WheelTimer.shared(), TlsOptions.DEFAULT_HANDSHAKE_TIMEOUT);
        MemoryPeer peer = new MemoryPeer(secure, wire::reset);
        secure.start(new TlsTransport.Handshake() {
            @Override
            public void established(TlsMachine done) {}

            @Override
            public void failed(IOException failure) {}
        });
        return peer;
    }

    @Override
    public void close() {
        loop.shutdown();
    }
}
