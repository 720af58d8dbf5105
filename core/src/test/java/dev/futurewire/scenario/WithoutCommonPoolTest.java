package dev.futurewire.scenario;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.Backoff;
import dev.futurewire.Futures;
import dev.futurewire.support.FreshProgram;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The common pool of the JDK may have no threads, as in a container with one processor: the library does not depend on it. */
@Timeout(120)
final class WithoutCommonPoolTest {
    @Test
    void timeoutsWorkWithoutCommonPool() throws IOException {
        assertEquals(
                "loop TimeoutException\n"
                        + "loop's stage TimeoutException\n"
                        + "loop's value\n"
                        + "retry TimeoutException\n"
                        + "read TimeoutException\n"
                        + "closed TimeoutException\n"
                        + "echo hello\n"
                        + "ended true",
                FreshProgram.output(
                        Program.class,
                        "-Djava.util.concurrent.ForkJoinPool.common.parallelism=0",
                        "-XX:ActiveProcessorCount=1"));
    }

    /** Waits for events that never occur. */
    static final class Program {
        private static final List<CompletableFuture<?>> NEVER = new ArrayList<>();

        private Program() {}

        private static <T> CompletableFuture<T> never() {
            CompletableFuture<T> future = new CompletableFuture<>();
            NEVER.add(future);
            return future;
        }

        public static void main(String[] args) throws Exception {
            print("loop", Futures.repeatWhile(Program::never).orTimeout(20, MILLISECONDS));
            print(
                    "loop's stage",
                    Futures.repeatWhile(Program::never).thenApply(done -> 1).orTimeout(20, MILLISECONDS));
            Futures.repeatWhile(Program::never)
                    .completeOnTimeout(null, 20, MILLISECONDS)
                    .get(20, SECONDS);
            System.out.println("loop's value");
            print("retry", Futures.retry(Program::never, Backoff.attempts(2)).orTimeout(20, MILLISECONDS));
            try (AsyncServer server = AsyncServer.listen(
                    new InetSocketAddress("127.0.0.1", 0),
                    channel -> channel.forEachLine(line -> channel.write(line + "\n")))) {
                AsyncChannel client = Futures.await(AsyncChannel.connect(server.localAddress()));
                print("read", client.readLine().thenApply(line -> line).orTimeout(20, MILLISECONDS));
                print("closed", client.closed().orTimeout(20, MILLISECONDS));
                client.write("hello\n");
                System.out.println("echo " + Futures.await(client.readLine(), Duration.ofSeconds(20)));
                client.abort();
                System.out.println(
                        "ended " + (server.shutdown(Duration.ofSeconds(1)).get(20, SECONDS) != null));
            }
            System.exit(0);
        }

        private static void print(String what, CompletableFuture<?> stage) throws Exception {
            try {
                Futures.await(stage, Duration.ofSeconds(20));
                System.out.println(what + " came");
            } catch (TimeoutException expected) {
                System.out.println(what + (stage.isCancelled() ? " waited in vain" : " TimeoutException"));
            }
        }
    }
}
