package dev.futurewire.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.futurewire.AsyncChannel;
import dev.futurewire.AsyncServer;
import dev.futurewire.ChannelOptions;
import dev.futurewire.CloseReason;
import dev.futurewire.ConnectionHandler;
import dev.futurewire.ServerOptions;
import dev.futurewire.observe.Replay;
import dev.futurewire.observe.Trace;
import dev.futurewire.observe.TraceRecorder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Traces of ended connections, and their replay in memory. */
class TraceTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final ConnectionHandler ECHO = channel -> channel.forEachLine(line -> channel.write(line + "\n"));

    private static Trace record(TraceRecorder recorder, byte[] sent, int answered) throws Exception {
        ServerOptions options =
                ServerOptions.builder().listener(recorder).loops(1).build();
        try (AsyncServer server = AsyncServer.listen(new InetSocketAddress("127.0.0.1", 0), options, ECHO)) {
            AsyncChannel client = AsyncChannel.connect(server.localAddress()).get(5, TimeUnit.SECONDS);
            client.write(sent).get(5, TimeUnit.SECONDS);
            client.readExactly(answered).get(5, TimeUnit.SECONDS);
            long id = server.connections().iterator().next().id();
            client.shutdownOutput();
            assertEquals(0, client.read(10).get(5, TimeUnit.SECONDS).length);
            client.close().get(5, TimeUnit.SECONDS);
            server.shutdown(SOON).get(6, TimeUnit.SECONDS);
            return recorder.trace(id).orElseThrow();
        }
    }

    @Test
    void aTraceIsKeptAfterTheCloseAndCanBeReplayed() throws Exception {
        byte[] sent = "hello\n\u00fc\u001b[31m\n".getBytes(StandardCharsets.UTF_8);
        Trace trace = record(TraceRecorder.create(), sent, sent.length);
        JsonNode json = new ObjectMapper().readTree(trace.toJson());
        assertEquals(
                "end of stream",
                json.get("events")
                        .get(json.get("events").size() - 1)
                        .get("text")
                        .asText());
        assertTrue(trace.toScript().chars().allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f)));
        assertEquals(
                CloseReason.END_OF_STREAM, Replay.perform(trace.toScript(), ChannelOptions.defaults(), ECHO, SOON));
    }

    @Test
    void aReplayFailsIfTheHandlerAnswersDifferently() throws Exception {
        byte[] sent = "hello\n".getBytes(StandardCharsets.UTF_8);
        Trace trace = record(TraceRecorder.create(), sent, sent.length);
        AssertionError error = assertThrows(
                AssertionError.class,
                () -> Replay.perform(
                        trace.toScript(),
                        ChannelOptions.defaults(),
                        channel -> channel.forEachLine(line -> channel.write("HELLO\n")),
                        SOON));
        assertTrue(error.getMessage().contains("HELLO"), error::getMessage);
    }

    @Test
    void aTraceIsBounded() throws Exception {
        byte[] sent = "0123456789abcde\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        Trace trace = record(TraceRecorder.create(8, 1_000, 1), sent, sent.length);
        assertTrue(trace.events().size() <= 8);
        assertTrue(
                trace.events().stream().mapToInt(event -> event.bytes().length).sum() <= 1_000);
        assertTrue(trace.missing() > 0);
    }

    @Test
    void theOldestEndedConnectionsAreDiscarded() throws Exception {
        TraceRecorder recorder = TraceRecorder.create(8, 1_000, 1);
        byte[] sent = "x\n".getBytes(StandardCharsets.UTF_8);
        Trace first = record(recorder, sent, 2);
        Trace second = record(recorder, sent, 2);
        assertFalse(recorder.trace(first.connection()).isPresent());
        assertTrue(recorder.trace(second.connection()).isPresent());
    }

    @Test
    void aMalformedScriptIsReportedWithItsLine() {
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class,
                () -> Replay.perform("send \"a\"\nsned \"b\"\n", ChannelOptions.defaults(), ECHO, SOON));
        assertTrue(error.getMessage().contains("line 2"), error::getMessage);
    }
}
