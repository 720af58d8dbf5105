package dev.futurewire.monitor.model.filter;

/** Thrown for a term of a filter that cannot be parsed. */
public final class BadTermException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Kind of problem. */
    private final Problem problem;

    /** The term, as typed. */
    private final String term;

    /** Kinds of problems. */
    public enum Problem {
        /** An unknown {@code key:}. */
        UNKNOWN_KEY,
        /** An unknown quantity before {@code <} or {@code >}. */
        UNKNOWN_QUANTITY,
        /** A malformed size after {@code <} or {@code >}. */
        BAD_SIZE,
        /** A malformed time after {@code <} or {@code >}. */
        BAD_TIME,
        /** An unclosed quotation mark. */
        OPEN_QUOTE,
        /** A malformed regular expression between slashes. */
        BAD_PATTERN,
        /** {@code OR} without a term before or after it. */
        LONE_OR,
        /** A {@code key:} without a value, or a lone minus. */
        EMPTY
    }

    BadTermException(Problem problem, String term) {
        super(problem + ": " + term);
        this.problem = problem;
        this.term = term;
    }

    /** Kind of problem. */
    public Problem problem() {
        return problem;
    }

    /** The term, as typed. */
    public String term() {
        return term;
    }
}
