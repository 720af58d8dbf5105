package dev.futurewire.examples;

import dev.futurewire.AsyncChannel;
import dev.futurewire.CloseReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client: sends some lines, prints what comes back until the server ends the connection. */
final class EchoClient {
    private EchoClient() {}

    static CompletableFuture<CloseReason> talk(SocketAddress server, List<String> replies) {
        return AsyncChannel.connect(server)
                .thenCompose(channel -> channel.write("hello\nworld\nBYE\n")
                        .thenCompose(sent ->
                                channel.forEachLine(line -> CompletableFuture.completedFuture(replies.add(line))))
                        .thenCompose(end -> channel.close()));
    }

    public static void main(String[] args) throws Exception {
        List<String> replies = new CopyOnWriteArrayList<>();
        CloseReason reason = talk(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7000), replies)
                .get();
        System.out.println(replies + ", then " + reason.text());
    }
}
