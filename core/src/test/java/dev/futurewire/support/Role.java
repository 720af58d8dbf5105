package dev.futurewire.support;

/** Which end of the connection the channel under test is. */
public enum Role {
    /** A server accepted it. */
    ACCEPTED,
    /** It connected to a server. */
    CONNECTED
}
