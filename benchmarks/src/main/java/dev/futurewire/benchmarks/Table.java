package dev.futurewire.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** A table of text; the first column is aligned left, the others right. */
final class Table {
    private final List<List<String>> lines = new ArrayList<>();

    Table(List<String> headings) {
        lines.add(headings);
    }

    void add(List<String> cells) {
        lines.add(cells);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            for (int column = 0; column < line.size(); column++) {
                String cell = line.get(column);
                String padding = " ".repeat(width(column) - cell.length());
                text.append(column == 0 ? cell + padding : "  " + padding + cell);
            }
            text.append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return lines.stream()
                .filter(line -> line.size() > column)
                .mapToInt(line -> line.get(column).length())
                .max()
                .orElse(0);
    }
}
