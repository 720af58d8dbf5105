package dev.futurewire.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of a growth row: a table, verdicts on its targets, and the curves behind them. */
final class GrowthReport {
    private final Table table;
    private final List<String> verdicts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Plot> curves = new LinkedHashMap<>();
    private boolean failed;

    /** A curve and the names of its points. */
    record Plot(List<String> points, Curve curve) {}

    GrowthReport(String... headings) {
        table = new Table(List.of(headings));
    }

    void line(String... cells) {
        table.add(List.of(cells));
    }

    /** Adds a verdict on a target. */
    void verdict(boolean holds, String claim) {
        verdicts.add("target: " + claim + (holds ? "  holds" : "  MISSED"));
    }

    void note(String note) {
        notes.add("note: " + note);
    }

    void failed(String name, String cause) {
        note(name + " FAILED: " + cause);
        failed = true;
    }

    boolean failed() {
        return failed;
    }

    void keep(String name, List<String> points, Curve curve) {
        curves.put(name, new Plot(points, curve));
    }

    Map<String, Plot> curves() {
        return curves;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(table.toString());
        verdicts.forEach(line -> text.append(line).append('\n'));
        notes.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
