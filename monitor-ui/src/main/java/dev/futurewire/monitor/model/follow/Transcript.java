package dev.futurewire.monitor.model.follow;

import dev.futurewire.monitor.decode.MessageDecoder;
import dev.futurewire.monitor.decode.MessageDecoders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The displayed rows of a connection's traffic, in one rendering and direction, and what a search finds in them. Messages that are
 * not complete are at the end, and are replaced when more of them is received. Confined to the window's thread.
 */
public final class Transcript {
    /** Maximum number of rows: 20,000. */
    static final int MAX_ROWS = FollowBuffer.MAX_LINES;

    /** Number of bytes from which a message is long. */
    private static final int LARGE = 4 * 1024;

    private static final int MAX_LARGE = 256;

    /**
     * A displayed row.
     *
     * @param segment segment it shows
     * @param row index of the row within the segment
     * @param millisBefore time of the segment before it, or -1
     */
    public record Line(TrafficSegment segment, int row, long millisBefore) {}

    private final List<TrafficSegment> segments = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    /** Rows with a match, in ascending order, counted from the first row ever shown. */
    private final List<Long> hits = new ArrayList<>();

    /** What the rows of long messages show, which takes a while to find out. */
    private final Map<Line, Match> largeMatches = new HashMap<>();

    private SegmentText text = new SegmentText(MessageDecoders.LINES, Rendering.TEXT, 0);
    private Direction direction = Direction.BOTH;
    private TextSearch search = TextSearch.NONE;
    private List<TrafficSegment> incomplete = List.of();
    private int incompleteRows;
    private long dropped;
    private long lastMillis = -1;

    /** Creates an empty transcript. */
    public Transcript() {}

    /** Appends segments; discards the oldest ones over the limit. */
    public void add(Collection<TrafficSegment> fresh) {
        add(fresh, List.of());
    }

    /** Appends segments, and replaces the incomplete ones at the end. */
    public void add(Collection<TrafficSegment> fresh, List<TrafficSegment> unfinished) {
        removeIncomplete();
        segments.addAll(fresh);
        fresh.forEach(this::show);
        trim();
        addIncomplete(unfinished);
    }

    /** Returns whether other messages are incomplete than those that are shown so, or longer ones. */
    public boolean incompleteChanged(List<TrafficSegment> unfinished) {
        if (unfinished.size() != incomplete.size()) {
            return true;
        }
        for (int i = 0; i < unfinished.size(); i++) {
            TrafficSegment now = unfinished.get(i);
            TrafficSegment then = incomplete.get(i);
            if (now.offset() != then.offset() || now.length() != then.length() || now.inbound() != then.inbound()) {
                return true;
            }
        }
        return false;
    }

    private void removeIncomplete() {
        int size = lines.size() - incompleteRows;
        lines.subList(size, lines.size()).clear();
        while (!hits.isEmpty() && hits.get(hits.size() - 1) >= dropped + size) {
            hits.remove(hits.size() - 1);
        }
        incompleteRows = 0;
        incomplete = List.of();
    }

    private void addIncomplete(List<TrafficSegment> unfinished) {
        int before = lines.size();
        long last = lastMillis;
        incomplete = List.copyOf(unfinished);
        incomplete.forEach(this::show);
        incompleteRows = lines.size() - before;
        lastMillis = last;
    }

    private void show(TrafficSegment segment) {
        if (!direction.shows(segment)) {
            return;
        }
        int rows = text.rows(segment);
        int hit = search.row(text, segment);
        if (hit >= 0) {
            hits.add(dropped + lines.size() + Math.min(hit, rows - 1));
        }
        for (int row = 0; row < rows; row++) {
            lines.add(new Line(segment, row, lastMillis));
        }
        lastMillis = segment.millis();
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
            hits.removeIf(hit -> hit < dropped);
        }
    }

    /** Changes the rendering, the direction and the width at which rows are wrapped; 0 for none. */
    public void show(MessageDecoder decoder, Rendering rendering, Direction newDirection, int wrap) {
        text = new SegmentText(decoder, rendering, wrap);
        direction = newDirection;
        reshow();
    }

    private void reshow() {
        List<TrafficSegment> unfinished = incomplete;
        removeIncomplete();
        lines.clear();
        hits.clear();
        largeMatches.clear();
        lastMillis = -1;
        segments.forEach(this::show);
        trim();
        addIncomplete(unfinished);
    }

    /** Searches for words; empty words end the search. */
    public void search(String words) {
        search = new TextSearch(words);
        hits.clear();
        largeMatches.clear();
        for (int i = 0; i < lines.size() && !search.isEmpty(); i++) {
            Line line = lines.get(i);
            if (line.row() == 0) {
                int hit = search.row(text, line.segment());
                if (hit >= 0) {
                    hits.add(dropped + Math.min(i + hit, lines.size() - 1));
                }
            }
        }
    }

    /** Returns the number of messages with a match. */
    public int hits() {
        return hits.size();
    }

    /** Returns the index of the row of a match, counted from 0. */
    public int hit(int number) {
        return (int) (hits.get(number) - dropped);
    }

    /**
     * Returns the number of the first match at or after a row, or of the last one at or before it.
     *
     * @param forward whether to search towards the newest row
     * @return the number, or -1 if there is none before the end or the beginning
     */
    public int hitFrom(int index, boolean forward) {
        long row = dropped + index;
        if (forward) {
            for (int i = 0; i < hits.size(); i++) {
                if (hits.get(i) >= row) {
                    return i;
                }
            }
            return -1;
        }
        for (int i = hits.size() - 1; i >= 0; i--) {
            if (hits.get(i) <= row) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the rendering. */
    public Rendering rendering() {
        return text.rendering();
    }

    /** Returns the renderer. */
    public SegmentText text() {
        return text;
    }

    /** Removes all segments. */
    public void clear() {
        segments.clear();
        lines.clear();
        hits.clear();
        largeMatches.clear();
        incomplete = List.of();
        incompleteRows = 0;
        lastMillis = -1;
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

    /** Returns the text of a row as it is shown. */
    public String text(int index) {
        Line line = lines.get(index);
        return text.shown(line.segment(), line.row());
    }

    /** Returns the text of a row with all of its characters. */
    public String whole(int index) {
        Line line = lines.get(index);
        return text.whole(line.segment(), line.row());
    }

    /** A match in a shown row: the text to show, and where in it the match is; {@code from} is -1 without a match. */
    public record Match(String text, int from, int to) {}

    /** Returns a row as it is shown; if its first match is beyond the cut, the part around the match. */
    public Match match(int index) {
        Line line = lines.get(index);
        if (line.segment().bytes().length <= LARGE) {
            return match(line);
        }
        if (largeMatches.size() >= MAX_LARGE) {
            largeMatches.clear();
        }
        return largeMatches.computeIfAbsent(line, this::match);
    }

    private Match match(Line line) {
        String shown = text.shown(line.segment(), line.row());
        if (search.isEmpty() || line.segment().gap()) {
            return new Match(shown, -1, -1);
        }
        int at = search.in(shown, 0);
        if (at >= 0) {
            return new Match(shown, at, at + search.length());
        }
        String whole = shown.length() < SegmentText.MAX_LENGTH ? shown : text.whole(line.segment(), line.row());
        int beyond = search.in(whole, 0);
        if (beyond < 0) {
            return new Match(shown, -1, -1);
        }
        int from = Math.max(0, beyond - 20);
        String lead = String.format("… (+%,d) ", from);
        String part = lead + SegmentText.cut(whole, from, from + SegmentText.MAX_LENGTH);
        int matchFrom = search.in(part, lead.length());
        return new Match(part, matchFrom, matchFrom + search.length());
    }

    /** Returns a copy of the segments, with the incomplete ones. */
    public List<TrafficSegment> segments() {
        List<TrafficSegment> all = new ArrayList<>(segments);
        all.addAll(incomplete);
        return all;
    }
}
