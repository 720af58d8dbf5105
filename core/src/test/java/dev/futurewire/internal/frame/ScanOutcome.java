package dev.futurewire.internal.frame;

/**
 * The outcome of a scan.
 *
 * @param frame how it ended
 * @param content the unit's bytes as Latin-1 text, empty where there is none
 */
record ScanOutcome(ScanResult frame, String content) {
    static ScanOutcome nothing(ScanResult frame) {
        return new ScanOutcome(frame, "");
    }
}
