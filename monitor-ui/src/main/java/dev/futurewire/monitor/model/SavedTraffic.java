package dev.futurewire.monitor.model;

import dev.futurewire.monitor.model.follow.Piece;
import dev.futurewire.monitor.model.follow.Rendering;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A followed connection's traffic as a file: as it is shown, with times, escaped. */
public final class SavedTraffic {
    private SavedTraffic() {}

    /** Writes the pieces in a rendering, a line each. */
    public static void write(Path file, List<Piece> pieces, Rendering rendering) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (Piece piece : pieces) {
                String head = Instant.ofEpochMilli(piece.millis()) + (piece.inbound() ? " -> " : " <- ");
                if (piece.gap()) {
                    out.write(head + "... " + piece.skipped() + " bytes are not here ...\n");
                    continue;
                }
                for (int row = 0; row < rendering.rows(piece); row++) {
                    out.write(head + rendering.text(piece, row) + "\n");
                }
            }
        }
    }
}
