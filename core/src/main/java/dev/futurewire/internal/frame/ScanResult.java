package dev.futurewire.internal.frame;

/** What a look at the input found. */
public enum ScanResult {
    /** A whole unit: see {@link InputBuffer#takeBytes()}. */
    READY,
    /** Not yet decided: more input is needed. */
    MORE,
    /** The stream has ended at a boundary. */
    END,
    /** The stream has ended inside the unit: see {@link InputBuffer#takeBytes()} for what there is. */
    INCOMPLETE,
    /** The unit is longer than the limit; what is left of it is being skipped. */
    TOO_LONG
}
