package dev.futurewire.monitor.model;

import dev.futurewire.monitor.model.follow.Rendering;
import dev.futurewire.monitor.model.follow.TrafficSegment;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Writes the traffic of a followed connection to a file, with times, rendered as in the window. */
public final class TrafficExport {
    private TrafficExport() {}

    /** Writes the segments in a rendering, one row per line. */
    public static void write(Path file, List<TrafficSegment> segments, Rendering rendering) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (TrafficSegment segment : segments) {
                String head = Instant.ofEpochMilli(segment.millis()) + (segment.inbound() ? " -> " : " <- ");
                if (segment.gap()) {
                    out.write(head + "... " + segment.skipped() + " bytes missing ...\n");
                    continue;
                }
                for (int row = 0; row < rendering.rows(segment); row++) {
                    out.write(head + rendering.text(segment, row) + "\n");
                }
            }
        }
    }
}
