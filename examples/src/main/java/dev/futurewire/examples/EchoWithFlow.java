package dev.futurewire.examples;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** The echo server as a reactive subscriber: it requests a line when the previous one has been written. */
final class EchoWithFlow {
    private EchoWithFlow() {}

    /** Echoes the lines of one connection. */
    static final class Echo implements Flow.Subscriber<String> {
        private final AsyncChannel channel;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private Flow.Subscription lines;

        Echo(AsyncChannel channel) {
            this.channel = channel;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            lines = subscription;
            lines.request(1);
        }

        @Override
        public void onNext(String line) {
            channel.write(line + "\n").whenComplete((accepted, failure) -> {
                if (failure != null) {
                    lines.cancel();
                    done.completeExceptionally(failure);
                } else if (line.equals("BYE")) {
                    lines.cancel();
                    done.complete(null);
                } else {
                    lines.request(1);
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            done.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            done.complete(null);
        }
    }

    static AsyncServer start(InetSocketAddress address) throws IOException {
        // A publisher has no timeouts; silence is the connection's own idle timeout here.
        ChannelOptions tenSeconds =
                ChannelOptions.builder().idleTimeout(Duration.ofSeconds(10)).build();
        return AsyncServer.listen(
                address, ServerOptions.builder().channel(tenSeconds).build(), channel -> {
                    Echo echo = new Echo(channel);
                    channel.lines().subscribe(echo);
                    return echo.done;
                });
    }

    public static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 7000;
        AsyncServer server = start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        System.out.println("listening on port " + server.localAddress().getPort());
    }
}
