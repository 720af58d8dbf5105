package dev.futurewire.server;

/** The format of log messages: {@code --log-format}. */
enum LogFormat {
    /** A line of text; a stack trace follows on further lines. */
    TEXT,
    /** A JSON object per line. */
    JSON
}
