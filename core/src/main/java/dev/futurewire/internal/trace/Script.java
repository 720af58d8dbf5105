package dev.futurewire.internal.trace;

import dev.futurewire.observe.Printable;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Parses scripts, one step per line; see {@link dev.futurewire.observe.Replay}. */
final class Script {
    /** The kinds of steps. */
    enum Verb {
        SEND,
        EXPECT,
        PAUSE,
        EOF,
        RESET,
        END
    }

    /**
     * A step.
     *
     * @param line line number, from 1
     * @param text the line without surrounding whitespace
     * @param verb the kind of the step
     * @param bytes the bytes to {@code send} or {@code expect}, otherwise empty
     * @param millis the length of a {@code pause}, otherwise 0
     */
    @SuppressWarnings("ArrayRecordComponent") // steps are never compared
    record Step(int line, String text, Verb verb, byte[] bytes, long millis) {}

    private static final byte[] NO_BYTES = new byte[0];

    /** How much of a malformed line a message quotes. */
    private static final int QUOTED_LENGTH = 80;

    /** Maximum number of digits in a pause; more do not fit a long. */
    private static final int MAX_PAUSE_DIGITS = 18;

    private final int number;
    private final String line;

    /** The index of the next character in the line. */
    private int position;

    private Script(int number, String line) {
        this.number = number;
        this.line = line;
    }

    /**
     * Parses a script.
     *
     * @param text the script
     * @return its steps
     * @throws IllegalArgumentException if a line is malformed; the message begins with the line number
     */
    static List<Step> read(String text) {
        List<Step> steps = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                steps.add(new Script(number, stripped).step());
            }
        }
        return steps;
    }

    private Step step() {
        String word = word();
        Step step = switch (word) {
            case "send" -> new Step(number, line, Verb.SEND, quoted(), 0);
            case "expect" -> new Step(number, line, Verb.EXPECT, quoted(), 0);
            case "pause" -> new Step(number, line, Verb.PAUSE, NO_BYTES, millis());
            case "eof" -> new Step(number, line, Verb.EOF, NO_BYTES, 0);
            case "reset" -> new Step(number, line, Verb.RESET, NO_BYTES, 0);
            case "end" -> new Step(number, line, Verb.END, NO_BYTES, 0);
            default -> throw malformed("unknown step: " + word);
        };
        skipSpace();
        if (position < line.length() && line.charAt(position) != '#') {
            throw malformed("unexpected text after the step: " + line.substring(position));
        }
        return step;
    }

    private String word() {
        skipSpace();
        int from = position;
        while (position < line.length() && !Character.isWhitespace(line.charAt(position))) {
            position++;
        }
        return line.substring(from, position);
    }

    private void skipSpace() {
        while (position < line.length() && Character.isWhitespace(line.charAt(position))) {
            position++;
        }
    }

    private long millis() {
        String word = word();
        boolean decimal = !word.isEmpty()
                && word.length() <= MAX_PAUSE_DIGITS
                && word.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!decimal) {
            throw malformed("expected a number of milliseconds, not '" + word + "'");
        }
        return Long.parseLong(word);
    }

    private byte[] quoted() {
        skipSpace();
        if (position == line.length() || line.charAt(position) != '"') {
            throw malformed("expected a quoted string: " + line.substring(position));
        }
        position++;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (char c = next(); c != '"'; c = next()) {
            if (c > 0xff) {
                throw malformed("not a byte, use \\x and two hexadecimal digits: " + c);
            }
            out.write(c == '\\' ? escaped() : c);
        }
        return out.toByteArray();
    }

    private int escaped() {
        char escape = next();
        return switch (escape) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '"', '\\' -> escape;
            case 'x' -> digit() << 4 | digit();
            default -> throw malformed("unknown escape: \\" + escape);
        };
    }

    private int digit() {
        char c = next();
        int value = c < 0x80 ? Character.digit(c, 16) : -1;
        if (value < 0) {
            throw malformed("\\x must be followed by two hexadecimal digits");
        }
        return value;
    }

    private char next() {
        if (position == line.length()) {
            throw malformed("unterminated string: " + line);
        }
        return line.charAt(position++);
    }

    private IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("line " + number + ": " + Printable.escape(what, QUOTED_LENGTH));
    }
}
