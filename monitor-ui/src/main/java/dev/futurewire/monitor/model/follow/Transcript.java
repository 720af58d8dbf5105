package dev.futurewire.monitor.model.follow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The lines of a stream as they are shown: in one rendering, of one direction. Used by the window's thread only. */
public final class Transcript {
    /** How many lines at most: 20,000. */
    static final int MOST = FollowBuffer.PIECES_KEPT;

    /**
     * One line.
     *
     * @param piece of which piece
     * @param row its how-manieth line
     */
    public record Line(Piece piece, int row) {}

    private final List<Piece> pieces = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private Rendering rendering = Rendering.TEXT;
    private Direction direction = Direction.BOTH;
    private long dropped;

    /** An empty one. */
    public Transcript() {}

    /** Adds the newest pieces; forgets the oldest where there are too many. */
    public void add(Collection<Piece> fresh) {
        pieces.addAll(fresh);
        fresh.forEach(this::show);
        trim();
    }

    private void show(Piece piece) {
        if (direction.shows(piece)) {
            int rows = rendering.rows(piece);
            for (int row = 0; row < rows; row++) {
                lines.add(new Line(piece, row));
            }
        }
    }

    private void trim() {
        // In one go, and rarely: removing from the front of a list costs its length.
        if (pieces.size() > MOST + MOST / 4) {
            pieces.subList(0, pieces.size() - MOST).clear();
        }
        if (lines.size() > MOST + MOST / 4) {
            int drop = lines.size() - MOST;
            lines.subList(0, drop).clear();
            dropped += drop;
        }
    }

    /** Shows the same in another way. */
    public void show(Rendering newRendering, Direction newDirection) {
        rendering = newRendering;
        direction = newDirection;
        lines.clear();
        pieces.forEach(this::show);
        trim();
    }

    /** In which way. */
    public Rendering rendering() {
        return rendering;
    }

    /** Forgets everything. */
    public void clear() {
        pieces.clear();
        lines.clear();
    }

    /** How many lines there are. */
    public int size() {
        return lines.size();
    }

    /** How many lines have been forgotten: what was line {@code dropped + 1} is line 0. */
    public long dropped() {
        return dropped;
    }

    /** A line. */
    public Line line(int index) {
        return lines.get(index);
    }

    /** A line's text. */
    public String text(int index) {
        Line line = lines.get(index);
        return rendering.text(line.piece(), line.row());
    }

    /** Whether a line has the words in it, whatever their case. */
    public boolean has(int index, String words) {
        return !lines.get(index).piece().gap()
                && text(index).toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }

    /**
     * The next line that has the words in it.
     *
     * @param from where to begin, itself included
     * @param forward towards the newest
     * @return the index, or -1; goes round at the end
     */
    public int find(String words, int from, boolean forward) {
        int size = lines.size();
        for (int i = 0; i < size; i++) {
            int at = Math.floorMod(forward ? from + i : from - i, size);
            if (has(at, words)) {
                return at;
            }
        }
        return -1;
    }

    /** The pieces that are here, for saving. */
    public List<Piece> pieces() {
        return List.copyOf(pieces);
    }
}
