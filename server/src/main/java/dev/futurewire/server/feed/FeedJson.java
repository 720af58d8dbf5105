package dev.futurewire.server.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Converts messages of the feed: each is a line with a JSON object that has a {@code type}. Bytes are in Base64; unknown fields
 * are ignored. See docs/feed.md.
 */
final class FeedJson {
    /** The version of the protocol. */
    static final int PROTOCOL = 1;

    /** The maximum length of a line from a server: 1 MiB. Lists are sent in much smaller parts. */
    static final int MAX_LINE_LENGTH = 1024 * 1024;

    /** The maximum length of a line from a viewer: 4 KiB. */
    static final int MAX_REQUEST_LENGTH = 4 * 1024;

    private static final int ROWS_PER_PART = 500;
    private static final int WARNINGS_PER_PART = 50;

    private static final ObjectMapper MAPPER =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private FeedJson() {}

    /** Loads the classes that writing and reading need. */
    static void warmUp(FeedSnapshot example) {
        try {
            for (String line : tick(example, example.rows(), List.of())) {
                parse(line);
            }
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static ObjectNode message(String type) {
        return MAPPER.createObjectNode().put("type", type);
    }

    /** Creates an answer that identifies its request by type, connection and {@code id}. */
    static ObjectNode answer(String type, JsonNode request) {
        ObjectNode answer = message(type);
        if (request.path("type").isTextual()) {
            answer.set("request", request.get("type"));
        }
        if (request.path("connection").isIntegralNumber()) {
            answer.set("connection", request.get("connection"));
        }
        if (request.path("id").isValueNode()) {
            answer.set("id", request.get("id"));
        }
        return answer;
    }

    /** Returns a message as a line. The JSON that Jackson writes contains no line end. */
    static String line(Object message) {
        try {
            return MAPPER.writeValueAsString(message) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("the feed's own records cannot be written", impossible);
        }
    }

    static JsonNode parse(String line) throws JsonProcessingException {
        return MAPPER.readTree(line);
    }

    /** Returns a tick as lines: parts of its lists, followed by the rest, which completes the tick. */
    static List<String> tick(FeedSnapshot tick, List<ConnectionRow> changed, List<Long> gone) {
        List<String> lines = new ArrayList<>();
        parts(lines, "rows", changed, ROWS_PER_PART);
        parts(lines, "closed", tick.closed(), ROWS_PER_PART);
        parts(lines, "warnings", tick.warnings(), WARNINGS_PER_PART);
        parts(lines, "events", tick.events(), ROWS_PER_PART);
        Map<String, Object> end = typed("tick");
        end.put("sequence", tick.sequence());
        end.put("timeMillis", tick.timeMillis());
        end.put("totals", tick.totals());
        end.put("gone", gone);
        end.put("lines", tick.lines());
        lines.add(line(end));
        return lines;
    }

    private static <T> void parts(List<String> lines, String name, List<T> all, int size) {
        for (int from = 0; from < all.size(); from += size) {
            Map<String, Object> part = typed("part");
            part.put(name, all.subList(from, Math.min(all.size(), from + size)));
            lines.add(line(part));
        }
    }

    static String traffic(Traffic piece) {
        Map<String, Object> message = typed("traffic");
        message.put("piece", piece);
        return line(message);
    }

    /** Creates a message that is sent many times a second: it is written directly, without a tree of nodes. */
    private static Map<String, Object> typed(String type) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", type);
        return message;
    }

    static <T> T read(JsonNode node, Class<T> type) throws JsonProcessingException {
        return MAPPER.treeToValue(node, type);
    }

    static <T> List<T> list(JsonNode parent, String name, Class<T> type) throws JsonProcessingException {
        List<T> list = new ArrayList<>();
        if (parent.get(name) instanceof ArrayNode array) {
            for (JsonNode each : array) {
                list.add(MAPPER.treeToValue(each, type));
            }
        }
        return list;
    }
}
