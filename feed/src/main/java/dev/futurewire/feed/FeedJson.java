package dev.futurewire.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.futurewire.feed.json.ConnectionRowJson;
import dev.futurewire.feed.json.EventRowJson;
import dev.futurewire.feed.json.Json;
import dev.futurewire.feed.json.JsonLine;
import dev.futurewire.feed.json.ServerMessage;
import dev.futurewire.feed.json.ViewerRequest;
import dev.futurewire.feed.json.WarningRowJson;
import java.util.ArrayList;
import java.util.List;

/** The limits of the protocol, and its ticks as lines. See docs/feed.md. */
final class FeedJson {
    /** The version of the protocol. */
    static final int PROTOCOL = 1;

    /** The maximum length of a line from a server: 1 MiB. Lists are sent in much smaller parts. */
    static final int MAX_LINE_LENGTH = 1024 * 1024;

    /** The maximum length of a line from a viewer: 4 KiB. */
    static final int MAX_REQUEST_LENGTH = 4 * 1024;

    private static final int ROWS_PER_PART = 500;
    private static final int WARNINGS_PER_PART = 50;

    private FeedJson() {}

    /** Loads the classes that writing and reading need. */
    static void warmUp(FeedSnapshot example) {
        try {
            for (String line : tick(example, example.rows(), List.of())) {
                ServerMessage.read(line);
                ViewerRequest.read(line);
            }
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Returns a tick as lines: parts of its lists, followed by the rest, which completes the tick. */
    static List<String> tick(FeedSnapshot tick, List<ConnectionRow> changed, List<Long> gone) {
        List<String> lines = new ArrayList<>();
        parts(lines, "rows", ConnectionRowJson::write, changed, ROWS_PER_PART);
        parts(lines, "closed", ConnectionRowJson::write, tick.closed(), ROWS_PER_PART);
        parts(lines, "warnings", WarningRowJson::write, tick.warnings(), WARNINGS_PER_PART);
        parts(lines, "events", EventRowJson::write, tick.events(), ROWS_PER_PART);
        lines.add(JsonLine.of("tick")
                .put("sequence", tick.sequence())
                .put(tick, gone)
                .end());
        return lines;
    }

    private static <T> void parts(List<String> lines, String name, Json.Writer<T> writer, List<T> all, int size) {
        for (int from = 0; from < all.size(); from += size) {
            lines.add(JsonLine.of("part")
                    .put(name, writer, all.subList(from, Math.min(all.size(), from + size)))
                    .end());
        }
    }
}
