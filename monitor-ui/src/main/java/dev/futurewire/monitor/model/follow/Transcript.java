package dev.futurewire.monitor.model.follow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The displayed rows of a connection's traffic, in one rendering and direction. Confined to the window's thread. */
public final class Transcript {
    /** Maximum number of rows: 20,000. */
    static final int MAX_ROWS = FollowBuffer.MAX_SEGMENTS;

    /**
     * A displayed row.
     *
     * @param segment segment it shows
     * @param row index of the row within the segment
     */
    public record Line(TrafficSegment segment, int row) {}

    private final List<TrafficSegment> segments = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private Rendering rendering = Rendering.TEXT;
    private Direction direction = Direction.BOTH;
    private long dropped;

    /** Creates an empty transcript. */
    public Transcript() {}

    /** Appends segments; discards the oldest ones over the limit. */
    public void add(Collection<TrafficSegment> fresh) {
        segments.addAll(fresh);
        fresh.forEach(this::show);
        trim();
    }

    private void show(TrafficSegment segment) {
        if (direction.shows(segment)) {
            int rows = rendering.rows(segment);
            for (int row = 0; row < rows; row++) {
                lines.add(new Line(segment, row));
            }
        }
    }

    private void trim() {
        // Trimmed rarely and in bulk, since removing from the front of a list is linear.
        if (segments.size() > MAX_ROWS + MAX_ROWS / 4) {
            segments.subList(0, segments.size() - MAX_ROWS).clear();
        }
        if (lines.size() > MAX_ROWS + MAX_ROWS / 4) {
            int drop = lines.size() - MAX_ROWS;
            lines.subList(0, drop).clear();
            dropped += drop;
        }
    }

    /** Changes the rendering and the direction. */
    public void show(Rendering newRendering, Direction newDirection) {
        rendering = newRendering;
        direction = newDirection;
        lines.clear();
        segments.forEach(this::show);
        trim();
    }

    /** Returns the rendering. */
    public Rendering rendering() {
        return rendering;
    }

    /** Removes all segments. */
    public void clear() {
        segments.clear();
        lines.clear();
    }

    /** Returns the number of rows. */
    public int size() {
        return lines.size();
    }

    /** Returns the number of rows discarded so far, by which indexes have shifted. */
    public long dropped() {
        return dropped;
    }

    /** Returns a row. */
    public Line line(int index) {
        return lines.get(index);
    }

    /** Returns the text of a row. */
    public String text(int index) {
        Line line = lines.get(index);
        return rendering.text(line.segment(), line.row());
    }

    /** Returns whether a row contains the words, ignoring case. */
    public boolean contains(int index, String words) {
        return !lines.get(index).segment().gap()
                && text(index).toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }

    /**
     * Finds the next row that contains the words; wraps around.
     *
     * @param from index of the first row to examine
     * @param forward whether to search towards the newest row
     * @return the index of the row, or -1
     */
    public int find(String words, int from, boolean forward) {
        int size = lines.size();
        for (int i = 0; i < size; i++) {
            int at = Math.floorMod(forward ? from + i : from - i, size);
            if (contains(at, words)) {
                return at;
            }
        }
        return -1;
    }

    /** Returns a copy of the segments. */
    public List<TrafficSegment> segments() {
        return List.copyOf(segments);
    }
}
