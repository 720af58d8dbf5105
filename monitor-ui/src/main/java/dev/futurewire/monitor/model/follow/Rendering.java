package dev.futurewire.monitor.model.follow;

/** Ways to render messages as text. Control characters are never rendered raw, since a peer's bytes are untrusted. */
public enum Rendering {
    /** As the decoder describes messages; lines without their line ends. */
    TEXT,
    /** All bytes escaped, including line ends, in Java's notation. */
    ESCAPED,
    /** Hexadecimal, eight bytes per row, with offset and ASCII; fits beside the table. */
    HEX
}
