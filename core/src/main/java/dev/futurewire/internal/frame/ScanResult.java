package dev.futurewire.internal.frame;

/** The result of scanning the input for a unit. */
public enum ScanResult {
    /** The unit is complete: see {@link InputBuffer#takeBytes()}. */
    READY,
    /** Undecided: more input is needed. */
    MORE,
    /** The stream has ended between units. */
    END,
    /** The stream has ended inside the unit: {@link InputBuffer#takeBytes()} returns what was received. */
    INCOMPLETE,
    /** The unit exceeds the limit; its rest is skipped. */
    TOO_LONG,
    /** Undecided: the program's decoder has to be called. */
    DECODE,
    /** The program's decoder has failed. */
    FAILED
}
