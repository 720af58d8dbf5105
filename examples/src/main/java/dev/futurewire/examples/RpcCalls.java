package dev.futurewire.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.futurewire.AsyncChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Makes 40,000 calls from four threads over one connection: {@code RpcCalls [HOST PORT]}. */
final class RpcCalls {
    private RpcCalls() {}

    public static void main(String[] args) throws Exception {
        String host = args.length > 1 ? args[0] : "127.0.0.1";
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 7000;
        AsyncChannel channel = AsyncChannel.connect(InetSocketAddress.createUnresolved(host, port))
                .get();
        RpcClient client = new RpcClient(channel);
        List<Thread> threads = new ArrayList<>();
        AtomicInteger correct = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            int first = i * 10_000;
            threads.add(new Thread(() -> correct.addAndGet(callAll(client, first, 10_000))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println(correct + " correct replies");
        channel.close().get();
    }

    private static int callAll(RpcClient client, int first, int count) {
        List<CompletableFuture<byte[]>> replies = IntStream.range(first, first + count)
                .mapToObj(number -> client.call(("request " + number).getBytes(UTF_8)))
                .toList();
        int correct = 0;
        for (int i = 0; i < count; i++) {
            String reply = new String(replies.get(i).join(), UTF_8);
            if (reply.equals("REQUEST " + (first + i))) {
                correct++;
            }
        }
        return correct;
    }
}
