package dev.futurewire.internal.frame;

import org.jspecify.annotations.Nullable;

/**
 * What looks must find, made as naively as can be: the whole input is there, as text with a character for each byte, and
 * the stream has ended.
 */
final class ReferenceSplitter {
    private static final String TO_THE_END = "";

    private String rest;
    private @Nullable String skipThrough;

    ReferenceSplitter(String input) {
        rest = input;
    }

    Found look(Look look) {
        String through = skipThrough;
        if (through != null) {
            int at = through.equals(TO_THE_END) ? -1 : rest.indexOf(through);
            rest = at < 0 ? "" : rest.substring(at + through.length());
            skipThrough = null;
        }
        if (look instanceof Look.Line line) {
            return line(line.limit());
        }
        if (look instanceof Look.Until until) {
            return until(until.delimiter(), until.limit());
        }
        if (look instanceof Look.Exactly exactly) {
            return exactly(exactly.length());
        }
        return all(((Look.All) look).limit());
    }

    private Found line(int limit) {
        if (rest.isEmpty()) {
            return Found.nothing(ScanResult.END);
        }
        int lf = rest.indexOf('\n');
        String content = lf < 0 ? rest : rest.substring(0, lf);
        rest = lf < 0 ? "" : rest.substring(lf + 1);
        if (lf >= 0 && content.endsWith("\r")) {
            content = content.substring(0, content.length() - 1);
        }
        return content.length() > limit ? Found.nothing(ScanResult.TOO_LONG) : new Found(ScanResult.READY, content);
    }

    private Found until(String delimiter, int limit) {
        int at = rest.indexOf(delimiter);
        if (at >= 0) {
            String content = rest.substring(0, at);
            rest = rest.substring(at + delimiter.length());
            return at > limit ? Found.nothing(ScanResult.TOO_LONG) : new Found(ScanResult.READY, content);
        }
        String content = rest;
        rest = "";
        int begun = delimiter.length() - 1;
        while (!content.endsWith(delimiter.substring(0, begun))) {
            begun--;
        }
        return content.length() - begun > limit
                ? Found.nothing(ScanResult.TOO_LONG)
                : new Found(ScanResult.INCOMPLETE, content);
    }

    private Found exactly(int length) {
        if (rest.length() < length) {
            String partial = rest;
            rest = "";
            return new Found(ScanResult.INCOMPLETE, partial);
        }
        String content = rest.substring(0, length);
        rest = rest.substring(length);
        return new Found(ScanResult.READY, content);
    }

    private Found all(int limit) {
        String content = rest;
        rest = "";
        return content.length() > limit ? Found.nothing(ScanResult.TOO_LONG) : new Found(ScanResult.READY, content);
    }
}
