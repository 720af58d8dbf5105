package dev.futurewire.internal.task;

import java.util.List;

/** Failures that are reported as suppressed exceptions of another one. */
final class Failures {
    /**
     * Limit of suppressed exceptions: 100. An exception may be reported many times, such as the one that has broken a
     * connection, and must not grow each time.
     */
    static final int MAX_SUPPRESSED = 100;

    private Failures() {}

    /** Adds a later failure to the first one, unless it is known there or the limit is reached. */
    static void suppress(Throwable first, Throwable later) {
        if (first == later) {
            return;
        }
        Throwable[] known = first.getSuppressed();
        if (known.length >= MAX_SUPPRESSED) {
            return;
        }
        for (Throwable each : known) {
            if (each == later) {
                return;
            }
        }
        first.addSuppressed(later);
    }

    /** Returns the first of several failures; the others are its suppressed exceptions. */
    static Throwable combine(List<Throwable> failures) {
        Throwable first = failures.get(0);
        failures.forEach(each -> suppress(first, each));
        return first;
    }
}
