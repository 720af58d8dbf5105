package dev.futurewire.benchmarks;

import java.util.Arrays;
import java.util.List;

/** The growth rows: how a cost grows with its cause. Each has a table of its own. */
enum Growth {
    CONNECTIONS(
            "growth-connections",
            "the server's processor time per line, by connections; each has a batch of 64 64-byte lines in flight,"
                    + " so that each wake-up delivers the same batch regardless of their number"),
    LINE(
            "growth-line",
            "processor time per byte of a line that arrives a byte at a time, by its length; in memory, through"
                    + " a whole channel"),
    DEADLINES(
            "growth-deadlines",
            "processor time of the library's threads per idle second, with 1,000,000 pending reads on channels in"
                    + " memory, by the number of reads with a deadline, of 1 to 10 minutes"),
    MEMORY("growth-memory", "memory per connection that has sent a line and is idle, by connections"),
    LOOPS(
            "growth-loops",
            "lines per second of wall-clock time, by loops; 64 connections with 64 64-byte lines in flight each;"
                    + " server and load client share both cores");

    private final String label;
    private final String description;

    Growth(String label, String description) {
        this.label = label;
        this.description = description;
    }

    String label() {
        return label;
    }

    String description() {
        return description;
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Growth::label).toList();
    }
}
