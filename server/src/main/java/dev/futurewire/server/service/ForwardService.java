package dev.futurewire.server.service;

import dev.futurewire.AsyncChannel;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ConnectionHandler;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A transparent tap: passes every byte on to another server and back, so that a monitor shows the live traffic of any TCP
 * service, text or binary.
 *
 * <p>Each client has a connection of its own to {@link ServiceOptions#upstream()}; see {@link Forwarding} for what passes
 * between them. A client whose upstream cannot be reached within {@link ServiceOptions#connectTimeout()} is closed, as
 * {@code upstream failed}; the log says so once until the upstream is reached again.
 */
public final class ForwardService implements Service {
    /** The service; it has no state. */
    public ForwardService() {}

    @Override
    public String name() {
        return "forward";
    }

    @Override
    public ConnectionHandler handler(ServiceOptions options) {
        InetSocketAddress upstream = options.upstream();
        if (upstream == null) {
            throw new IllegalArgumentException("the service forward needs --upstream HOST:PORT");
        }
        ChannelOptions connection = upstreamOptions(options);
        UpstreamReachability reachability = new UpstreamReachability(upstream);
        return client -> {
            CompletableFuture<AsyncChannel> connecting = AsyncChannel.connect(upstream, connection);
            // A client that is closed meanwhile, by the server's end, needs no upstream any more.
            client.closed().thenRun(() -> connecting.cancel(false));
            return connecting
                    .handle((server, failure) -> {
                        if (failure instanceof CancellationException) {
                            return CompletableFuture.<Void>failedFuture(new ClosedChannelException());
                        }
                        if (failure != null) {
                            return CompletableFuture.<Void>failedFuture(reachability.failed(failure));
                        }
                        reachability.succeeded();
                        return new Forwarding(client, server).begin();
                    })
                    .thenCompose(forwarded -> forwarded);
        };
    }

    /**
     * The upstream's connection has the client's limits, how long output may wait among them. Only the client's has a clock for
     * idleness: the upstream's ends with it.
     */
    static ChannelOptions upstreamOptions(ServiceOptions options) {
        return options.channelOptions().toBuilder()
                .connectTimeout(options.connectTimeout())
                .idleTimeout(ChannelOptions.UNLIMITED)
                .build();
    }

    /** What a future failed with, without what its later stages wrap it in. */
    static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
