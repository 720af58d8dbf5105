package dev.futurewire.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Flight Recorder events of a connection. */
class FlightRecorderTest {
    @TempDir
    Path folder;

    @Test
    void aConnectionATimeoutAndAnEarlyReturnAreRecorded() throws Exception {
        Path file = folder.resolve("flight.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            try (AsyncServer server = AsyncServer.listen(
                    new InetSocketAddress("127.0.0.1", 0),
                    channel -> channel.readLine()
                            .orTimeout(20, TimeUnit.MILLISECONDS)
                            .handle((line, timeout) -> {
                                channel.readLine();
                                return null;
                            }))) {
                AsyncChannel client =
                        AsyncChannel.connect(server.localAddress()).get(5, TimeUnit.SECONDS);
                assertEquals(0, client.read(1).get(5, TimeUnit.SECONDS).length);
                client.close().get(5, TimeUnit.SECONDS);
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertTrue(has(events, "dev.futurewire.ConnectionOpened"));
        assertTrue(has(events, "dev.futurewire.OperationTimedOut"));
        assertTrue(has(events, "dev.futurewire.WarningRaised"));
        RecordedEvent closed = events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.futurewire.ConnectionClosed"))
                .filter(event -> event.getString("reason").equals("HANDLER_DONE"))
                .findFirst()
                .orElseThrow();
        assertEquals(0, closed.getLong("bytesIn"));
    }

    private static boolean has(List<RecordedEvent> events, String name) {
        return events.stream().anyMatch(event -> event.getEventType().getName().equals(name));
    }
}
