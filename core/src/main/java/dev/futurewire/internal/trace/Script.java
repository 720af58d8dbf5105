package dev.futurewire.internal.trace;

import dev.futurewire.observe.Printable;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads scripts: one step a line, see {@link dev.futurewire.observe.Replay}. */
final class Script {
    /** What a step does. */
    enum Verb {
        SEND,
        EXPECT,
        PAUSE,
        EOF,
        RESET,
        END
    }

    /**
     * One step.
     *
     * @param line its number, from 1
     * @param text the line without the space around it
     * @param verb what it does
     * @param bytes what {@code send} and {@code expect} name, else empty
     * @param millis how long {@code pause} takes, else 0
     */
    @SuppressWarnings("ArrayRecordComponent") // steps are performed, never compared
    record Step(int line, String text, Verb verb, byte[] bytes, long millis) {}

    private static final byte[] NOTHING = new byte[0];

    /** How much of a malformed line a message quotes. */
    private static final int QUOTED = 80;

    /** The most digits of a pause: more do not fit. */
    private static final int DIGITS = 18;

    private final int number;
    private final String line;

    /** Where in the line to read on. */
    private int at;

    private Script(int number, String line) {
        this.number = number;
        this.line = line;
    }

    /**
     * Reads a script.
     *
     * @param text its lines
     * @return its steps
     * @throws IllegalArgumentException if a line is none; the message begins with its number
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
            case "pause" -> new Step(number, line, Verb.PAUSE, NOTHING, millis());
            case "eof" -> new Step(number, line, Verb.EOF, NOTHING, 0);
            case "reset" -> new Step(number, line, Verb.RESET, NOTHING, 0);
            case "end" -> new Step(number, line, Verb.END, NOTHING, 0);
            default -> throw malformed("an unknown step: " + word);
        };
        skipSpace();
        if (at < line.length() && line.charAt(at) != '#') {
            throw malformed("more than a step: " + line.substring(at));
        }
        return step;
    }

    private String word() {
        skipSpace();
        int from = at;
        while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return line.substring(from, at);
    }

    private void skipSpace() {
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
    }

    private long millis() {
        String word = word();
        boolean decimal =
                !word.isEmpty() && word.length() <= DIGITS && word.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!decimal) {
            throw malformed("a pause is a number of milliseconds, not '" + word + "'");
        }
        return Long.parseLong(word);
    }

    private byte[] quoted() {
        skipSpace();
        if (at == line.length() || line.charAt(at) != '"') {
            throw malformed("not in quotes: " + line.substring(at));
        }
        at++;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (char c = next(); c != '"'; c = next()) {
            if (c > 0xff) {
                throw malformed("no byte, write it as \\x with two digits: " + c);
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
            default -> throw malformed("an unknown escape: \\" + escape);
        };
    }

    private int digit() {
        char c = next();
        int value = c < 0x80 ? Character.digit(c, 16) : -1;
        if (value < 0) {
            throw malformed("\\x needs two hexadecimal digits");
        }
        return value;
    }

    private char next() {
        if (at == line.length()) {
            throw malformed("the quotes do not end: " + line);
        }
        return line.charAt(at++);
    }

    private IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("line " + number + ": " + Printable.escape(what, QUOTED));
    }
}
