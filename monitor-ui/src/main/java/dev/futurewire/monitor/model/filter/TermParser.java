package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.ConnectionEntry;
import dev.futurewire.monitor.model.ConnectionField;
import dev.futurewire.monitor.model.Peers;
import dev.futurewire.monitor.model.TaskTree;
import dev.futurewire.monitor.model.filter.BadTermException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleBiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the text of a filter into terms. */
final class TermParser {
    private static final Pattern COMPARISON = Pattern.compile("([a-z]+)(>=|<=|>|<|=)(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern KEYED = Pattern.compile("([a-zA-Z]+):(.*)");

    private TermParser() {}

    /** Returns the alternatives, each a list of terms that must all hold; a single empty one for a blank text. */
    static List<List<Term>> parse(String text) throws BadTermException {
        List<List<Term>> alternatives = new ArrayList<>();
        List<Term> terms = new ArrayList<>();
        for (String word : Tokenizer.tokens(text)) {
            if (word.equals("OR")) {
                if (terms.isEmpty()) {
                    throw new BadTermException(Problem.LONE_OR, word);
                }
                alternatives.add(List.copyOf(terms));
                terms.clear();
                continue;
            }
            boolean negated = word.startsWith("-") || word.startsWith("!");
            String rest = negated ? word.substring(1) : word;
            if (rest.isEmpty()) {
                throw new BadTermException(Problem.EMPTY, word);
            }
            Term term = term(rest);
            terms.add(negated ? term.negated() : term);
        }
        if (terms.isEmpty() && !alternatives.isEmpty()) {
            throw new BadTermException(Problem.LONE_OR, "OR");
        }
        alternatives.add(List.copyOf(terms));
        return List.copyOf(alternatives);
    }

    private static Term term(String word) throws BadTermException {
        if (word.matches("#\\d{1,18}")) {
            long id = Long.parseLong(word.substring(1));
            return (entry, now) -> entry.id() == id;
        }
        Matcher comparison = COMPARISON.matcher(word);
        if (comparison.matches()) {
            return comparison(word, comparison.group(1), comparison.group(2), comparison.group(3));
        }
        Matcher keyed = KEYED.matcher(word);
        if (keyed.matches()) {
            return keyed(word, keyed.group(1).toLowerCase(Locale.ROOT), keyed.group(2));
        }
        return word(new GlobPattern(word));
    }

    private static Term word(GlobPattern pattern) {
        return (entry, now) -> pattern.foundIn(entry.row().peer())
                || pattern.foundIn(Peers.shortened(entry.row()))
                || pattern.foundIn(entry.row().state())
                || pattern.foundIn(ConnectionField.AWAITING.text(entry, now))
                || pattern.foundIn(ConnectionField.NOTES.text(entry, now))
                || pattern.foundIn(entry.warned())
                || pattern.foundIn("#" + entry.id());
    }

    private static Term keyed(String word, String key, String value) throws BadTermException {
        if (key.equals("warn") && value.isEmpty()) {
            return (entry, now) -> entry.row().warnings() > 0;
        }
        if (value.isEmpty()) {
            throw new BadTermException(Problem.EMPTY, word);
        }
        GlobPattern pattern = new GlobPattern(value);
        return switch (key) {
            case "peer" -> (entry, now) -> pattern.foundIn(entry.row().peer());
            case "server" ->
                (entry, now) -> entry.row().server() != null
                        && pattern.foundIn(entry.row().server());
            case "dir" -> (entry, now) -> pattern.foundIn(entry.row().direction());
            case "task" ->
                (entry, now) -> TaskTree.of(entry.row()).stream().anyMatch(task -> pattern.foundIn(task.name()));
            case "local" -> (entry, now) -> pattern.foundIn(entry.row().local());
            case "state" -> (entry, now) -> pattern.foundIn(entry.row().state());
            case "awaiting" -> (entry, now) -> pattern.foundIn(ConnectionField.AWAITING.text(entry, now));
            case "warn" -> (entry, now) -> pattern.foundIn(entry.warned());
            case "reason" ->
                (entry, now) -> entry.row().reason() != null
                        && pattern.foundIn(entry.row().reason());
            default -> throw new BadTermException(Problem.UNKNOWN_KEY, word);
        };
    }

    private static Term comparison(String word, String name, String operator, String value) throws BadTermException {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "id" -> size(word, operator, value, (entry, now) -> entry.id());
            case "rate" -> size(word, operator, value, (entry, now) -> entry.inPerSecond() + entry.outPerSecond());
            case "in" -> size(word, operator, value, (entry, now) -> entry.row().bytesIn());
            case "out" ->
                size(word, operator, value, (entry, now) -> entry.row().bytesOut());
            case "queued" ->
                size(word, operator, value, (entry, now) -> entry.row().queuedOutput());
            case "buffered" ->
                size(word, operator, value, (entry, now) -> entry.row().bufferedInput());
            case "lines" ->
                size(
                        word,
                        operator,
                        value,
                        (entry, now) -> entry.row().linesIn() + entry.row().linesOut());
            case "warnings" ->
                size(word, operator, value, (entry, now) -> entry.row().warnings());
            case "idle" -> time(word, operator, value, ConnectionEntry::idleMillis);
            case "age" -> time(word, operator, value, ConnectionEntry::ageMillis);
            case "waiting" -> time(word, operator, value, known(ConnectionEntry::waitingMillis));
            case "left" -> time(word, operator, value, known(ConnectionEntry::leftMillis));
            default -> throw new BadTermException(Problem.UNKNOWN_QUANTITY, word);
        };
    }

    /** Maps an unknown value to NaN, for which every comparison is false. */
    private static ToDoubleBiFunction<ConnectionEntry, Long> known(ToDoubleBiFunction<ConnectionEntry, Long> millis) {
        return (entry, now) -> {
            double value = millis.applyAsDouble(entry, now);
            return value < 0 ? Double.NaN : value;
        };
    }

    private static Term size(String word, String operator, String value, ToDoubleBiFunction<ConnectionEntry, Long> of)
            throws BadTermException {
        return compare(operator, Quantity.size(value), of, new BadTermException(Problem.BAD_SIZE, word));
    }

    private static Term time(String word, String operator, String value, ToDoubleBiFunction<ConnectionEntry, Long> of)
            throws BadTermException {
        return compare(operator, Quantity.time(value), of, new BadTermException(Problem.BAD_TIME, word));
    }

    private static Term compare(
            String operator, OptionalDouble value, ToDoubleBiFunction<ConnectionEntry, Long> of, BadTermException bad)
            throws BadTermException {
        if (value.isEmpty()) {
            throw bad;
        }
        double limit = value.getAsDouble();
        return switch (operator) {
            case ">" -> (entry, now) -> of.applyAsDouble(entry, now) > limit;
            case "<" -> (entry, now) -> of.applyAsDouble(entry, now) < limit;
            case ">=" -> (entry, now) -> of.applyAsDouble(entry, now) >= limit;
            case "<=" -> (entry, now) -> of.applyAsDouble(entry, now) <= limit;
            default -> (entry, now) -> of.applyAsDouble(entry, now) == limit;
        };
    }
}
