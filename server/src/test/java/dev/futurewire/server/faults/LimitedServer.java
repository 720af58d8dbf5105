package dev.futurewire.server.faults;

import dev.futurewire.AsyncServer;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.ServerSnapshot;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** An echo server in a process of its own that tells ten times a second how its accepting goes. */
final class LimitedServer {
    private LimitedServer() {}

    public static void main(String[] arguments) throws Exception {
        AsyncServer server = AsyncServer.listen(
                new InetSocketAddress("127.0.0.1", 0),
                ServerOptions.builder().loops(1).build(),
                channel -> channel.forEachLine(line -> channel.write(line + "\n")));
        // One conversation, so that every class of one is loaded: from a folder, as here, it cannot be at the limit.
        try (Socket first = new Socket()) {
            first.connect(server.localAddress());
            first.getOutputStream().write("first\n".getBytes(StandardCharsets.US_ASCII));
            first.getInputStream().read();
        }
        while (server.snapshot().open() > 0) {
            Thread.onSpinWait();
        }
        System.out.println(server.localAddress().getPort());
        // The pulse of the report, not a wait for something to happen.
        for (int i = 0; i < 600; i++) {
            ServerSnapshot now = server.snapshot();
            System.out.println(now.acceptState() + " " + now.acceptFailures());
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
