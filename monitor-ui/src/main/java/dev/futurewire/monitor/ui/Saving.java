package dev.futurewire.monitor.ui;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.Export;
import dev.futurewire.monitor.model.SavedTraffic;
import dev.futurewire.monitor.model.Texts;
import dev.futurewire.monitor.model.follow.Piece;
import dev.futurewire.monitor.model.follow.Rendering;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Writes what is shown to a file that the user chooses. */
final class Saving {
    private final FileQuestions files;
    private final Consumer<String> say;

    private interface Writing {
        void to(Path file) throws IOException;
    }

    Saving(FileQuestions files, Consumer<String> say) {
        this.files = files;
        this.say = say;
    }

    void csv(Supplier<List<ConnectionEntry>> entries) {
        save("futurewire.csv", file -> Export.csv(file, entries.get()));
    }

    void ndjson(Supplier<List<ConnectionEntry>> entries) {
        save("futurewire.ndjson", file -> Export.ndjson(file, entries.get()));
    }

    void traffic(List<Piece> pieces, Rendering rendering) {
        save("traffic.txt", file -> SavedTraffic.write(file, pieces, rendering));
    }

    private void save(String suggestion, Writing writing) {
        Path file = files.whereToSave("export.save", suggestion);
        if (file == null) {
            return;
        }
        try {
            writing.to(file);
            say.accept(Texts.text("status.saved", file));
        } catch (IOException unwritable) {
            say.accept("⚠ " + Texts.text("status.not-saved", String.valueOf(unwritable.getMessage())));
        }
    }
}
