package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.ConnectionEntry;
import java.util.List;

/**
 * Selects the connections that satisfy every term of one of its alternatives.
 *
 * <p>A plain word matches any text of a connection. {@code peer:10.0.*}, {@code state:open}, {@code awaiting:readLine}, {@code
 * reason:timeout} and {@code warn:blocked} (or {@code warn:} for any warning) match one field; {@code *} matches any text.
 * {@code rate>1M}, {@code in>}, {@code out>}, {@code queued>}, {@code buffered>} and {@code lines>} compare amounts; {@code
 * idle>30s}, {@code age>}, {@code waiting>} and {@code left<2s} compare times; {@code id=12} or {@code #12} selects one
 * connection. A leading minus negates a term; quotation marks protect spaces. {@code OR} separates alternatives, and a pattern
 * between slashes is a regular expression.
 */
public final class ConnectionFilter {
    /** Selects every connection. */
    public static final ConnectionFilter ALL = new ConnectionFilter("", List.of(List.of()));

    private final String text;
    private final List<List<Term>> alternatives;

    private ConnectionFilter(String text, List<List<Term>> alternatives) {
        this.text = text;
        this.alternatives = alternatives;
    }

    /**
     * Parses a filter.
     *
     * @throws BadTermException for the first term that cannot be parsed
     */
    public static ConnectionFilter parse(String text) throws BadTermException {
        return new ConnectionFilter(text, TermParser.parse(text));
    }

    /** Returns whether a connection satisfies every term of an alternative. */
    public boolean matches(ConnectionEntry entry, long now) {
        for (List<Term> terms : alternatives) {
            if (allHold(terms, entry, now)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allHold(List<Term> terms, ConnectionEntry entry, long now) {
        for (Term term : terms) {
            if (!term.holds(entry, now)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether this filter selects every connection. */
    public boolean isAll() {
        return alternatives.stream().anyMatch(List::isEmpty);
    }

    /** Returns the filter as typed. */
    @Override
    public String toString() {
        return text;
    }
}
