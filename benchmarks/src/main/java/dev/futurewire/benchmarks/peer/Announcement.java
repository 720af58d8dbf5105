package dev.futurewire.benchmarks.peer;

/** The one line that a peer prints: the runner waits for it. */
final class Announcement {
    private Announcement() {}

    static void listening(int port) {
        System.out.println("listening " + port);
    }

    /** Says why this peer cannot run here; the runner skips it with this as its note. */
    static void unavailable(String reason) {
        System.out.println("unavailable " + reason);
    }
}
