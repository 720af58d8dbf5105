package dev.futurewire.internal.frame;

import org.jspecify.annotations.Nullable;

/**
 * The expected results of scans, computed in the simplest way: all input is available, as text with a character per byte, and
 * the stream has ended.
 */
final class ReferenceSplitter {
    private static final String TO_THE_END = "";

    private String rest;
    private @Nullable String skipThrough;

    ReferenceSplitter(String input) {
        rest = input;
    }

    ScanOutcome scan(Scan scan) {
        String through = skipThrough;
        if (through != null) {
            int at = through.equals(TO_THE_END) ? -1 : rest.indexOf(through);
            rest = at < 0 ? "" : rest.substring(at + through.length());
            skipThrough = null;
        }
        if (scan instanceof Scan.Line line) {
            return line(line.limit());
        }
        if (scan instanceof Scan.Until until) {
            return until(until.delimiter(), until.limit());
        }
        if (scan instanceof Scan.Exactly exactly) {
            return exactly(exactly.length());
        }
        return all(((Scan.All) scan).limit());
    }

    private ScanOutcome line(int limit) {
        if (rest.isEmpty()) {
            return ScanOutcome.nothing(ScanResult.END);
        }
        int lf = rest.indexOf('\n');
        String content = lf < 0 ? rest : rest.substring(0, lf);
        rest = lf < 0 ? "" : rest.substring(lf + 1);
        if (lf >= 0 && content.endsWith("\r")) {
            content = content.substring(0, content.length() - 1);
        }
        return content.length() > limit
                ? ScanOutcome.nothing(ScanResult.TOO_LONG)
                : new ScanOutcome(ScanResult.READY, content);
    }

    private ScanOutcome until(String delimiter, int limit) {
        int at = rest.indexOf(delimiter);
        if (at >= 0) {
            String content = rest.substring(0, at);
            rest = rest.substring(at + delimiter.length());
            return at > limit ? ScanOutcome.nothing(ScanResult.TOO_LONG) : new ScanOutcome(ScanResult.READY, content);
        }
        String content = rest;
        rest = "";
        int begun = delimiter.length() - 1;
        while (!content.endsWith(delimiter.substring(0, begun))) {
            begun--;
        }
        return content.length() - begun > limit
                ? ScanOutcome.nothing(ScanResult.TOO_LONG)
                : new ScanOutcome(ScanResult.INCOMPLETE, content);
    }

    private ScanOutcome exactly(int length) {
        if (rest.length() < length) {
            String partial = rest;
            rest = "";
            return new ScanOutcome(ScanResult.INCOMPLETE, partial);
        }
        String content = rest.substring(0, length);
        rest = rest.substring(length);
        return new ScanOutcome(ScanResult.READY, content);
    }

    private ScanOutcome all(int limit) {
        String content = rest;
        rest = "";
        return content.length() > limit
                ? ScanOutcome.nothing(ScanResult.TOO_LONG)
                : new ScanOutcome(ScanResult.READY, content);
    }
}
