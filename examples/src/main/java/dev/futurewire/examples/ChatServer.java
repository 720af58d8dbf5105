package dev.futurewire.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Sends each line that a client writes to all clients. A client that does not read misses lines and delays no other client. */
final class ChatServer {
    private final Set<AsyncChannel> clients = ConcurrentHashMap.newKeySet();

    private CompletionStage<?> chat(AsyncChannel client) {
        clients.add(client);
        return client.forEachLine(this::broadcast).whenComplete((end, failure) -> clients.remove(client));
    }

    private CompletionStage<?> broadcast(String text) {
        byte[] line = (text + "\n").getBytes(UTF_8);
        clients.forEach(client -> client.offer(line));
        return completedFuture(null);
    }

    static AsyncServer start(InetSocketAddress address) throws IOException {
        return AsyncServer.listen(address, new ChatServer()::chat);
    }

    public static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 7000;
        AsyncServer server = start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        System.out.println("listening on port " + server.localAddress().getPort());
    }
}
