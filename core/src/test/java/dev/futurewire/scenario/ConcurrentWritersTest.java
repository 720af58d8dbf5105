package dev.futurewire.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.support.Await;
import dev.futurewire.support.Connection;
import dev.futurewire.support.Connections;
import dev.futurewire.support.Role;
import dev.futurewire.support.Setup;
import dev.futurewire.support.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten threads write to one channel: the messages of each arrive whole and in order. */
final class ConcurrentWritersTest {
    private static final int WRITERS = 10;
    private static final int MESSAGES = 1_000;

    @ParameterizedTest
    @EnumSource(Wire.class)
    void keepTheirOrderAndDoNotMix(Wire wire) throws IOException {
        Setup setup = new Setup(0, 8 * 1024, 2 * 1024, 0);
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try (Connections connections = wire.connections();
                Connection connection = connections.open(Role.ACCEPTED, setup)) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                all.add(CompletableFuture.runAsync(() -> write(connection.channel(), writer), writers));
            }
            CompletableFuture<Void> closed = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .thenCompose(done -> connection.channel().shutdownOutput());
            check(new String(connection.peer().receiveAll(), StandardCharsets.US_ASCII));
            Await.value(closed);
        } finally {
            writers.shutdownNow();
        }
    }

    private static void write(AsyncChannel channel, int writer) {
        for (int i = 0; i < MESSAGES; i++) {
            String message = message(writer, i);
            byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
            Await.value(
                    switch (i % 3) {
                        case 0 -> channel.write(message);
                        case 1 -> channel.write(bytes);
                        default -> channel.write(ByteBuffer.wrap(bytes));
                    });
        }
    }

    private static String message(int writer, int number) {
        return writer + ":" + number + ":" + "abcdefghij".repeat(number % 29) + "\n";
    }

    private static void check(String received) {
        int[] next = new int[WRITERS];
        for (String line : received.split("\n")) {
            int writer = line.charAt(0) - '0';
            assertTrue(writer >= 0 && writer < WRITERS, line);
            assertEquals(message(writer, next[writer]), line + "\n");
            next[writer]++;
        }
        for (int i = 0; i < WRITERS; i++) {
            assertEquals(MESSAGES, next[i], "messages of writer " + i);
        }
    }
}
