package dev.futurewire.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.failedFuture;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncQueue;
import dev.futurewire.Backoff;
import dev.futurewire.Futures;
import dev.futurewire.TaskGroup;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A client for Redis. The commands of all threads share one connection and do not wait for each other's replies. A connection
 * that is lost is replaced; commands that were waiting for a reply fail, because they may have had their effect or not, and
 * commands that were still queued go to the new connection.
 */
final class RedisClient implements AutoCloseable {
    private static final Backoff RECONNECT =
            new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5), Integer.MAX_VALUE);

    private final SocketAddress address;
    private final AsyncQueue<Command> commands = new AsyncQueue<>(10_000);
    private final CompletableFuture<Void> running;

    RedisClient(SocketAddress address) {
        this.address = address;
        running = Futures.repeatWhile(() -> Futures.retry(() -> AsyncChannel.connect(address), RECONNECT)
                .thenCompose(this::converse)
                .handle((end, failure) -> true));
    }

    /** Completes with the text of the reply, or with null. Fails if the reply is an error or the connection is lost. */
    CompletableFuture<String> command(String... words) {
        Command command = new Command(encode(words), new CompletableFuture<>());
        return commands.put(command).thenCompose(queued -> command.reply);
    }

    @Override
    public void close() {
        commands.close();
        running.cancel(false);
    }

    @Override
    public String toString() {
        return "RedisClient[" + address + "]";
    }

    /** Uses one connection until it is lost. All of this runs in the connection's turn, so the deque needs no lock. */
    private CompletableFuture<Void> converse(AsyncChannel channel) {
        Queue<Command> sent = new ArrayDeque<>();
        return TaskGroup.<Void>run(group -> {
                    group.start(
                            "commands",
                            () -> Futures.repeatWhile(() -> commands.take()
                                    .thenCompose(command -> {
                                        sent.add(command);
                                        return channel.write(command.bytes);
                                    })
                                    .thenApply(written -> true)));
                    return channel.forEachFrame(RedisClient::decode, reply -> {
                                sent.remove().complete(reply);
                                return CompletableFuture.completedFuture(null);
                            })
                            .thenCompose(end -> failedFuture(new EOFException("Redis has closed the connection")));
                })
                .whenComplete((end, failure) -> {
                    channel.abort();
                    sent.forEach(command -> command.reply.completeExceptionally(failure));
                });
    }

    private record Command(byte[] bytes, CompletableFuture<String> reply) {
        void complete(Reply value) {
            if (value.type == '-') {
                reply.completeExceptionally(new IOException(value.text));
            } else {
                reply.complete(value.text);
            }
        }
    }

    /** A reply that is not an array; the text of a null is null. */
    private record Reply(char type, String text) {}

    private static byte[] encode(String... words) {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append('$').append(word.getBytes(UTF_8).length).append("\r\n");
            command.append(word).append("\r\n");
        }
        return command.toString().getBytes(UTF_8);
    }

    private static Reply decode(ByteBuffer input) throws IOException {
        int begin = input.position();
        int lineEnd = begin;
        while (lineEnd < input.limit() && input.get(lineEnd) != '\r') {
            lineEnd++;
        }
        int end = lineEnd + 2;
        if (end > input.limit()) {
            return null;
        }
        char type = (char) input.get(begin);
        String text = text(input, begin + 1, lineEnd);
        if (type == '*') {
            throw new IOException("arrays are not supported");
        }
        if (type == '$') {
            int length = Integer.parseInt(text);
            if (length < 0) {
                text = null;
            } else if (end + length + 2 > input.limit()) {
                return null;
            } else {
                text = text(input, end, end + length);
                end += length + 2;
            }
        }
        input.position(end);
        return new Reply(type, text);
    }

    private static String text(ByteBuffer input, int from, int to) {
        return UTF_8.decode(input.slice(from, to - from)).toString();
    }

    /** Counts to 50,000 in one go, and once more over a new connection: {@code RedisClient [HOST PORT]}. */
    public static void main(String[] args) throws Exception {
        String host = args.length > 1 ? args[0] : "127.0.0.1";
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 6379;
        try (RedisClient redis = new RedisClient(InetSocketAddress.createUnresolved(host, port))) {
            redis.command("DEL", "counter").get();
            List<CompletionStage<String>> replies = new ArrayList<>();
            for (int i = 0; i < 50_000; i++) {
                replies.add(redis.command("INCR", "counter"));
            }
            int correct = 0;
            for (int i = 0; i < replies.size(); i++) {
                if (String.valueOf(i + 1)
                        .equals(replies.get(i).toCompletableFuture().get())) {
                    correct++;
                }
            }
            System.out.println(correct + " correct replies");

            String connection = redis.command("CLIENT", "ID").get();
            redis.command("CLIENT", "KILL", "ID", String.valueOf(connection), "SKIPME", "no")
                    .get();
            String again = Futures.retry(() -> redis.command("CLIENT", "ID"), Backoff.attempts(5))
                    .get();
            System.out.println("another connection: " + !String.valueOf(again).equals(connection));
            System.out.println(
                    "the counter is " + redis.command("GET", "counter").get());
        }
    }
}
