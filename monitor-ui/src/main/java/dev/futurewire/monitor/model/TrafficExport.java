package dev.futurewire.monitor.model;

import dev.futurewire.monitor.model.follow.Direction;
import dev.futurewire.monitor.model.follow.SegmentText;
import dev.futurewire.monitor.model.follow.TrafficPiece;
import dev.futurewire.monitor.model.follow.TrafficSegment;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Writes the traffic of a followed connection to a file, as text with times or byte for byte. */
public final class TrafficExport {
    private TrafficExport() {}

    /** Writes the segments as text with times, every row with all of its characters. */
    public static void text(Path file, List<TrafficSegment> segments, SegmentText text) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (TrafficSegment segment : segments) {
                String head = Instant.ofEpochMilli(segment.millis()) + (segment.inbound() ? " -> " : " <- ");
                if (segment.gap()) {
                    String missing = segment.skipped() < 0 ? "an unknown number of" : Long.toString(segment.skipped());
                    out.write(head + "... " + missing + " bytes missing ...\n");
                    continue;
                }
                for (String row : text.text(segment).split("\n", -1)) {
                    out.write(head + row + "\n");
                }
            }
        }
    }

    /** Writes the bytes of the given directions, and nothing else. */
    public static void raw(Path file, List<TrafficPiece> pieces, Direction direction) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            for (TrafficPiece piece : pieces) {
                if (direction == Direction.BOTH || (direction == Direction.IN) == piece.inbound()) {
                    out.write(piece.bytes());
                }
            }
        }
    }
}
