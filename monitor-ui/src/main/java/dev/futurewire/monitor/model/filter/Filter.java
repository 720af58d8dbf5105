package dev.futurewire.monitor.model.filter;

import dev.futurewire.monitor.model.ConnectionEntry;
import java.util.List;

/**
 * Which connections are shown: those for which all terms hold.
 *
 * <p>A word is looked for in all that is text. {@code peer:10.0.*}, {@code state:open}, {@code awaiting:readLine}, {@code
 * reason:timeout}, {@code warn:blocked} (or {@code warn:} for any) look in one place; {@code *} stands for anything. {@code
 * rate>1M}, {@code in>}, {@code out>}, {@code queued>}, {@code buffered>}, {@code lines>} compare amounts; {@code idle>30s},
 * {@code age>}, {@code waiting>}, {@code left<2s} compare times; {@code id=12} or {@code #12} is one connection. A minus
 * before a term turns it round; quotation marks keep spaces.
 */
public final class Filter {
    /** Shows everything. */
    public static final Filter ALL = new Filter("", List.of());

    private final String text;
    private final List<Term> terms;

    private Filter(String text, List<Term> terms) {
        this.text = text;
        this.terms = terms;
    }

    /**
     * Reads a filter.
     *
     * @throws BadTermException for the first term that cannot be understood
     */
    public static Filter parse(String text) throws BadTermException {
        return new Filter(text, Terms.parse(text));
    }

    /** Whether a connection is shown. */
    public boolean shows(ConnectionEntry entry, long now) {
        for (Term term : terms) {
            if (!term.holds(entry, now)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it shows everything. */
    public boolean isAll() {
        return terms.isEmpty();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
