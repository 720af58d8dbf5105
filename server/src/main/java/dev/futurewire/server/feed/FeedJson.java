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

/** The feed's lines: JSON objects with a {@code type}. Bytes are base64; unknown fields are ignored. See docs/feed.md. */
final class FeedJson {
    /** The protocol's version. */
    static final int PROTOCOL = 1;

    /** The longest line from a server: 1 MiB. Lists are sent in parts that stay far below. */
    static final int LONGEST_LINE = 1024 * 1024;

    /** The longest line from a viewer: 4 KiB. */
    static final int LONGEST_REQUEST = 4 * 1024;

    private static final int ROWS_A_PART = 500;
    private static final int WARNINGS_A_PART = 50;

    private static final ObjectMapper MAPPER =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private FeedJson() {}

    /** Loads what writing and reading need. */
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

    /** An answer to a request, with what tells which one: its type, its connection, and the {@code id} that it came with. */
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

    /** A message as it is sent. JSON as Jackson writes it has no line end inside. */
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

    /** A tick as lines: lists in parts, then the rest, which makes it complete. */
    static List<String> tick(FeedSnapshot tick, List<ConnectionRow> changed, List<Long> gone) {
        List<String> lines = new ArrayList<>();
        parts(lines, "rows", changed, ROWS_A_PART);
        parts(lines, "closed", tick.closed(), ROWS_A_PART);
        parts(lines, "warnings", tick.warnings(), WARNINGS_A_PART);
        parts(lines, "events", tick.events(), ROWS_A_PART);
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

    /** For what is sent many times a second: it is written as it is, without a tree of nodes in between. */
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
