package dev.futurewire.internal.frame;

/**
 * What a look came to.
 *
 * @param frame how it ended
 * @param content the unit's bytes as Latin-1 text, empty where there is none
 */
record Found(ScanResult frame, String content) {
    static Found nothing(ScanResult frame) {
        return new Found(frame, "");
    }
}
