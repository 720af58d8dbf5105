package dev.futurewire.feed.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.ConnectionRow;
import dev.futurewire.feed.EventRow;
import dev.futurewire.feed.FeedSnapshot;
import dev.futurewire.feed.ServerTotals;
import dev.futurewire.feed.TaskRow;
import dev.futurewire.feed.Traffic;
import dev.futurewire.feed.WarningRow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is the JSON that Jackson's own binding writes for the rows, and is read back equal. */
class FeedMessagesTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final String ODD = "\u0000\"\\/\n\r\t\u2028\ud83d\ude00\ud800 é";
    private static final ConnectionRow FULL = new ConnectionRow(
            Long.MAX_VALUE,
            ODD,
            "[::1]:7000",
            "half-closed",
            "end of stream",
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            9,
            10,
            new AwaitingRow("readLine", "Echo.java:42", 11, 12L, 13),
            14,
            "10.0.0.1:1",
            "chat",
            ConnectionRow.OUT,
            List.of(new TaskRow(
                    ODD,
                    "running",
                    15,
                    "Chat.java:33",
                    List.of(new AwaitingRow("named", null, 16, null, 0, "db lookup", 17)),
                    List.of(new TaskRow("inner", "failed", 18, null, List.of(), List.of())))));
    private static final ConnectionRow SPARSE = new ConnectionRow(
            1, "a", "b", "open", null, 1, 2, 0, 4, 5, 6, 7, 8, 9, 10, new AwaitingRow("read", null, 1, null, 0), 0);
    private static final ServerTotals TOTALS = new ServerTotals(
            "chat",
            "127.0.0.1:7000",
            "backing off",
            1,
            2,
            3,
            4,
            5,
            6,
            Map.of("TIMEOUT", 7L),
            8,
            9,
            10,
            11,
            12,
            13,
            14,
            15,
            16);
    private static final WarningRow WARNING =
            new WarningRow(1, "HANDLER_BLOCKED", 2, ODD, null, List.of("a.B.c(B.java:1)"));
    private static final EventRow EVENT = new EventRow(1, "opened", 2, "#2 from 127.0.0.1:1");
    private static final Traffic PIECE = new Traffic(1, 2, true, new byte[] {0, -1, 10, 13, 34, 92}, 300, 7);

    private static JsonNode tree(String json) throws JsonProcessingException {
        return JACKSON.readTree(json);
    }

    @Test
    void rowsAreWrittenAsJacksonBindsThem() throws Exception {
        for (ConnectionRow row : List.of(FULL, SPARSE)) {
            assertEquals(tree(JACKSON.writeValueAsString(row)), tree(Json.text(ConnectionRowJson::write, row)));
        }
        assertEquals(tree(JACKSON.writeValueAsString(TOTALS)), tree(Json.text(ServerTotalsJson::write, TOTALS)));
        assertEquals(tree(JACKSON.writeValueAsString(WARNING)), tree(Json.text(WarningRowJson::write, WARNING)));
        assertEquals(tree(JACKSON.writeValueAsString(EVENT)), tree(Json.text(EventRowJson::write, EVENT)));
        assertEquals(tree(JACKSON.writeValueAsString(PIECE)), tree(Json.text(TrafficJson::write, PIECE)));
    }

    @Test
    void aTickIsReadBackEqual() throws Exception {
        FeedSnapshot tick = new FeedSnapshot(
                1, 2, TOTALS, List.of(FULL), List.of(), List.of(), List.of(), List.of(PIECE), List.of(TOTALS, TOTALS));
        String line = JsonLine.of("tick")
                .put("sequence", 1)
                .put("rows", ConnectionRowJson::write, List.of(FULL, SPARSE))
                .put("closed", ConnectionRowJson::write, List.of(SPARSE))
                .put("warnings", WarningRowJson::write, List.of(WARNING))
                .put("events", EventRowJson::write, List.of(EVENT))
                .put(tick, List.of(3L, 4L))
                .end();
        assertEquals(line.length() - 1, line.indexOf('\n'), "a single line");
        ServerMessage read = ServerMessage.read(line);
        assertEquals("tick", read.type());
        assertEquals(1, read.sequence());
        assertEquals(2, read.timeMillis());
        assertEquals(List.of(FULL, SPARSE), read.rows());
        assertEquals(List.of(SPARSE), read.closed());
        assertEquals(List.of(WARNING), read.warnings());
        assertEquals(List.of(EVENT), read.events());
        assertEquals(TOTALS, read.totals());
        assertEquals(List.of(TOTALS, TOTALS), read.servers());
        assertEquals(List.of(3L, 4L), read.gone());
        assertEquals(1, read.lines().size());
        assertArrayEquals(PIECE.bytes(), read.lines().get(0).bytes());
    }

    @Test
    void aRowOfAnEarlierVersionIsAnAcceptedConnection() throws Exception {
        ConnectionRow row = ServerMessage.read("{\"type\":\"part\",\"rows\":[{\"id\":7,\"peer\":\"p\"}]}")
                .rows()
                .get(0);
        assertEquals(7, row.id());
        assertNull(row.server());
        assertEquals("in", row.direction());
        assertEquals(List.of(), row.tasks());
        ServerMessage tick = ServerMessage.read("{\"type\":\"tick\",\"totals\":{\"service\":\"echo\",\"open\":3}}");
        assertEquals(List.of(tick.totals()), tick.servers());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"later\":{\"a\":[1,{\"b\":2}]},\"type\":\"close\",\"connection\":5,\"more\":[[],{}]}",
                "{\"connection\":5,\"type\":\"close\",\"line\":{\"not\":\"a line\"},\"token\":[1]}",
                "{\"connection\":\"5\",\"type\":\"close\",\"line\":null,\"hz\":[true]}"
            })
    void unknownAndUnexpectedFieldsAreIgnored(String line) throws Exception {
        ViewerRequest request = ViewerRequest.read(line);
        assertEquals("close", request.type());
        assertEquals(5, request.connection());
        assertEquals("", request.line());
        assertEquals("", request.token());
        assertEquals(10, request.hz());
        assertFalse(request.wantsAnswer());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "[1,{\"type\":\"close\"}]", "17", "null", "\"text\""})
    void jsonThatIsNoObjectIsAMessageWithoutFields(String line) throws Exception {
        assertEquals("", ViewerRequest.read(line).type());
        assertEquals("", ServerMessage.read(line).type());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"type\":", "{\"type\":\"x\"", "{]", "{\"rows\":[{\"id\":1}", "nul", "{'a':1}"})
    void malformedLinesAreRejected(String line) {
        assertThrows(JsonProcessingException.class, () -> ViewerRequest.read(line));
        assertThrows(JsonProcessingException.class, () -> ServerMessage.read(line));
    }

    @Test
    void anAnswerRepeatsTheIdAsItWasSent() throws Exception {
        for (String id :
                List.of("\"a\\\"\\u2028\\n\"", "7", "-1.5e3", "123456789012345678901234567890", "true", "null")) {
            ViewerRequest request = ViewerRequest.read("{\"type\":\"close\",\"connection\":5,\"id\":" + id + "}");
            JsonNode answer = tree(JsonLine.answer("done", request).end());
            assertEquals(tree(id), answer.get("id"));
            assertEquals("close", answer.get("request").asText());
            assertEquals(5, answer.get("connection").asLong());
        }
        ViewerRequest structured = ViewerRequest.read("{\"type\":1,\"connection\":1.5,\"id\":{\"a\":1}}");
        assertTrue(structured.wantsAnswer());
        JsonNode answer = tree(JsonLine.answer("done", structured).end());
        assertFalse(answer.has("id") || answer.has("request") || answer.has("connection"));
    }
}
