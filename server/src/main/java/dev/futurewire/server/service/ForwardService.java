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
 * A transparent proxy: forwards every byte to another server and back, so that a monitor can show the live traffic of any TCP
 * service, text or binary.
 *
 * <p>Each client gets a separate connection to {@link ServiceOptions#upstream()}; see {@link Forwarding} for how they are
 * joined. If the upstream cannot be reached within {@link ServiceOptions#connectTimeout()}, the client's connection is closed
 * as {@code upstream failed}. That is logged once until the upstream can be reached again.
 */
public final class ForwardService implements Service {
    /** Creates the service; it has no state. */
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
            // A client that is closed in the meantime does not need the upstream.
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
     * Returns the options of the upstream's connection. It has the client's limits, including the write timeout, but no idle
     * timeout, since it is closed together with the client's.
     */
    static ChannelOptions upstreamOptions(ServiceOptions options) {
        return options.channelOptions().toBuilder()
                .connectTimeout(options.connectTimeout())
                .idleTimeout(ChannelOptions.UNLIMITED)
                .build();
    }

    /** Returns the cause of a failure, without the wrapper that dependent stages add. */
    static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
