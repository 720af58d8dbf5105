package dev.futurewire.feed.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.futurewire.feed.AwaitingRow;
import dev.futurewire.feed.TaskRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and reads tasks. Trees deeper than {@link #MAX_DEPTH} are cut when they are read. */
final class TaskRowJson {
    /** Maximum depth of the tree of tasks that is read: 32. */
    private static final int MAX_DEPTH = 32;

    private final int depth;
    private String name = "";
    private String state = "";
    private long sinceMillis;
    private @Nullable String location;
    private List<AwaitingRow> awaiting = List.of();
    private List<TaskRow> tasks = List.of();

    private TaskRowJson(int depth) {
        this.depth = depth;
    }

    static void write(JsonGenerator out, TaskRow row) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", row.name());
        out.writeStringField("state", row.state());
        out.writeNumberField("sinceMillis", row.sinceMillis());
        out.writeStringField("location", row.location());
        Json.array(out, "awaiting", row.awaiting(), AwaitingRowJson::write);
        Json.array(out, "tasks", row.tasks(), TaskRowJson::write);
        out.writeEndObject();
    }

    static List<TaskRow> readAll(JsonParser in) throws IOException {
        return readAll(in, 0);
    }

    private static List<TaskRow> readAll(JsonParser in, int depth) throws IOException {
        return depth == MAX_DEPTH ? List.of() : Json.list(in, each -> read(each, depth));
    }

    private static TaskRow read(JsonParser in, int depth) throws IOException {
        TaskRowJson row = new TaskRowJson(depth);
        Json.fields(in, field -> row.field(field, in));
        return new TaskRow(row.name, row.state, row.sinceMillis, row.location, row.awaiting, row.tasks);
    }

    private void field(String field, JsonParser in) throws IOException {
        switch (field) {
            case "name" -> name = Json.string(in);
            case "state" -> state = Json.string(in);
            case "sinceMillis" -> sinceMillis = Json.number(in);
            case "location" -> location = Json.stringOrNull(in);
            case "awaiting" -> awaiting = operations(in);
            case "tasks" -> tasks = readAll(in, depth + 1);
            default -> {
                // Of a later version.
            }
        }
    }

    private static List<AwaitingRow> operations(JsonParser in) throws IOException {
        List<AwaitingRow> found = new ArrayList<>();
        Json.list(in, each -> {
            AwaitingRow row = AwaitingRowJson.read(each);
            return row == null || found.add(row);
        });
        return found;
    }
}
