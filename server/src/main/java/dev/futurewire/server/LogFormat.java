package dev.futurewire.server;

/** How log messages are written: {@code --log-format}. */
enum LogFormat {
    /** A line for people; a stack trace has lines of its own. */
    TEXT,
    /** A JSON object on a line. */
    JSON
}
