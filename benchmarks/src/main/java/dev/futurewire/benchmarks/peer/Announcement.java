package dev.futurewire.benchmarks.peer;

/** The line a peer prints when it is ready, which the runner awaits. */
final class Announcement {
    private Announcement() {}

    static void listening(int port) {
        System.out.println("listening " + port);
    }

    /** Announces that this peer cannot run on this machine; the runner skips it and prints the reason. */
    static void unavailable(String reason) {
        System.out.println("unavailable " + reason);
    }
}
