package dev.futurewire.server.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects the figures of the tests of a row; a parameter of these tests. */
public final class FaultReport {
    private final long begun = System.nanoTime();
    private final List<String> figures = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private int passed;
    private int failed;

    /** Adds a figure to the report. */
    public void figure(String format, Object... values) {
        figures.add(String.format(Locale.ROOT, format, values));
    }

    void passed() {
        passed++;
    }

    void failed() {
        failed++;
    }

    void skipped(String why) {
        skipped.add(why);
    }

    /** Returns the report as a line, without the name of the row. */
    String line() {
        List<String> parts = new ArrayList<>();
        parts.add(passed + " passed");
        parts.add(failed + " failed");
        skipped.forEach(why -> parts.add("1 skipped (" + why + ")"));
        parts.addAll(figures);
        parts.add(String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - begun) / 1e9));
        return String.join(", ", parts);
    }
}
