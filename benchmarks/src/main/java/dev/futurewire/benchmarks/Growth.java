package dev.futurewire.benchmarks;

import java.util.Arrays;
import java.util.List;

/** How a cost grows with what there is of it: a row each, with its own table. */
enum Growth {
    CONNECTIONS(
            "growth-connections",
            "the server's processor time for a line, by connections; each has a batch of 64 64-byte lines on the way,"
                    + " so that each wake-up brings the same batch however many there are"),
    LINE(
            "growth-line",
            "processor time for each byte of one line that arrives a byte at a time, by its length; in memory, through"
                    + " a whole channel"),
    DEADLINES(
            "growth-deadlines",
            "processor time of the library's threads for each second in which nothing happens, with 1,000,000 reads that wait on channels in memory,"
                    + " by how many of them have a deadline, of 1 to 10 minutes"),
    MEMORY("growth-memory", "memory for each connection that has sent a line and now waits, by connections"),
    LOOPS(
            "growth-loops",
            "lines for each second of the clock, by loops, 64 connections with 64 of their 64-byte lines on the way;"
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
