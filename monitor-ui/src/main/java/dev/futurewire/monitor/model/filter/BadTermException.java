package dev.futurewire.monitor.model.filter;

/** A term of a filter that cannot be understood. */
public final class BadTermException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    private final Problem problem;

    /** The term, as it was written. */
    private final String term;

    /** What may go wrong. */
    public enum Problem {
        /** No such {@code key:}. */
        UNKNOWN_KEY,
        /** No such quantity before {@code <} or {@code >}. */
        UNKNOWN_QUANTITY,
        /** What follows {@code <} or {@code >} is not a size. */
        BAD_SIZE,
        /** What follows {@code <} or {@code >} is not a time. */
        BAD_TIME,
        /** A quotation mark without its partner. */
        OPEN_QUOTE,
        /** A {@code key:} with nothing behind it, or a lone minus. */
        EMPTY
    }

    BadTermException(Problem problem, String term) {
        super(problem + ": " + term);
        this.problem = problem;
        this.term = term;
    }

    /** What is wrong. */
    public Problem problem() {
        return problem;
    }

    /** The term, as it was written. */
    public String term() {
        return term;
    }
}
