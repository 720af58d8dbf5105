package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionExport;
import dev.futurewire.monitor.model.DisplayFormat;
import dev.futurewire.monitor.model.Messages;
import dev.futurewire.monitor.model.PcapNg;
import dev.futurewire.monitor.model.TrafficExport;
import dev.futurewire.monitor.model.follow.Direction;
import dev.futurewire.monitor.model.follow.FollowBuffer;
import dev.futurewire.monitor.ui.lines.FollowView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Writes connections or traffic to a file that the user chooses. */
final class ExportActions {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

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
        save("futurewire.csv", file -> ConnectionExport.csv(file, entries.get()), "");
    }

    void ndjson(Supplier<List<ConnectionEntry>> entries) {
        save("futurewire.ndjson", file -> ConnectionExport.ndjson(file, entries.get()), "");
    }

    /** Saves the traffic of a connection: all bytes that are held, also those that the view cuts or no longer shows. */
    void traffic(ConnectionEntry entry, FollowView follow, FollowView.SaveFormat format) {
        FollowBuffer buffer = follow.buffer();
        if (buffer == null) {
            return;
        }
        String name = "connection-" + entry.id() + "-" + TIME.format(LocalDateTime.now(ZoneId.systemDefault()));
        FileWriter writer = switch (format) {
            case TEXT -> file -> TrafficExport.text(file, follow.segments(), follow.text());
            case RAW -> file -> TrafficExport.raw(file, buffer.pieces(), Direction.BOTH);
            case RAW_IN -> file -> TrafficExport.raw(file, buffer.pieces(), Direction.IN);
            case RAW_OUT -> file -> TrafficExport.raw(file, buffer.pieces(), Direction.OUT);
            case PCAPNG -> file -> PcapNg.write(file, entry.row(), buffer.pieces());
        };
        String suffix = switch (format) {
            case TEXT -> ".txt";
            case RAW -> ".bin";
            case RAW_IN -> "-in.bin";
            case RAW_OUT -> "-out.bin";
            case PCAPNG -> ".pcapng";
        };
        long missing = buffer.discarded();
        String note = missing == 0 ? "" : "  " + Messages.get("status.saved.without", DisplayFormat.bytes(missing));
        save(name + suffix, writer, note);
    }

    private void save(String suggestion, FileWriter writer, String note) {
        Path file = files.chooseFileToSave("export.save", suggestion);
        if (file == null) {
            return;
        }
        try {
            writer.write(file);
            say.accept(Messages.get("status.saved", file) + note);
        } catch (IOException unwritable) {
            say.accept("⚠ " + Messages.get("status.not-saved", String.valueOf(unwritable.getMessage())));
        }
    }
}
