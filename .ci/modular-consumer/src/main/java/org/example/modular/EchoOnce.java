package org.example.modular;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.ServerOptions;
import dev.futurewire.TlsOptions;
import dev.futurewire.observe.ConnectionListener;
import dev.futurewire.observe.ServerSnapshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Sends a line to an echo server of its own and prints what comes back. */
public final class EchoOnce {
    private EchoOnce() {}

    /**
     * The program.
     *
     * @param arguments none
     * @throws Exception if the line does not come back
     */
    public static void main(String[] arguments) throws Exception {
        ServerOptions options = ServerOptions.builder()
                .loops(2)
                .listener(new ConnectionListener() {})
                .build();
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        AsyncServer server = AsyncServer.listen(
                anyPort, options, channel -> channel.readLine().thenCompose(line -> channel.write(line + "\n")));
        // A type whose annotations are not on the module path.
        TlsOptions tls = ChannelOptions.defaults().tls();
        String echo = AsyncChannel.connect(server.localAddress(), ChannelOptions.defaults())
                .thenCompose(channel -> channel.write("hello from " + EchoOnce.class.getModule() + "\n")
                        .thenCompose(written -> channel.readLine())
                        .whenComplete((line, failure) -> channel.close()))
                .get(30, TimeUnit.SECONDS);
        ServerSnapshot snapshot = server.snapshot();
        server.shutdown(Duration.ZERO).get(30, TimeUnit.SECONDS);
        if (tls != null || snapshot == null) {
            throw new IllegalStateException("the defaults are plaintext");
        }
        System.out.println(echo);
    }
}
