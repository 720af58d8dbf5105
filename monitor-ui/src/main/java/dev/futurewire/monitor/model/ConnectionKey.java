package dev.futurewire.monitor.model;

/**
 * Identifies a connection: a server that is started again numbers its connections from the beginning.
 *
 * @param generation start of the server, see {@link ServerView#generation}
 * @param id number of the connection
 */
public record ConnectionKey(int generation, long id) {}
