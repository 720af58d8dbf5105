package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionExport;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.TrafficExport;
import dev.futurewire.monitor.model.follow.Rendering;
import dev.futurewire.monitor.model.follow.TrafficSegment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Writes connections or traffic to a file that the user chooses. */
final class ExportActions {
    private final FileDialogs files;
    private final Consumer<String> say;

    private interface FileWriter {
        void write(Path file) throws IOException;
    }

    ExportActions(FileDialogs files, Consumer<String> say) {
        this.files = files;
        this.say = say;
    }

    void csv(Supplier<List<ConnectionEntry>> entries) {
        save("futurewire.csv", file -> ConnectionExport.csv(file, entries.get()));
    }

    void ndjson(Supplier<List<ConnectionEntry>> entries) {
        save("futurewire.ndjson", file -> ConnectionExport.ndjson(file, entries.get()));
    }

    void traffic(List<TrafficSegment> segments, Rendering rendering) {
        save("traffic.txt", file -> TrafficExport.write(file, segments, rendering));
    }

    private void save(String suggestion, FileWriter writer) {
        Path file = files.chooseFileToSave("export.save", suggestion);
        if (file == null) {
            return;
        }
        try {
            writer.write(file);
            say.accept(Messages.get("status.saved", file));
        } catch (IOException unwritable) {
            say.accept("⚠ " + Messages.get("status.not-saved", String.valueOf(unwritable.getMessage())));
        }
    }
}
